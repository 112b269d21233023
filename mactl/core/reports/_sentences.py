"""What a report says in words: the headline, what the holdout shows, what to do now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.results import CampaignResults, Day
from mactl.core.reports._figures import Figures, Lift
from mactl.core.schedule.durations import parse
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.i18n import _


def banner(mode: str, messages: Mapping[str, Any]) -> str:
    """Return the warning over what a sandbox did."""
    if mode == "sandbox":
        return _("sandbox: nothing left this machine")
    return _("sandbox messages are among those below; no rate counts them") if messages.get("mode") == "mixed" else ""


def of_campaign(results: CampaignResults, figures: Figures, currency: str, time_zone: str) -> Iterator[str]:
    """Yield the sentences above the tables of a campaign."""
    if results.launched_at is None:
        yield _(
            "It was not sent yet. mactl send --campaign {name} --dry-run shows whom it would reach.", name=results.name
        )
        return
    yield _headline(results, figures, currency)
    if figures.lift is not None:
        yield compared(figures.lift, currency)
    elif figures.conversions.people:
        yield _(
            'No holdout: who of them would have done so anyway is not known. "holdout": 0.1 keeps a tenth back to'
            " compare with."
        )
    if not results.goal_known:
        yield _(
            "No event {goal} was recorded yet: mactl events import or mactl events track adds them.", goal=results.goal
        )
    if results.open_until is not None and results.open_until > results.as_of:
        when = shown.instant(results.open_until, time_zone)
        yield _("Not final: the time to convert is open until {when}.", when=when)
    yield from _todo(results)


def _headline(results: CampaignResults, figures: Figures, currency: str) -> str:
    rate = figures.rate("conversion_rate")
    return _(
        "Sent to {sent} of {audience} people. Of {delivered} delivered, {converted} ({rate}) did {goal} within"
        " {window}: {revenue}.",
        sent=f"{figures.count('sent'):,}",
        audience=f"{figures.count('audience'):,}",
        delivered=f"{figures.count('delivered'):,}",
        converted=f"{figures.count('converted'):,}",
        rate="–" if rate is None else shown.rate(rate),
        goal=results.goal,
        window=shown.duration(parse(results.window).elapsed_ms()),
        revenue=shown.money(figures.revenue, currency),
    )


def compared(lift: Lift, currency: str) -> str:
    """Return what a holdout shows, in words."""
    people = lift.conversions
    if people.low is None or people.high is None:
        return _("The holdout is too small to compare with.")
    said = _(
        "Against {n} held out, it added {estimate} conversions (95 %: {low} to {high})",
        n=f"{lift.held.people:,}",
        estimate=_whole(people.estimate),
        low=_whole(people.low),
        high=_whole(people.high),
    )
    if lift.revenue.low is not None and lift.revenue.high is not None:
        said += _(
            " and {estimate} of revenue ({low} to {high})",
            estimate=shown.money(Decimal(round(lift.revenue.estimate)), currency),
            low=shown.money(Decimal(round(lift.revenue.low)), currency),
            high=shown.money(Decimal(round(lift.revenue.high)), currency),
        )
    return said + (_(": more than chance explains.") if people.excludes_zero else _(": this may be chance."))


def _whole(value: float) -> str:
    return f"{value:,.0f}".replace("-", "−")


def _todo(results: CampaignResults) -> Iterator[str]:
    unknown, waiting = (results.messages.get(name, 0) for name in ("unknown", "queued"))
    waiting += results.messages.get("delayed", 0)
    if unknown:
        yield _(
            "{n} messages are in doubt: mactl campaign show --campaign {name} --state unknown lists them.",
            n=f"{unknown:,}",
            name=results.name,
        )
    if waiting:
        yield _(
            "{n} messages still wait: mactl tick sends those that are due, mactl send --campaign {name} --resume goes"
            " on.",
            n=f"{waiting:,}",
            name=results.name,
        )


def of_threshold(check: Mapping[str, object]) -> str:
    """Return what a threshold found."""
    names = {"measure": check["measure"], "least": f"{float(str(check['at_least'])):g}"}
    if check["value"] is None:
        return _("{measure} has no value yet; at least {least} was asked for.", **names)
    value = f"{float(str(check['value'])):.4g}"
    if check["met"]:
        return _("{measure} is {value}, at least {least} was asked for: met.", value=value, **names)
    return _("{measure} is {value}, at least {least} was asked for: missed.", value=value, **names)


def basis(figures: Figures) -> str:
    """Return how delivered is known."""
    if figures.delivered_basis == "reported":
        return _("Delivered: as the provider reports.")
    if figures.delivered_basis == "mixed":
        return _("Delivered: as the provider reports; sent − bounced on channels that report none.")
    return _("Delivered = sent − bounced: the provider reports no deliveries.")


def exactly(at: int | None, time_zone: str) -> str | None:
    """Return an instant as ISO 8601 with its offset."""
    return None if at is None else iso(at, zone(time_zone))


def day_row(day: Day) -> tuple[object, ...]:
    """Return a day as a row."""
    return day.date, day.sent, day.opened, day.clicked, day.conversions, amount(day.revenue)


def day_document(day: Day) -> dict[str, object]:
    """Return a day under its stable names."""
    return dict(zip(("date", "sent", "opened", "clicked", "conversions", "revenue"), day_row(day), strict=True))
