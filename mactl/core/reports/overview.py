"""How the shop and all its campaigns stand, in about ten lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.results import CampaignResults, Shop
from mactl.core.reports import _figures
from mactl.core.reports._sentences import exactly
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The overview of a period: ``since`` and ``until`` (exclusive) are instants, None is no end.

    ``orders_since`` is from when the shop's orders are counted.
    """

    workspace: str = ""
    since: int | None = None
    until: int | None = None
    orders_since: int = 0
    as_of: int
    currency: str = "CNY"
    time_zone: str = "UTC"

    def report(self, shop: Shop, campaigns: Sequence[CampaignResults], total: CampaignResults) -> Report:
        """Return the report; ``total`` counts all live campaigns together, each person and order once."""
        rehearsed = any(each.mode == "sandbox" for each in campaigns)
        return Report(
            title=self.workspace or _("Overview"),
            banner=_("sandbox: of campaigns so marked, nothing left this machine") if rehearsed else "",
            sentences=tuple(self._sentences(shop, campaigns, total)),
            tables=(self._campaigns(campaigns),),
            document=self._document(shop, campaigns, total),
            currency=self.currency,
            time_zone=self.time_zone,
        )

    def _sentences(self, shop: Shop, campaigns: Sequence[CampaignResults], total: CampaignResults) -> list[str]:
        figures = _figures.of(total)
        said = [
            _(
                "{customers} customers; {suppressed} addresses are suppressed. Since {since}: {orders} paid orders by"
                " {buyers} people, {revenue}.",
                customers=f"{shop.customers:,}",
                suppressed=f"{shop.suppressed:,}",
                since=shown.instant(self.orders_since, self.time_zone),
                orders=f"{shop.orders:,}",
                buyers=f"{shop.buyers:,}",
                revenue=shown.money(amount(shop.revenue), self.currency),
            )
        ]
        if not campaigns:
            return [*said, _("No campaign was sent yet. mactl send --campaign NAME --dry-run shows what one would do.")]
        if figures.count("sent"):
            said.append(
                _(
                    "All live campaigns together reached {people} people; {converted} of them bought within 7 d of a"
                    " message: {revenue}. Cost: {cost}.",
                    people=f"{figures.count('delivered'):,}",
                    converted=f"{figures.count('converted'):,}",
                    revenue=shown.money(figures.revenue, self.currency),
                    cost=shown.money(figures.cost, self.currency),
                )
            )
        return said

    def _document(self, shop: Shop, campaigns: Sequence[CampaignResults], total: CampaignResults) -> dict[str, object]:
        return {
            "workspace": self.workspace,
            "as_of": exactly(self.as_of, self.time_zone),
            "since": exactly(self.since, self.time_zone),
            "until": exactly(self.until, self.time_zone),
            "currency": self.currency,
            "shop": {
                "customers": shop.customers,
                "suppressed": shop.suppressed,
                "orders_since": exactly(self.orders_since, self.time_zone),
                "orders": shop.orders,
                "buyers": shop.buyers,
                "revenue": amount(shop.revenue),
            },
            "campaigns": [self._campaign(each) for each in campaigns],
            "total": {"goal": total.goal, "window": total.window, **_figures.of(total).document()},
        }

    def _campaign(self, results: CampaignResults) -> dict[str, object]:
        figures = _figures.of(results)
        return {
            "campaign": results.campaign,
            "name": results.name,
            "mode": results.mode,
            "state": results.state,
            "occurrences": results.occurrences,
            "launched_at": exactly(results.launched_at, self.time_zone),
            "goal": results.goal,
            "window": results.window,
            "final": results.final,
            "results": figures.document(),
            "lift": figures.lift.document() if figures.lift else None,
        }

    def _campaigns(self, campaigns: Sequence[CampaignResults]) -> Table:
        modes = len({each.mode for each in campaigns}) > 1
        return Table(
            title=_("Campaigns"),
            columns=(
                Column(key="campaign", title=_("Campaign")),
                *([Column(key="mode", title=_("Mode"))] if modes else []),
                Column(key="launched_on", title=_("Sent on"), unit="date"),
                Column(key="sent", title=_("Sent"), unit="count"),
                Column(key="open_rate", title=_("Opened"), unit="rate"),
                Column(key="click_rate", title=_("Clicked"), unit="rate"),
                Column(key="converted", title=_("Converted"), unit="count", bar=True),
                Column(key="revenue", title=_("Revenue"), unit="money"),
            ),
            rows=tuple(self._row(each, modes=modes) for each in campaigns),
            note=_("Opened and clicked are shares of delivered; each campaign's own goal and time to convert."),
        )

    def _row(self, results: CampaignResults, *, modes: bool) -> tuple[object, ...]:
        figures = _figures.of(results)
        launched = exactly(results.launched_at, self.time_zone)
        mode = (_("sandbox") if results.mode == "sandbox" else _("live"),) if modes else ()
        return (
            results.name,
            *mode,
            launched[:10] if launched else None,
            figures.count("sent"),
            figures.rate("open_rate"),
            figures.rate("click_rate"),
            figures.count("converted"),
            figures.revenue,
        )
