"""What commands about flows share: their names, the workspace read, what they say when one was moved."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _names

Argument = Annotated[
    str | None,
    typer.Argument(metavar="FLOW", help=_names.FLOW, autocompletion=_names.flows, show_default=False),
]
Option = Annotated[str | None, typer.Option("--flow", metavar="NAME", help=_names.FLOW, autocompletion=_names.flows)]
