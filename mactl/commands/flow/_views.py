"""What commands about flows share: their names, the workspace read, what they say when one was moved."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _names
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.engine.flow_pausing import Held
from mactl.engine.workspace import Workspace

Argument = Annotated[
    str | None,
    typer.Argument(metavar="FLOW", help=_names.FLOW, autocompletion=_names.flows, show_default=False),
]
Option = Annotated[str | None, typer.Option("--flow", metavar="NAME", help=_names.FLOW, autocompletion=_names.flows)]


def identity(workspace: Workspace, name: str) -> str:
    """Return the id of the flow with this id or name; one that is no longer in the file is known by its id alone."""
    return next((flow.id for flow in catalogue.read(workspace).flows if name in (flow.id, flow.name)), name)


def held(sentence: str, done: Held) -> Report:
    """Return what a command says that paused, resumed, stopped or started a flow."""
    document = {"flow": done.flow.id, "state": done.flow.state, "people": done.people}
    return Report(sentences=(sentence,), document=document)
