"""The option ``--move``: where those go on whose step is gone from a flow."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.errors import UsageError
from mactl.i18n import _, mark

_MOVE = mark("Where those go on who stand at a step that is no longer there, or exit; may be given again.")

Option = Annotated[list[str] | None, typer.Option("--move", metavar="OLD=NEW|exit", help=_MOVE, show_default=False)]


def read(given: list[str] | None) -> dict[str, str]:
    """Return the moves that a command line names."""
    for each in given or []:
        if not all(each.partition("=")):
            raise UsageError(_("{word} is no move", word=each), _("write it as in --move offer=remind or offer=exit"))
    return {old: new for old, _equals, new in (each.partition("=") for each in given or [])}
