"""What goes out by itself after a tick: reports at their planned instants, and words of trouble, each once.

A post is claimed in the database before anything leaves, so that of several ticks one sends it, and a tick that is
killed sends nothing twice; what could not be reached is tried again, an answer that was lost is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import cast

from mactl import i18n
from mactl.api.branding import branded
from mactl.api.delivery import Parcel, deliver
from mactl.clock import DAY
from mactl.core.model import shown
from mactl.core.model.message import Receipt
from mactl.core.model.posting import ScheduledReport
from mactl.core.model.report import Report
from mactl.core.schedule.instants import iso
from mactl.core.schedule.recurrence import Cron, latest_due, next_after, parse_cron
from mactl.core.schedule.relative import span
from mactl.core.schedule.zones import zone
from mactl.engine.tick import Ticked
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import inlets, posts
from mactl.store.database import Database
from mactl.store.posts import Post

# A report in a format, as the terminal's floor makes it: (report, format) to text or bytes.
Render = Callable[[Report, str], str | bytes]
_FAR = 400 * DAY  # instants missed for longer are not even looked at


def plan(workspace: Workspace, database: Database) -> None:
    """Reckon when each scheduled report comes next, where config.json says otherwise than the plans do."""
    now, known = workspace.clock.now(), posts.plans(database)
    wanted: dict[str, tuple[str, int]] = {}
    for report in workspace.config.posting.reports:
        text = f"{report.cron} {workspace.zone}"
        kept = known.get(report.name)
        following = next_after(_schedule(workspace, report), now)
        if following is not None:
            wanted[report.name] = kept if kept is not None and kept[0] == text else (text, following)
    if wanted != known:
        posts.replan(database, wanted)
    with database.transaction():
        inlets.remember_file(database, workspace.folder / "config.json")


def run(workspace: Workspace, render: Render) -> list[str]:
    """Post the reports that are due; return a sentence for each post that failed."""
    now, made = workspace.clock.now(), {report.name: report for report in workspace.config.posting.reports}
    with workspace.open() as database:
        for name, (_plan, due) in posts.plans(database).items():
            if due <= now and name in made:
                _claim(workspace, database, made[name], due, now)
        taken = posts.take(database, now)
    return [said for post in taken if (said := _post(workspace, made.get(post.name), post, render))]


def tell(workspace: Workspace, lines: Sequence[str]) -> list[str]:
    """Tell the targets of ``alerts`` of trouble, the same words at most once a day; return what could not be told."""
    if not lines or not workspace.config.posting.alerts:
        return []
    name, faults = workspace.config.workspace.name or workspace.folder.name, []
    with workspace.open() as database:
        for target in workspace.config.posting.alerts:
            fresh = {_key(target, line): line for line in lines}
            fresh = {key: line for key, line in fresh.items() if posts.first_told(database, key, workspace.clock.now())}
            if fresh:
                words = "\n".join((_("{name}: trouble", name=name), *fresh.values()))
                parcel = Parcel(
                    name="alert", title=_("{name}: trouble", name=name), text=words, stamp=_stamp(workspace)
                )
                receipt = _delivered(workspace, target, parcel)
                if receipt.status == "error":
                    faults.append(f"{target}: {receipt.detail or receipt.code}")
                    for key in fresh:
                        posts.untold(database, key)
    return faults


def trouble(workspace: Workspace, done: Ticked) -> list[str]:
    """Return what of a tick somebody should be told: its faults, halted channels."""
    del workspace
    halted = [_("channel {channel} is halted: {words}", channel=c, words=w) for c, w in done.halts.items()]
    return [*halted, *done.faults]


def silence(workspace: Workspace) -> list[str]:
    """Return a sentence where no tick ran although something was due; asked before a tick."""
    with workspace.open() as database:
        found = posts.silent_since(database, workspace.clock.now())
    if found is None:
        return []
    last, due = found
    since = _("ever") if last is None else shown.instant(last, workspace.zone)
    return [
        _("no tick ran since {since}: what was due at {due} waited until now", since=since,
          due=shown.instant(due, workspace.zone))
    ]  # fmt: skip


def _claim(workspace: Workspace, database: Database, report: ScheduledReport, due: int, now: int) -> None:
    """Write down the latest planned instant that is due; those before it are gone (T5)."""
    schedule = _schedule(workspace, report)
    planned = latest_due(schedule, max(due - 1, now - _FAR), now).run or due
    posts.claim(database, report.name, planned, next_after(schedule, now), report.to, now)


def _post(workspace: Workspace, scheduled: ScheduledReport | None, post: Post, render: Render) -> str:
    """Make one report and put it at its target; return what went wrong."""
    if scheduled is None:
        receipt = Receipt(status="error", error="content", detail=_("the report is no longer in config.json"))
    else:
        receipt = _made(workspace, scheduled, post, render)
    state = {"sent": "sent", "unknown": "unknown"}.get(receipt.status, "failed")
    if receipt.status == "error" and receipt.error in {"retry", "reschedule"}:
        state = "waiting"
    with workspace.open() as database:
        posts.settle(database, post, state, receipt.detail or receipt.code, workspace.clock.now())
    if state == "sent":
        return ""
    return _("report {name} to {target}: {words}", name=post.name, target=post.target,
             words=receipt.detail or receipt.code)  # fmt: skip


def _made(workspace: Workspace, scheduled: ScheduledReport, post: Post, render: Render) -> Receipt:
    spoken = i18n.language()
    i18n.use(scheduled.language or ("zh" if workspace.config.workspace.locale.startswith("zh") else "en"))
    try:
        report = branded(workspace, _report(workspace, scheduled, post.planned))
        parcel = Parcel(
            name=scheduled.name,
            title=report.title,
            text=cast("str", render(report, "digest" if post.target.startswith("robot:") else "table")),
            page=cast("str", render(report, "letter")) if "@" in post.target else "",
            file=render(report, scheduled.format) if _is_folder(post.target) else b"",
            ending="txt" if scheduled.format == "table" else scheduled.format,
            stamp=iso(post.planned, zone(workspace.zone))[:16].replace(":", ""),
        )
        return _delivered(workspace, post.target, parcel)
    except MactlError as fault:
        return Receipt(status="error", error="content", detail=fault.message)
    finally:
        i18n.use(spoken)


def _delivered(workspace: Workspace, target: str, parcel: Parcel) -> Receipt:
    try:
        return deliver(workspace, target, parcel)
    except MactlError as fault:
        return Receipt(status="error", error="halt", detail=fault.message)


def _report(workspace: Workspace, scheduled: ScheduledReport, planned: int) -> Report:
    from mactl.api import kinds, reporting
    from mactl.api.counting import Asked
    from mactl.api.wanted import Wanted

    since, until = (None, None) if scheduled.period is None else span(scheduled.period, planned, zone(workspace.zone))
    if scheduled.kind in {"campaign", "overview"}:
        asked = Asked(since=since, until=until)
        if scheduled.campaign is not None:
            return reporting.campaign(workspace, scheduled.campaign, asked)
        return reporting.overview(workspace, asked)
    options = {key: tuple(value) if isinstance(value, list) else value for key, value in scheduled.options.items()}
    return kinds.report(workspace, scheduled.kind, options, Wanted(since=since, until=until))


def _schedule(workspace: Workspace, report: ScheduledReport) -> Cron:
    return parse_cron(report.cron, zone(workspace.zone))


def _is_folder(target: str) -> bool:
    return not target.startswith("robot:") and "@" not in target


def _stamp(workspace: Workspace) -> str:
    return iso(workspace.clock.now(), zone(workspace.zone))[:16].replace(":", "")


def _key(target: str, line: str) -> str:
    return hashlib.sha256(f"{target}\n{line}".encode()).hexdigest()
