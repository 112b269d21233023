"""What a tick did, as a report."""

from __future__ import annotations

from mactl.commands import _stopped
from mactl.commands._invocation import Talk
from mactl.core.model.report import Column, Report, Table
from mactl.engine.tick import Ticked
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext

_PROBLEMS = 1


def report(workspace: Workspace, done: Ticked) -> Report:
    """Return what a tick did: one sentence for each thing, a table of messages by state, every fault."""
    return Report(
        sentences=tuple(sentences(workspace, done)),
        tables=_tables(done),
        document={
            "taken_in": done.taken_in,
            "segments": {"entered": done.entered, "exited": done.exited},
            "flows": {"begun": done.begun, "turns": done.turns},
            "calls": done.calls,
            "launched": done.launched,
            "missed": done.missed,
            "decided": done.decided,
            "messages": done.states,
            "halted": done.halts,
            "faults": done.faults,
        },
        time_zone=workspace.zone,
        exit_code=_PROBLEMS if done.faults else 3 if done.halts or done.states.get("failed") else 0,
    )


def log(workspace: Workspace, done: Ticked, talk: Talk) -> None:
    """Log what a tick did: a line for each thing, and one for the messages by state; nothing where it did nothing."""
    if done.idle and not done.faults:
        return
    for line in sentences(workspace, done):
        talk.log(line)
    if done.states:
        talk.log(", ".join(f"{_(state)} {n:,}" for state, n in sorted(done.states.items())))


def sentences(workspace: Workspace, done: Ticked) -> list[str]:
    """Return what a tick did, a sentence for each thing."""
    if not workspace.config.automation.enabled:
        return [_("automation is switched off in config.json (automation.enabled): nothing was done")]
    lines: list[str] = []
    if done.taken_in:
        lines.append(ngettext("{n:,} row taken in", "{n:,} rows taken in", done.taken_in))
    if done.entered or done.exited:
        lines.append(_("segments: {entered:,} entered, {exited:,} left", entered=done.entered, exited=done.exited))
    if done.begun or done.turns:
        lines.append(_("flows: {begun:,} people began, {turns:,} steps moved on", begun=done.begun, turns=done.turns))
    if done.calls:
        lines.append(
            _("web addresses called: {done:,} done, {failed:,} failed, {later:,} to be tried again",
              done=done.calls.get("done", 0), failed=done.calls.get("failed", 0), later=done.calls.get("queued", 0))
        )  # fmt: skip
    lines += [_("launched: {name}", name=name) for name in done.launched]
    lines += [_("missed, and replaced by a later one: {name}", name=name) for name in done.missed]
    lines += done.decided
    lines += [_("channel {channel} is halted: {words}", channel=c, words=w) for c, w in done.halts.items()]
    lines += [_("fault: {fault}", fault=fault) for fault in done.faults]
    lines += _stopped.told(workspace)
    return lines or ([] if done.states else [_("nothing was due")])


def _tables(done: Ticked) -> tuple[Table, ...]:
    if not done.states:
        return ()
    columns = (Column(key="state", title=_("state")), Column(key="messages", title=_("messages"), unit="count"))
    return (Table(title="", columns=columns, rows=tuple((_(state), n) for state, n in sorted(done.states.items()))),)
