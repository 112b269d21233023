"""Templates: each read and rendered for a made-up customer."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.api.checkup._finding import Finding
from mactl.engine import planning
from mactl.engine.workspace import Workspace
from mactl.i18n import _


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield the faults of the templates, each with file and line."""
    for one in planning.library(workspace).check():
        yield Finding(message=_("{channel} template {name}: {fault}", channel=one.channel, name=one.template,
                                fault=one.message), hint=one.hint)  # fmt: skip
