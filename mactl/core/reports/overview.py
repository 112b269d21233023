"""How the shop's marketing stands and what to look at, in about ten lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.results import CampaignResults, Shop
from mactl.core.reports import _figures, _sentences, _standing
from mactl.core.reports._figures import Threshold
from mactl.core.reports._measures import MISSED, checked
from mactl.core.reports._sentences import exactly
from mactl.core.reports._standing import Standing, Waiting
from mactl.i18n import _

_LATEST = 5  # campaigns that are shown; programs get all
_LOOKS = 3  # things to look at


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The overview of a period: ``since`` and ``until`` (exclusive) are instants, None is no end.

    ``orders_since`` is from when the shop's orders and messages are counted: the period's beginning, or 30 days ago.
    """

    workspace: str = ""
    since: int | None = None
    until: int | None = None
    orders_since: int = 0
    as_of: int
    currency: str = "CNY"
    time_zone: str = "UTC"
    targets: Mapping[str, float] = field(default_factory=dict)
    thresholds: tuple[Threshold, ...] = ()

    def report(
        self,
        shop: Shop,
        campaigns: Sequence[CampaignResults],
        total: CampaignResults,
        times: tuple[Standing, Standing],
        waiting: Waiting,
    ) -> Report:
        """Return the report; ``total`` is all live campaigns as one, ``times`` the period and the one before it."""
        rehearsed = any(each.mode == "sandbox" for each in campaigns)
        looks = self._looks(times, waiting)
        checks = checked(self.thresholds, times[0].measures())
        return Report(
            title=self.workspace or _("Overview"),
            banner=_("sandbox: of campaigns so marked, nothing left this machine") if rehearsed else "",
            sentences=(
                *self._sentences(shop, campaigns, times),
                *(_("Look at: {what}", what=look) for look in looks),
                *map(_sentences.of_threshold, checks),
            ),
            tables=(self._campaigns(campaigns[:_LATEST]),) if campaigns else (),
            document=self._document(shop, campaigns, total)
            | self._compared(times, looks)
            | ({"thresholds": checks} if checks else {}),
            currency=self.currency,
            time_zone=self.time_zone,
            exit_code=0 if all(check["met"] for check in checks) else MISSED,
        )

    def _sentences(
        self, shop: Shop, campaigns: Sequence[CampaignResults], times: tuple[Standing, Standing]
    ) -> list[str]:
        said = [
            _(
                "{customers} customers, {suppressed} addresses suppressed. Since {since}, against as long before:",
                customers=f"{shop.customers:,}",
                suppressed=f"{shop.suppressed:,}",
                since=shown.instant(self.orders_since, self.time_zone),
            ),
            *_standing.sentences(*times, self.currency),
        ]
        if not campaigns:
            said.append(_("No campaign was sent yet. mactl send --campaign NAME --dry-run shows what one would do."))
        return said

    def _looks(self, times: tuple[Standing, Standing], waiting: Waiting) -> list[str]:
        found = _standing.alarms(*times, waiting, self.targets, at=self.as_of, currency=self.currency)
        return list(found)[:_LOOKS]

    def _compared(self, times: tuple[Standing, Standing], looks: Sequence[str]) -> dict[str, object]:
        was = {measure.key: measure.value for measure in times[1].measures()}
        return {
            "measures": {
                measure.key: {
                    "value": measure.value,
                    "before": was[measure.key],
                    "target": self.targets.get(measure.key),
                    "met": measure.meets(self.targets[measure.key]) if measure.key in self.targets else None,
                }
                for measure in times[0].measures()
            },
            "look_at": list(looks),
        }

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
            note=_(
                "The latest {n}; opened and clicked are shares of delivered; each campaign's own goal and window.",
                n=len(campaigns),
            ),
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
