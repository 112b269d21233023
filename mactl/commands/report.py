"""``mactl report``: what a campaign, or everything, brought."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.core.model.report import Report
from mactl.core.reports._figures import Threshold
from mactl.core.schedule.relative import span
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError, UsageError
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.api.counting import Asked
    from mactl.engine.workspace import Workspace

_CAMPAIGN = mark("The campaign's name or id; without it, an overview of the shop and all campaigns.")
_GOAL = mark("The event that counts as a conversion; the campaign's own goal without it, order_paid by default.")
_WINDOW = mark("How long after delivery the event may come: 14d, 48h; the campaign's own without it, 7d by default.")
_SINCE = mark("Launches planned from this day or instant on: 2026-02-01, -30d, last_month.")
_UNTIL = mark("Launches planned up to this day (included) or instant.")
_PERIOD = mark("Launches planned in 2026-02, 2026-02-14, last_month, this_week ...")
_BY = mark("A table more, by channel or by day; may be given twice.")
_FAIL_UNDER = mark("Exit with 3 where a measure is lower: open_rate=0.2; may be given several times.")
_TABLES = ("channel", "day")

app = typer.Typer()


@app.command()
def report(
    context: typer.Context,
    *,
    campaign: Annotated[
        str | None, typer.Option(help=_CAMPAIGN, show_default=False, autocompletion=_names.campaigns)
    ] = None,
    goal: Annotated[str | None, typer.Option(help=_GOAL, show_default=False)] = None,
    window: Annotated[str | None, typer.Option(help=_WINDOW, show_default=False)] = None,
    since: Annotated[str | None, typer.Option(help=_SINCE, show_default=False)] = None,
    until: Annotated[str | None, typer.Option(help=_UNTIL, show_default=False)] = None,
    period: Annotated[str | None, typer.Option(help=_PERIOD, show_default=False)] = None,
    by: Annotated[list[str] | None, typer.Option(help=_BY, show_default=False)] = None,
    fail_under: Annotated[list[str] | None, typer.Option(help=_FAIL_UNDER, show_default=False)] = None,
) -> Report:
    """Show what a campaign brought: whom it reached, what they did, what it earned and cost.

    Every rate states its base, every conversion its window; with a holdout it says what the campaign added, and how
    sure that is. For a page, a spreadsheet or a program add --format html, md, csv, xlsx or json and --out FILE.

    Examples:

        mactl report

        mactl report --campaign 新品推广 --out 新品推广.html

        mactl report --campaign 新品推广 --goal site_visit --by day --fail-under open_rate=0.2
    """
    workspace = _invocation.workspace(context)
    period_asked = _span(since, until, period, workspace.clock.now(), workspace.zone)
    answer = _answer(workspace, campaign, _asked(goal, window, period_asked, by or ()), fail_under or ())
    _keep(context, workspace, campaign)
    return answer


def _asked(goal: str | None, window: str | None, period: tuple[int | None, int | None], by: Sequence[str]) -> Asked:
    from mactl.api.counting import Asked

    tables, (since, until) = _tables(by), period
    return Asked(
        goal=goal, window=window, since=since, until=until, by_channel="channel" in tables, by_day="day" in tables
    )


def _answer(workspace: Workspace, campaign: str | None, asked: Asked, fail_under: Sequence[str]) -> Report:
    from mactl.api import reporting

    thresholds = [_threshold(text) for text in fail_under]
    if campaign is not None:
        return reporting.campaign(workspace, campaign, asked, thresholds)
    if thresholds or asked.by_channel or asked.by_day:
        raise UsageError(_("--by and --fail-under are about one campaign"), _("add --campaign NAME"))
    return reporting.overview(workspace, asked)


def _keep(context: typer.Context, workspace: Workspace, campaign: str | None) -> None:
    """Rewrite data/analytics.json; it is a by-product, so that a fault is said and the answer still shown."""
    from mactl.api import analytics

    try:
        analytics.refresh(workspace, campaign)
    except MactlError as fault:
        _invocation.of(context).talk.say(fault.message)


def _span(
    since: str | None, until: str | None, period: str | None, now: int, home: str
) -> tuple[int | None, int | None]:
    if period is not None:
        if since is not None or until is not None:
            raise UsageError(_("--period says both ends already"), _("use --period, or --since and --until"))
        return span(period, now, zone(home))
    start = None if since is None else span(since, now, zone(home))[0]
    end = None if until is None else span(until, now, zone(home))[1]
    if start is not None and end is not None and start >= end:
        raise UsageError(_("--since is after --until"), _("--since is the earlier of the two"))
    return start, end


def _tables(by: Sequence[str]) -> set[str]:
    asked = {word.strip() for words in by for word in words.split(",")}
    for word in sorted(asked - set(_TABLES)):
        raise UsageError(
            _("--by does not know {word}", word=word), _("--by takes one of {all}", all=", ".join(_TABLES))
        )
    return asked


def _threshold(text: str) -> Threshold:
    name, _equals, least = text.partition("=")
    share = 100 if least.strip().endswith("%") else 1
    try:
        value = float(least.strip().rstrip("%")) / share
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or not name.strip():
        raise UsageError(
            _("not a threshold: {text}", text=repr(text)), _("write a measure and a number: open_rate=0.2")
        )
    return Threshold(name.strip(), value)
