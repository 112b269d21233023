"""``mactl doctor``: what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from mactl.api import doctor as examination
from mactl.api.checkup._finding import Finding, fault
from mactl.commands import _invocation, _workspaces
from mactl.commands._invocation import Invocation
from mactl.core.model.report import Report
from mactl.errors import MactlError, UsageError
from mactl.i18n import _, mark, ngettext

_ADOPT = mark("Let this database send: it was restored or copied, and no other copy of it sends.")

_Workspaces = Annotated[str | None, typer.Option("--workspaces", metavar="PATTERN", help=_workspaces.HELP)]
# What the checks of api/checkup/ look at.
_CHECKS = {
    "budget": mark("budget"),
    "caps": mark("caps"),
    "database": mark("database"),
    "files": mark("files"),
    "inlets": mark("inlets"),
    "journeys": mark("journeys"),
    "machine": mark("machine"),
    "mirror": mark("mirror"),
    "references": mark("references"),
    "settings": mark("settings"),
    "templates": mark("templates"),
}
_SIGNS = {"fault": "✗", "warning": "!", "note": "·"}

app = typer.Typer()


@app.command()
def doctor(
    context: typer.Context,
    *,
    adopt: Annotated[bool, typer.Option("--adopt", help=_ADOPT)] = False,
    workspaces: _Workspaces = None,
) -> Report:
    """Find every fault at once: of settings, files, templates, channels, database and machine; each with its remedy.

    A fault is something that does not work, a warning works and may surprise. Exits with 1 where there is a fault.
    Nothing is changed, and nothing is sent.

    Examples:

        mactl doctor
        mactl doctor --adopt

        mactl doctor --workspaces 'clients/*'
    """
    invocation = _invocation.of(context)
    if workspaces is None:
        return _examine(invocation, adopt=adopt)
    if adopt:
        raise UsageError(_("--adopt is for one workspace"), _("mactl -C DIR doctor --adopt"))
    return _workspaces.each(invocation, workspaces, lambda one: _in_a_line(_examine(one)))


def _examine(invocation: Invocation, *, adopt: bool = False) -> Report:
    try:
        workspace = _invocation.open_in(invocation)
    except MactlError as wrong:
        return _report([fault(wrong)], ())
    said: tuple[str, ...] = ()
    if adopt:
        said = (_("{path} may send from now on.", path=examination.adopt_home(workspace)),)
    with invocation.talk.progress(_("Looking")) as progress:
        found = examination.examine(workspace, progress)
    return _report(found, said)


def _in_a_line(report: Report) -> Report:
    """Return what a doctor said with the verdict first, and only the first of what it found behind it."""
    first = next((line for line in report.sentences[:-1] if line[:1] in "✗!"), "")
    return replace(report, sentences=tuple(filter(None, (report.sentences[-1], first))))


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
    sign = _SIGNS[one.level]
    first, *rest = one.message.splitlines()
    return [f"{sign} {first}", *rest, *([f"  → {one.hint}"] if one.hint else [])]


def _verdict(faults: int, warnings: int) -> str:
    if not faults and not warnings:
        names = (_(_CHECKS.get(name, name)) for name in examination.checks())
        return "✓ " + _("All is well: {checks}.", checks=_(", ").join(names))
    parts = [ngettext("{n:,} fault", "{n:,} faults", faults)] if faults else [_("No fault")]
    if warnings:
        parts.append(ngettext("{n:,} warning", "{n:,} warnings", warnings))
    return _("{found}.", found=_(", ").join(parts))
