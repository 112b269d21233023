"""How far a question to a great many customers has come, and how it is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from mactl.commands import _invocation
from mactl.commands._invocation import Progress
from mactl.errors import StoppedError
from mactl.i18n import _


@contextmanager
def shown(context: typer.Context) -> Iterator[Progress]:
    """Show progress for a question: customers done, on a terminal only; Ctrl-C leaves it unanswered."""
    try:
        with _invocation.of(context).talk.progress(_("deciding")) as progress:
            yield progress
    except KeyboardInterrupt:
        raise StoppedError(_("stopped before there was an answer"), _("nothing was changed")) from None
