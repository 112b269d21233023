"""Return on what was spent: revenue, gross profit, cost, ROI and ROAS of each campaign, each with its basis."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.model import shown
from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _figures, _messages
from mactl.core.reports._figures import Figures
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure, finished
from mactl.core.schedule.durations import parse
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Roi:
    """ROI = (gross profit - cost) / cost, ROAS = revenue / cost, null where nothing was spent.

    Revenue is that of goal events within ``window`` after a delivery; with a holdout, what it added to them. Cost is
    that of messages, coupons redeemed (config ``analytics.coupons``) and the campaign's ``cost.fixed``.
    """

    WHOLE: ClassVar[bool] = True
    goal: str = "order_paid"
    window: str = "7d"

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        found = self._campaigns(at, at.span, ask)
        total = self._total(at, at.span, ask)
        names = _messages.named(ask, at.span)
        report = Report(
            title=_("Return on what was spent"),
            banner=_messages.banner(ask),
            sentences=tuple(_messages.nothing(total) or self._sentences(total, at)),
            tables=(self._table(found, names, at),),
            document={
                "goal": self.goal,
                "window": str(parse(self.window)),
                "margin": at.margin,
                "total": _document(total),
                "campaigns": [{"campaign": key, "name": names.get(key, key), **_document(each)}
                              for key, each in found.items()],
            },
        )  # fmt: skip
        return finished(at, report, lambda span: _measures(self._total(at, span, ask)))

    def _campaigns(self, at: At, span: Span, ask: Ask) -> dict[str, Figures]:
        parts = _messages.parts(ask, at, span, ("campaign",), self.goal, self.window)
        paid, lifts = _messages.fixed(ask, span), self._lifts(at, span, ask)
        coupons = _messages.coupons(ask, at, span, ("campaign",), self.goal, self.window)
        found = {
            part[0]: dataclasses.replace(
                figures, fixed=paid.get(part[0], 0), coupons=coupons.get(part[0], 0), lift=lifts.get(part[0])
            )
            for part, figures in parts.items()
            if figures.count("sent")
        }
        return dict(sorted(found.items(), key=lambda item: -item[1].revenue))

    def _total(self, at: At, span: Span, ask: Ask) -> Figures:
        """Return all campaigns as one: people and orders once, costs added up; its basis is attributed revenue."""
        whole = _messages.whole(ask, at, span, self.goal, self.window)
        coupons = sum(_messages.coupons(ask, at, span, (), self.goal, self.window).values())
        return dataclasses.replace(whole, fixed=sum(_messages.fixed(ask, span).values()), coupons=coupons)

    def _lifts(self, at: At, span: Span, ask: Ask) -> Mapping[str, _figures.Lift | None]:
        return {row[0]: _figures.lift((row[1], row[2])) for row in ask("arms", **self._what(at, span))}

    def _what(self, at: At, span: Span) -> dict[str, object]:
        return {"goal": self.goal, "window": parse(self.window).elapsed_ms(), "now": at.now, **span.bounds}

    def _sentences(self, total: Figures, at: At) -> list[str]:
        cost, revenue = (shown.money(value, at.currency) for value in (total.cost, total.revenue))
        if total.roi is None:
            return [
                _("Nothing was spent, so there is no return on it; revenue after messages: {revenue}.", revenue=revenue)
            ]
        return [
            _(
                "{cost} was spent, {revenue} came in after it: ROAS {roas}, ROI {roi}.",
                cost=cost,
                revenue=revenue,
                roas=f"{total.roas or 0:,.2f}",
                roi=shown.rate(total.roi),
            )
        ]

    def _table(self, found: Mapping[str, Figures], names: Mapping[str, str], at: At) -> Table:
        rows = [
            (names.get(key, key), each.revenue, each.cost, each.roi, each.roas,
             each.basis)
            for key, each in found.items()
        ]  # fmt: skip
        marks = tuple(Mark(label=row[0], value=row[3]) for row in rows if row[3] is not None)
        return Table(
            title=_("By campaign"),
            columns=(
                Column(key="campaign", title=_("Campaign")),
                Column(key="revenue", title=_("Revenue"), unit="money"),
                Column(key="cost", title=_("Cost"), unit="money"),
                Column(key="roi", title=_("ROI"), unit="rate"),
                Column(key="roas", title=_("ROAS"), unit="number"),
                Column(key="basis", title=_("Basis of ROI")),
            ),
            rows=tuple(rows),
            note=shown.together(at.about, _figures.about_roi(at.margin)),
            charts=(Bars(unit="rate", axis=_("ROI"), marks=marks[:20]),) if len(marks) > 1 else (),
        )  # fmt: skip


def _document(figures: Figures) -> dict[str, object]:
    names = ("revenue", "cost", "cost_messages", "cost_fixed", "cost_coupons", "roi", "roi_basis", "roas")
    document = figures.document()
    lift = figures.lift.document() if figures.lift else None
    return {**{name: document[name] for name in names}, "gross_profit": figures.profit, "lift": lift}


def _measures(total: Figures) -> list[Measure]:
    return [
        *_messages.earned(total),
        Measure(key="roi", title=_("ROI"), unit="rate", value=total.roi),
        Measure(key="roas", title=_("ROAS"), unit="number", value=total.roas),
    ]


KIND = Roi
