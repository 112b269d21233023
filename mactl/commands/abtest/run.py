"""``mactl abtest run``: a test is drawn, stored, and its variants go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.commands.abtest import _views
from mactl.core.experiments import sentences
from mactl.core.experiments.variants import HOLDOUT
from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError, StoppedError
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.api.abtests import Ran
    from mactl.commands._invocation import Invocation
    from mactl.core.model.experiment import AbTest
    from mactl.engine.workspace import Workspace

_DRY_RUN = mark("Show who would get what; draw and send nothing.")
_YES = mark("Do not ask before sending.")
_SANDBOX = mark("Write to data/sandbox/ instead of sending.")

app = typer.Typer()


@app.command()
def run(
    context: typer.Context,
    name: _views.Argument = None,
    test: _views.Option = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_DRY_RUN)] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_YES)] = False,
    sandbox: Annotated[bool, typer.Option("--sandbox", help=_SANDBOX)] = False,
) -> Report:
    """Start a test of data/ab_tests.json: draw who gets which variant, and send them.

    Everybody is drawn once, by hash, and stays what he was drawn. mactl tick watches the test, ends it when it is
    decided and, with "auto_winner", sends the winner to the rest.

    Examples:

        mactl abtest run --test 主题测试 --dry-run

        mactl abtest run --test 主题测试
    """
    from mactl.api import abtests
    from mactl.engine import catalogue

    workspace, invocation = _invocation.workspace(context), _invocation.of(context)
    wanted = catalogue.read(workspace).test(_names.chosen(name, test, "--test"))
    if wanted.flow:
        return _in_flow(workspace, abtests.run(workspace, wanted)) if not dry_run else _drawn_later(wanted)
    if dry_run:
        return _report(workspace, abtests.rehearse(workspace, wanted, sandbox=sandbox), would=True)
    if not yes:
        _confirm(invocation, workspace, wanted, sandbox=sandbox)
    try:
        with invocation.talk.progress(_("sending")) as progress:
            done = abtests.run(workspace, wanted, sandbox=sandbox, progress=progress)
    except KeyboardInterrupt:
        raise StoppedError(
            _("stopped; everything sent so far is recorded"),
            _("mactl abtest run --test {name} goes on where it stopped", name=wanted.name),
        ) from None
    return _report(workspace, done)


def _drawn_later(test: AbTest) -> Report:
    """Say of a test inside a flow that there is nobody to rehearse with."""
    told = _("Nobody is drawn yet: people are drawn as they come to the step in the flow {flow}.", flow=test.flow)
    return Report(title=test.name, sentences=(told,), document=_views.document(test))


def _in_flow(workspace: Workspace, done: Ran) -> Report:
    at = shown.instant(done.deadline, workspace.zone)
    first = (
        _("Test {name} was started before: nobody is drawn or sent to twice.", name=done.test.name)
        if done.already
        else _("Test {name} has begun: whoever comes to its step in the flow {flow} is drawn.", name=done.test.name,
               flow=done.test.flow)
    )  # fmt: skip
    judged = _("Judged on {metric}, {method}; for good at {time}.", metric=_views.metric(done.test),
               method=_views.method(done.test.method), time=at)  # fmt: skip
    return Report(
        title=done.test.name,
        sentences=(first, judged, _("mactl abtest analyze --test {name} says how it stands.", name=done.test.name)),
        document={
            **_views.document(done.test),
            "state": done.state,
            "people": {role: done.count(role) for role in ("test", "holdout", "rest")},
            "deadline": iso(done.deadline, zone(workspace.zone)),
        },
        time_zone=workspace.zone,
    )


def _confirm(invocation: Invocation, workspace: Workspace, test: AbTest, *, sandbox: bool) -> None:
    """Show who would get what, and ask; a sandbox run and one that was started before are not asked about."""
    from mactl.api import abtests

    would = abtests.rehearse(workspace, test, sandbox=sandbox)
    if would.mode == "sandbox" or would.already:
        return
    if not invocation.interactive:
        raise MactlError(
            _("a live send needs a yes, and nobody is here to give it"),
            _("look at mactl abtest run --test {name} --dry-run, then add --yes", name=test.name),
        )
    invocation.talk.show_aside(_report(workspace, would, would=True))
    if not invocation.talk.ask(_("Send now?")):
        raise MactlError(_("nothing was sent"), _("--dry-run shows who would get what"))


def _report(workspace: Workspace, done: Ran, *, would: bool = False) -> Report:
    people = {role: done.count(role) for role in ("test", "holdout", "rest")}
    at = shown.instant(done.deadline, workspace.zone)
    told = [_views.shares(people)]
    if not done.people:
        told.insert(0, _("Nobody is in the audience: mactl segment count says whom it means."))
    if done.already:
        told.insert(0, _("Test {name} was started before: nobody is drawn or sent to twice.", name=done.test.name))
    told.append(_("Judged on {metric}, {method}; for good at {time}.", metric=_views.metric(done.test),
                  method=_views.method(done.test.method), time=at))  # fmt: skip
    if not would and done.state == "running":
        told.append(_("mactl abtest analyze --test {name} says how it stands.", name=done.test.name))
    failed = sum(one.failed for one in done.sent.values())
    return Report(
        title=done.test.name,
        banner=_("sandbox: nothing left this machine") if done.mode == "sandbox" else "",
        sentences=tuple(told),
        tables=(_table(done, would=would),),
        document={
            **_views.document(done.test),
            "state": "draft" if would else done.state,
            "mode": done.mode,
            "people": people,
            "deadline": iso(done.deadline, zone(workspace.zone)),
            "variants": [
                {"name": name, "people": one.audience, "messages": one.messages} for name, one in done.sent.items()
            ],
        },
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        exit_code=3 if failed else 0,
    )


def _table(done: Ran, *, would: bool) -> Table:
    columns = (
        Column(key="variant", title=_("Variant")),
        Column(key="people", title=_("People"), unit="count"),
        Column(key="sent", title=_("would be sent") if would else _("sent"), unit="count"),
        Column(key="waiting", title=_("waiting"), unit="count"),
        Column(key="left_out", title=_("left out"), unit="count"),
        Column(key="failed", title=_("failed"), unit="count"),
        Column(key="cost", title=_("Cost"), unit="money"),
    )
    rows = []
    for name, one in done.sent.items():
        counts: dict[str, object] = dict(one.messages)
        skipped = counts["skipped"]
        assert isinstance(skipped, dict)
        left = sum(skipped.values()) + int(str(counts["held_out"]))
        waiting = int(str(counts["queued"])) + int(str(counts["delayed"]))
        label = sentences.arm("" if name == HOLDOUT else name)
        rows.append((label, one.audience, counts["sent"], waiting, left, one.failed, one.cost))
    return Table(title=_("Variants"), columns=columns, rows=tuple(rows))
