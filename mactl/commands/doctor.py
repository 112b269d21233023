"""``mactl doctor``: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api import doctor as examination
from mactl.api.checkup._finding import Finding, fault
from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.errors import MactlError
from mactl.i18n import _, mark, ngettext

_ADOPT = mark("Let this database send: it was restored or copied, and no other copy of it sends.")

app = typer.Typer()


@app.command()
def doctor(
    context: typer.Context,
    *,
    adopt: Annotated[bool, typer.Option("--adopt", help=_ADOPT)] = False,
) -> Report:
    """Find every fault at once: of settings, files, templates, channels, database and machine; each with its remedy.

    A fault is something that does not work, a warning works and may surprise. Exits with 1 where there is a fault.
    Nothing is changed, and nothing is sent.

    Examples:

        mactl doctor
        mactl doctor --adopt
    """
    try:
        workspace = _invocation.workspace(context)
    except MactlError as wrong:
        return _report([fault(wrong)], ())
    said: tuple[str, ...] = ()
    if adopt:
        said = (_("{path} may send from now on.", path=examination.adopt_home(workspace)),)
    with _invocation.of(context).talk.progress(_("Looking")) as progress:
        found = examination.examine(workspace, progress)
    return _report(found, said)


def _report(found: list[Finding], said: tuple[str, ...]) -> Report:
    faults = sum(one.count for one in found if one.level == "fault")
    lines = [line for one in found for line in _lines(one)]
    return Report(
        sentences=(*said, *lines, _verdict(faults, sum(1 for one in found if one.level == "warning"))),
        document={
            "ok": not faults,
            "findings": [{"level": one.level, "message": one.message, "hint": one.hint} for one in found],
        },
        exit_code=1 if faults else 0,
    )


def _lines(one: Finding) -> list[str]:
    sign = "✗" if one.level == "fault" else "!"
    first, *rest = one.message.splitlines()
    return [f"{sign} {first}", *rest, *([f"  → {one.hint}"] if one.hint else [])]


def _verdict(faults: int, warnings: int) -> str:
    if not faults and not warnings:
        return "✓ " + _("All is well: {checks}.", checks=", ".join(examination.checks()))
    parts = [ngettext("{n:,} fault", "{n:,} faults", faults)] if faults else [_("No fault")]
    if warnings:
        parts.append(ngettext("{n:,} warning", "{n:,} warnings", warnings))
    return _("{found}.", found=_(", ").join(parts))
