"""``mactl report``: what a campaign, or everything, brought."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _client_reports, _invocation, _names, _reports, _workspaces
from mactl.commands._invocation import Invocation
from mactl.commands._reports import Words
from mactl.core.model.report import Report
from mactl.i18n import mark

_CAMPAIGN = mark("The campaign's name or id; without it and --kind, an overview of the shop and all campaigns.")
_FLOW = mark("The flow's name or id: step by step, with what it adds against its holdout.")
_TEST = mark("The A/B test's name or id: the verdict on it, every interval drawn.")
_METRIC = mark("Of a test: another measure than its own, asked of the same people.")
_KIND = mark("What to look at: funnel, core, attribution, cohort ...; docs/reports.md has them all.")
_STEPS = mark("Of a funnel: its events in their order, with commas.")
_MODEL = mark("Of attribution: last, first, linear, time_decay, position or markov.")
_GOAL = mark("The event that counts as a conversion; the campaign's own goal without it, order_paid by default.")
_WINDOW = mark("How long after delivery (or a first step) the event may come: 14d, 48h; 7d by default.")
_SINCE = mark("From this day or instant on: 2026-02-01, -30d, last_month.")
_UNTIL = mark("Up to this day (included) or instant.")
_PERIOD = mark("A period by its name: 2026-02, 2026-02-14, last_month, this_week ...")
_BY = mark("A table more of a campaign: channel, day, city, segment, variant; of cohorts: month or week.")
_TARGET = mark("What a measure should reach: open_rate=0.25; config.json may hold targets for good.")
_FAIL_UNDER = mark("Exit with 3 where a measure is lower: open_rate=0.2; may be given several times.")
_UNIT = mark("Of clv: week or day, the unit of the models' parameters; week by default.")
_HORIZON = mark("Of clv: how far ahead; 52w by default.")
_DISCOUNT = mark("Of clv: the interest of a year that later profit is discounted by; 10% by default.")
_SAVE = mark("Of clv: keep each customer's figures, for conditions such as churn_risk > 0.7.")

_WHO = mark("List the people instead: sent, delivered, opened, clicked, converted, unopened, bounced ...")
_COMPARE = mark("Two campaigns side by side, and how sure their difference is: --compare A B.")

_Campaign = Annotated[str | None, typer.Option(help=_CAMPAIGN, show_default=False, autocompletion=_names.campaigns)]
_Flow = Annotated[str | None, typer.Option(help=_FLOW, show_default=False, autocompletion=_names.flows)]
_Test = Annotated[str | None, typer.Option(help=_TEST, show_default=False, autocompletion=_names.tests)]
_Metric = Annotated[str | None, typer.Option(help=_METRIC, show_default=False)]
_Kind = Annotated[str | None, typer.Option(help=_KIND, show_default=False, autocompletion=_names.reports)]
_Steps = Annotated[list[str] | None, typer.Option(help=_STEPS, show_default=False)]
_Model = Annotated[str | None, typer.Option(help=_MODEL, show_default=False)]
_Goal = Annotated[str | None, typer.Option(help=_GOAL, show_default=False)]
_Window = Annotated[str | None, typer.Option(help=_WINDOW, show_default=False)]
_Since = Annotated[str | None, typer.Option(help=_SINCE, show_default=False)]
_Until = Annotated[str | None, typer.Option(help=_UNTIL, show_default=False)]
_Period = Annotated[str | None, typer.Option(help=_PERIOD, show_default=False)]
_By = Annotated[list[str] | None, typer.Option(help=_BY, show_default=False)]
_Target = Annotated[list[str] | None, typer.Option(help=_TARGET, show_default=False)]
_FailUnder = Annotated[list[str] | None, typer.Option(help=_FAIL_UNDER, show_default=False)]
_Who = Annotated[str | None, typer.Option(help=_WHO, show_default=False, autocompletion=_names.doers)]
_Compare = Annotated[tuple[str, str] | None, typer.Option(metavar="A B", help=_COMPARE, show_default=False)]
_Unit = Annotated[str | None, typer.Option(help=_UNIT, show_default=False)]
_Horizon = Annotated[str | None, typer.Option(help=_HORIZON, show_default=False)]
_Discount = Annotated[str | None, typer.Option(help=_DISCOUNT, show_default=False)]
_Save = Annotated[bool, typer.Option("--save", help=_SAVE)]
_Workspaces = Annotated[str | None, typer.Option("--workspaces", metavar="PATTERN", help=_workspaces.HELP)]

app = typer.Typer()


@app.command()
def report(
    context: typer.Context,
    *,
    campaign: _Campaign = None, flow: _Flow = None, test: _Test = None, kind: _Kind = None, steps: _Steps = None,
    model: _Model = None, metric: _Metric = None, goal: _Goal = None, window: _Window = None, since: _Since = None,
    until: _Until = None, period: _Period = None,
    by: _By = None, target: _Target = None, fail_under: _FailUnder = None, who: _Who = None, compare: _Compare = None,
    unit: _Unit = None, horizon: _Horizon = None, discount: _Discount = None, save: _Save = False,
    workspaces: _Workspaces = None,
) -> Report:  # fmt: skip
    """Show what a campaign brought, or look at the shop as a whole.

    Every rate states its base, every conversion its window; with a holdout it says what the campaign added, and how
    sure that is. For a page, a spreadsheet or a program add --format html, md, csv, xlsx, pdf or json and --out FILE.

    Examples:

        mactl report

        mactl report --campaign 新品推广 --by day --fail-under open_rate=0.2 --out 新品推广.html

        mactl report --campaign 新品推广 --who clicked --out 名单.xlsx

        mactl report --test 主题测试

        mactl report --kind funnel --steps product_viewed,cart_updated,order_paid --window 7d

        mactl report --workspaces 'clients/*' --period last_month --out reports/
    """
    words = Words(
        campaign=campaign, kind=kind, steps=steps, model=model, goal=goal, window=window, since=since, until=until,
        period=period, by=by or (), target=target or (), fail_under=fail_under or (), flow=flow, who=who,
        compare=compare, test=test, metric=metric, unit=unit, horizon=horizon, discount=discount, save=save,
        listed=_reports.lists(_invocation.of(context)),
    )  # fmt: skip
    invocation = _invocation.of(context)
    if workspaces is not None:
        return _client_reports.answer(_workspaces.clients(invocation, workspaces, lambda one: _answer(one, words)))
    return _answer(invocation, words)


def _answer(invocation: Invocation, words: Words) -> Report:
    return _reports.answer(_invocation.open_in(invocation), words, invocation.talk)
