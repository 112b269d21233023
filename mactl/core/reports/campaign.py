"""How one campaign went: from the audience to the till, compared with its holdout, and what to do now."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.messages.cost import amount
from mactl.core.messages.reasons import sentence
from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.results import CampaignResults, Part
from mactl.core.reports import _before, _figures, _measures, _sentences
from mactl.core.reports._before import Before
from mactl.core.reports._figures import RATES, Figures, Lift
from mactl.core.reports._kind import At
from mactl.core.reports._measures import Compared
from mactl.core.reports._sentences import banner, exactly
from mactl.i18n import _, mark

_MOST_PARTS = 40
_FUNNEL = (
    ("audience", "", mark("Target")),
    ("sent", "sent_rate", mark("Sent")),
    ("delivered", "delivery_rate", mark("Delivered")),
    ("opened", "open_rate", mark("Opened")),
    ("clicked", "click_rate", mark("Clicked")),
    ("converted", "conversion_rate", mark("Converted")),
)
_BESIDE = (
    ("bounced_hard", "sent", mark("Bounced for good")),
    ("bounced_soft", "sent", mark("Bounced for now")),
    ("machine_opened", "delivered", mark("Opened by machines only")),
    ("unsubscribed", "delivered", mark("Unsubscribed")),
    ("complained", "delivered", mark("Complained")),
)
_BASES = {"audience": mark("of the audience"), "sent": mark("of sent"), "delivered": mark("of delivered")}
_WAITING = {
    "failed": mark("failed"),
    "unknown": mark("in doubt: handed over, the answer was lost"),
    "held_out": mark("in the holdout"),
    "queued": mark("queued"),
    "delayed": mark("delayed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignReport:
    """The report of a campaign: ``by_channel`` and ``by_day`` add a table; ``at`` has its targets and thresholds."""

    by_channel: bool = False
    by_day: bool = False
    at: At

    def report(self, results: CampaignResults, before: Before | None = None) -> Report:
        """Return the report of what was counted, held against what went ``before``."""
        figures, currency, home = _figures.of(results), self.at.currency, self.at.time_zone
        checks = [threshold.check(figures) for threshold in self.at.thresholds]
        compared = _before.compared(figures, before, home)
        against = _before.sentence(compared, before, home)
        return Report(
            title=_("{name}: what came of it", name=results.name),
            banner=banner(results.mode, results.messages),
            sentences=(
                *_sentences.of_campaign(results, figures, currency, home),
                *((against,) if against else ()),
                *map(_sentences.of_threshold, checks),
            ),
            tables=(*self._tables(results, figures), *self._compared(compared)),
            document=self._document(results, figures, checks) | _measures.document(self.at, compared),
            currency=currency,
            time_zone=home,
            exit_code=0 if all(check["met"] for check in checks) else 3,
        )

    def _compared(self, compared: Compared) -> tuple[Table, ...]:
        table = _measures.comparison(self.at, compared)
        return (table,) if table.rows else ()

    def _tables(self, results: CampaignResults, figures: Figures) -> tuple[Table, ...]:
        tables = [_funnel(results, figures), _money(figures, self.at.currency)]
        if figures.lift is not None:
            tables.append(_holdout(figures.lift))
        tables += [_beside(figures), _unsent(results)]
        if self.by_channel or len(results.channels) > 1:
            tables.append(_channels(results))
        tables += [_parts(title, results.splits[name]) for name, title in _splits().items() if name in results.splits]
        if self.by_day:
            tables.append(_days(results))
        return tuple(table for table in tables if table.rows)

    def _document(
        self, results: CampaignResults, figures: Figures, checks: list[dict[str, object]]
    ) -> dict[str, object]:
        found: dict[str, object] = {
            "campaign": results.campaign,
            "name": results.name,
            "mode": results.mode,
            "state": results.state,
            "occurrence": results.occurrence,
            "occurrences": results.occurrences,
            "launched_at": exactly(results.launched_at, self.at.time_zone),
            "as_of": exactly(results.as_of, self.at.time_zone),
            "goal": results.goal,
            "window": results.window,
            "final": results.final,
            "final_at": exactly(results.open_until, self.at.time_zone),
            "currency": self.at.currency,
            "messages": results.messages,
            "results": figures.document(),
            "lift": figures.lift.document() if figures.lift else None,
            "by_channel": {
                part.channel: Figures(reach=part.reach, conversions=part.conversions).document()
                for part in results.channels
            },
        }
        for name, parts in results.splits.items():
            found[f"by_{name}"] = {
                part.channel: Figures(reach=part.reach, conversions=part.conversions).document() for part in parts
            }
        if self.by_day:
            found["by_day"] = [_sentences.day_document(day) for day in results.days]
        if checks:
            found["thresholds"] = checks
        return found


def _funnel(results: CampaignResults, figures: Figures) -> Table:
    rows = [
        (_(title), figures.count(name), figures.rate(rate) if rate else None, _(_BASES[RATES[rate][1]]) if rate else "")
        for name, rate, title in _FUNNEL
    ]
    return Table(
        title=_("Funnel"),
        columns=(
            Column(key="step", title=_("Step")),
            Column(key="people", title=_("People"), unit="count", bar=True),
            Column(key="rate", title=_("Rate"), unit="rate"),
            Column(key="base", title=_("Base")),
        ),
        rows=tuple(rows) if results.reach.audience else (),
        note=shown.together(_("People, each once; opens by machines are left out."), _sentences.basis(figures)),
    )


def _beside(figures: Figures) -> Table:
    rows = []
    for name, base, title in _BESIDE:
        count, whole = figures.count(name), figures.count(base)
        if count:
            rows.append((_(title), count, count / whole if whole else None, _(_BASES[base])))
    return Table(
        title=_("Beside it"),
        columns=(
            Column(key="measure", title=_("Measure")),
            Column(key="people", title=_("People"), unit="count"),
            Column(key="rate", title=_("Rate"), unit="rate"),
            Column(key="base", title=_("Base")),
        ),
        rows=tuple(rows),
    )


def _money(figures: Figures, currency: str) -> Table:
    return Table(
        title=_("Money"),
        columns=(
            Column(key="conversions", title=_("Goal events"), unit="count"),
            Column(key="revenue", title=_("Revenue"), unit="money"),
            Column(key="cost", title=_("Cost"), unit="money"),
            Column(key="roi", title=_("ROI"), unit="rate"),
            Column(key="basis", title=_("Basis of ROI")),
            Column(key="roas", title=_("ROAS"), unit="number"),
        ),
        rows=((figures.conversions.events, figures.revenue, figures.cost, figures.roi, figures.basis, figures.roas),),
        note=shown.together(_figures.about_roi(figures.margin), _spent(figures, currency)),
    )


def _spent(figures: Figures, currency: str) -> str:
    parts = {
        _("message costs"): figures.reach.cost,
        _("coupons redeemed"): figures.coupons,
        _("fixed"): figures.fixed,
    }
    said = [f"{name} {shown.money(amount(value), currency)}" for name, value in parts.items() if value]
    return _("Cost: {parts}.", parts=_(", ").join(said)) if said else ""


def _holdout(lift: Lift) -> Table:
    arms = ((_("got it, or were to"), lift.treated), (_("held out"), lift.held))
    rows = [
        (title, arm.people, arm.converted, arm.converted / arm.people, arm.revenue, arm.revenue / arm.people)
        for title, arm in arms
        if arm.people
    ]
    return Table(
        title=_("Holdout"),
        columns=(
            Column(key="group", title=_("Group")),
            Column(key="people", title=_("People"), unit="count"),
            Column(key="converted", title=_("Converted"), unit="count"),
            Column(key="rate", title=_("Rate"), unit="rate"),
            Column(key="revenue", title=_("Revenue"), unit="money"),
            Column(key="revenue_each", title=_("Revenue each"), unit="money"),
        ),
        rows=tuple(rows),
        note=_(
            "Everybody who was drawn, counted from the instant of the decision. Intervals: Newcombe for conversions,"
            " Welch for revenue, 95 %."
        ),
    )


def _unsent(results: CampaignResults) -> Table:
    skipped = dict(results.messages.get("skipped", {}))
    rows = [(_("skipped: {reason}", reason=sentence(reason)), count) for reason, count in skipped.items()]
    rows += [(_(title), results.messages.get(state, 0)) for state, title in _WAITING.items()]
    return Table(
        title=_("Not sent"),
        columns=(
            Column(key="why", title=_("Why")),
            Column(key="messages", title=_("Messages"), unit="count", bar=True),
        ),
        rows=tuple(row for row in rows if row[1]),
    )


def _splits() -> dict[str, str]:
    return {"variant": _("Variant"), "segment": _("Segment"), "city": _("City")}


def _channels(results: CampaignResults) -> Table:
    rows = [(_figures.channel(part.channel), *_part(own := _own(part)), own.revenue, own.cost)
            for part in results.channels]  # fmt: skip
    return Table(
        title=_("By channel"),
        columns=(
            Column(key="channel", title=_("Channel")),
            *_part_columns(),
            Column(key="revenue", title=_("Revenue"), unit="money"),
            Column(key="cost", title=_("Cost"), unit="money"),
        ),
        rows=tuple(rows),
        note=_("Who was reached on two channels counts on both."),
    )


def _parts(title: str, parts: tuple[Part, ...]) -> Table:
    """Return a campaign's figures by city, segment or variant."""
    rows = [(part.channel, *_part(own := _own(part)), own.rate("conversion_rate"), own.revenue)
            for part in parts]  # fmt: skip
    return Table(
        title=_("By {part}", part=title),
        columns=(
            Column(key="part", title=title),
            *_part_columns(),
            Column(key="conversion_rate", title=_("Rate"), unit="rate"),
            Column(key="revenue", title=_("Revenue"), unit="money"),
        ),
        rows=tuple(rows[:_MOST_PARTS]),
        note=_("Those sent to most; the rate is converted of delivered; somebody in several segments counts in each."),
    )


def _own(part: Part) -> Figures:
    return Figures(reach=part.reach, conversions=part.conversions)


def _part(figures: Figures) -> tuple[int, ...]:
    return tuple(figures.count(name) for name in ("sent", "delivered", "opened", "clicked", "converted"))


def _part_columns() -> tuple[Column, ...]:
    names = (("sent", _("Sent")), ("delivered", _("Delivered")), ("opened", _("Opened")), ("clicked", _("Clicked")),
             ("converted", _("Converted")))  # fmt: skip
    return tuple(Column(key=key, title=title, unit="count") for key, title in names)


def _days(results: CampaignResults) -> Table:
    names = (("sent", _("Sent")), ("opened", _("Opened")), ("clicked", _("Clicked")), ("conversions", _("Goal events")))
    return Table(
        title=_("By day"),
        columns=(
            Column(key="date", title=_("Day"), unit="date"),
            *(Column(key=key, title=title, unit="count", bar=key == "conversions") for key, title in names),
            Column(key="revenue", title=_("Revenue"), unit="money"),
        ),
        rows=tuple(_sentences.day_row(day) for day in results.days),
        note=_("Messages on the day they were sent, first opened and clicked; goals on the day of the event."),
    )
