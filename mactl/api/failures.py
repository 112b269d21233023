"""What failed for good, as people look at it, and what came of choosing to try it again."""

from __future__ import annotations

from collections.abc import Mapping

from mactl.config.checks import nearest
from mactl.core.messages.reasons import sentence
from mactl.core.model.message import CHANNELS
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, named, retrying
from mactl.engine.retrying import Retried
from mactl.engine.workspace import Workspace
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext
from mactl.store import failures
from mactl.store.failures import Choice, Failure, Group

BARRED: Mapping[str, str] = {
    "cancelled": mark("its campaign was cancelled"),
    "paused": mark("its campaign or flow is paused"),
    "missed": mark("its campaign was missed"),
    "reached": mark("reached since on another channel, or by sending again"),
    "left": mark("left the flow since"),
    "unmade": mark("the call could not be made: its text has a fault"),
    "forgotten": mark("the customer is gone"),
}


def choice(
    workspace: Workspace,
    *,
    campaign: str = "",
    flow: str = "",
    channel: str = "",
    reason: str = "",
    doubt: bool = False,
) -> Choice:
    """Return which failures are meant by names; a campaign or flow no longer in its file is known by its id.

    Raises:
        MactlError: there is no such campaign, flow or channel.
    """
    known = (*CHANNELS, "webhook")
    if channel and channel not in known:
        raise UsageError(_("no channel named {name}", name=channel), nearest(channel, known))
    state = "unknown" if doubt else "failed"
    if not campaign and not flow:
        return Choice(channel=channel, reason=reason, state=state)
    kind = "campaign" if campaign else "flow"
    with workspace.open() as database:
        ident = named.ident(catalogue.read(workspace), database, kind, campaign or flow)
    return Choice(kind, ident, channel, reason, state)


def listed(workspace: Workspace, wanted: Choice, limit: int) -> Report:
    """Return what failed for good: by campaign or flow, channel and reason, and the latest one by one."""
    with workspace.open() as database:
        groups = failures.groups(database, wanted)
        latest = failures.latest(database, wanted, limit)
    number = sum(each.failures for each in groups)
    sentences = _counted(wanted, number)
    if any(each.open for each in groups):
        sentences.append(
            _("mactl failed retry --in-doubt with --campaign NAME or --flow NAME sends them again.")
            if wanted.state == "unknown"
            else _("mactl failed retry --campaign NAME or --flow NAME tries them again.")
        )
    modes = {each.mode for each in groups}
    return Report(
        title=_("What is in doubt") if wanted.state == "unknown" else _("What failed"),
        banner=_("sandbox: nothing left this machine") if modes == {"sandbox"} else "",
        sentences=tuple(sentences),
        tables=(_groups(groups), _latest(latest)) if number else (),
        document={
            "failed": number,
            "groups": [_group(workspace, each) for each in groups],
            "latest": [_one(workspace, each) for each in latest],
        },
        time_zone=workspace.zone,
    )


def _counted(wanted: Choice, number: int) -> list[str]:
    """Return how many failures, or messages in doubt, there are."""
    if wanted.state == "unknown":
        said = ngettext(
            "The answer to {n:,} message was lost: it may have arrived.",
            "The answers to {n:,} messages were lost: they may have arrived.",
            number,
        )
        return [said] if number else [_("Nothing is in doubt.")]
    said = ngettext("{n:,} message or call failed for good.", "{n:,} messages and calls failed for good.", number)
    return [said] if number else [_("Nothing failed for good.")]


def retried(workspace: Workspace, wanted: Choice, *, dry_run: bool) -> Report:
    """Try failures again and return how many that are; with ``dry_run`` nothing is changed."""
    with workspace.open() as database:
        done = retrying.retry(workspace, database, wanted, dry_run=dry_run)
    return Report(
        sentences=tuple(_sentences(done, dry_run=dry_run)),
        tables=(_barred(done),) if done.barred else (),
        document={"dry_run": dry_run, "messages": done.messages, "calls": done.calls, "not_tried": dict(done.barred)},
    )


def _sentences(done: Retried, *, dry_run: bool) -> list[str]:
    if not done.messages and not done.calls:
        return [_("There is nothing to try again.")]
    messages = ngettext("{n:,} message", "{n:,} messages", done.messages)
    calls = ngettext("{n:,} call", "{n:,} calls", done.calls)
    if dry_run:
        return [_("Would be tried again: {messages}, {calls}. Nothing was changed.", messages=messages, calls=calls)]
    return [_("Tried again by the next mactl tick: {messages}, {calls}.", messages=messages, calls=calls)]


def _barred(done: Retried) -> Table:
    columns = (Column(key="why", title=_("not tried again")), Column(key="number", title=_("number"), unit="count"))
    rows = tuple((_(BARRED[why]) if why in BARRED else why, n) for why, n in done.barred.items())
    return Table(title="", columns=columns, rows=rows)


def _groups(groups: list[Group]) -> Table:
    columns = (
        Column(key="name", title=_("campaign or flow")),
        Column(key="step", title=_("Step")),
        Column(key="channel", title=_("channel")),
        Column(key="reason", title=_("why")),
        Column(key="failures", title=_("failed"), unit="count"),
        Column(key="open", title=_("can be tried"), unit="count"),
        Column(key="at", title=_("latest"), unit="instant"),
    )
    rows = tuple(
        (each.name, each.step or None, each.channel, _why(each.reason, each.code), each.failures, each.open, each.at)
        for each in groups
    )
    return Table(title="", columns=columns, rows=rows)


def _latest(latest: list[Failure]) -> Table:
    columns = (
        Column(key="at", title=_("when"), unit="instant"),
        Column(key="customer", title=_("customer")),
        Column(key="name", title=_("campaign or flow")),
        Column(key="channel", title=_("channel")),
        Column(key="detail", title=_("what was answered")),
        Column(key="barred", title=_("not tried again")),
    )
    rows = tuple(
        (each.at, each.customer, each.name, each.channel, each.detail or each.code or None,
         _(BARRED[each.barred]) if each.barred in BARRED else None)
        for each in latest
    )  # fmt: skip
    return Table(title=_("The latest"), columns=columns, rows=rows)


def _why(reason: str, code: str) -> str:
    return f"{sentence(reason)} ({code})" if code else sentence(reason)


def _group(workspace: Workspace, each: Group) -> dict[str, object]:
    return {**each._asdict(), "at": iso(each.at, zone(workspace.zone))}


def _one(workspace: Workspace, each: Failure) -> dict[str, object]:
    said = {key: value for key, value in each._asdict().items() if key not in {"origin", "barred"}}
    return {**said, "not_tried_because": each.barred or None, "at": iso(each.at, zone(workspace.zone))}
