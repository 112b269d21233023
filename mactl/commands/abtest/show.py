"""``mactl abtest show``: one A/B test, what it changes, whom it parts how, and how it ended."""

from __future__ import annotations

import typer

from mactl.commands import _invocation, _names
from mactl.commands.abtest import _views
from mactl.core.experiments import sentences
from mactl.core.experiments.assignment import Assigned
from mactl.core.model import shown
from mactl.core.model.experiment import AbTest
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _verdicts
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.i18n import _
from mactl.store import experiments
from mactl.store.experiments import Started

app = typer.Typer()


@app.command()
def show(context: typer.Context, name: _views.Argument = None, test: _views.Option = None) -> Report:
    """Show a test: what its variants change, how the audience is parted, and the verdict that ended it.

    Example:

        mactl abtest show --test 主题测试
    """
    workspace = _invocation.workspace(context)
    wanted = catalogue.read(workspace).test(_names.chosen(name, test, "--test"))
    with workspace.open() as database:
        started = experiments.find(database, wanted.id)
        people = experiments.counts(database, wanted.id)
    told = [
        _("State: {state}", state=_views.state(started.state if started else "draft")),
        _("On: {place}", place=_views.place(wanted)),
        _("Variants: {names}", names="; ".join(_views.variant(one) for one in wanted.arms)),
        _("Judged on {metric}, {method}.", metric=_views.metric(wanted), method=_views.method(wanted.method)),
        *_lived(workspace, wanted, started),
    ]
    return Report(
        title=wanted.name,
        banner=_("sandbox: nothing left this machine") if started and started.mode == "sandbox" else "",
        sentences=tuple(told),
        tables=(_people(people),) if people else (),
        document=_document(workspace, wanted, started, people),
        time_zone=workspace.zone,
    )


def _lived(workspace: Workspace, test: AbTest, started: Started | None) -> list[str]:
    """Return what became of a test that was started."""
    if started is None:
        return [_("Next: mactl abtest run --test {name} --dry-run", name=test.name)]
    told = [_("Started: {time}", time=shown.instant(started.started_at, workspace.zone))]
    if started.state == "running":
        told.append(_("Judged for good: {time}", time=shown.instant(started.deadline, workspace.zone)))
        told.append(_("mactl abtest analyze --test {name} says how it stands.", name=test.name))
    elif started.ended_at is not None:
        told.append(_("Ended: {time}", time=shown.instant(started.ended_at, workspace.zone)))
    if status := str(started.verdict.get("status", "")):
        said = _verdicts.status(status)
        told.append(_("Verdict: {status}; mactl abtest analyze --test {name} says why.", status=said, name=test.name))
    if started.winner:
        told.append(_("Winner: {name}", name=started.winner))
    return told


def _people(people: dict[Assigned, int]) -> Table:
    columns = (Column(key="arm", title=_("Arm")), Column(key="people", title=_("People"), unit="count"))
    names = {"holdout": sentences.arm(""), "rest": _("waits for the winner"), "test": _("not drawn yet")}
    rows = tuple((one.arm or names[one.role], number) for one, number in people.items())
    return Table(title=_("People"), columns=columns, rows=rows)


def _document(
    workspace: Workspace, test: AbTest, started: Started | None, people: dict[Assigned, int]
) -> dict[str, object]:
    place = zone(workspace.zone)
    return {
        **_views.document(test),
        "state": started.state if started else "draft",
        "mode": started.mode if started else None,
        "started_at": iso(started.started_at, place) if started else None,
        "deadline": iso(started.deadline, place) if started else None,
        "ended_at": iso(started.ended_at, place) if started and started.ended_at is not None else None,
        "winner": started.winner or None if started else None,
        "people": [{"role": one.role, "arm": one.arm or None, "people": number} for one, number in people.items()],
        "verdict": started.verdict or None if started else None,
    }
