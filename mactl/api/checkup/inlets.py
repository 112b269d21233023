"""The inlets: rows of customers.json and events.jsonl that were refused when they were last read."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.api.checkup._finding import Finding
from mactl.engine.ingest import INLETS, errors_of
from mactl.engine.rejects import outstanding
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext

_SHOWN = 10


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield one finding an inlet with refused rows: how many, and the first of them with their reasons."""
    for name in INLETS:
        errors = errors_of(workspace.data / name)
        found = outstanding(errors)
        if not found:
            continue
        lines = [_("row {n}: {reason}", n=number, reason=reason) for number, reason in found[:_SHOWN]]
        if len(found) > _SHOWN:
            lines.append(_("... and {n} more", n=len(found) - _SHOWN))
        said = ngettext(
            "data/{file}: {n} row was refused when it was last read",
            "data/{file}: {n} rows were refused when it was last read",
            len(found),
            file=name,
        )
        yield Finding(message="\n".join([said, *(f"  {line}" for line in lines)]), hint=_remedy(name, errors.name))


def _remedy(name: str, errors: str) -> str:
    if name == "customers.json":
        return _("mend these rows; data/{errors} lists all of them as they were", errors=errors)
    return _(
        "append them to data/{file} again once they are right, then delete data/{errors}, which lists all of them",
        file=name,
        errors=errors,
    )
