"""Two campaigns side by side: their figures, the differences of their rates, and how sure these are."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.experiments.intervals import Interval, newcombe
from mactl.core.model import shown
from mactl.core.model.chart import Intervals, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.results import CampaignResults
from mactl.core.reports import _figures, _sentences
from mactl.core.reports._figures import RATES, Figures
from mactl.core.reports._messages import TITLES
from mactl.i18n import _

_JUDGED = ("open_rate", "click_rate", "conversion_rate", "unsubscribe_rate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The comparison of two campaigns, b with a; the people were not drawn at random, and it says so."""

    currency: str = "CNY"
    time_zone: str = "UTC"

    def report(self, a: CampaignResults, b: CampaignResults) -> Report:
        """Return the report."""
        one, other = _figures.of(a), _figures.of(b)
        differences = {name: difference(one, other, name) for name in _JUDGED}
        return Report(
            title=_("{a} and {b}", a=a.name, b=b.name),
            banner=_sentences.banner("sandbox" if "sandbox" in {a.mode, b.mode} else "live", {}),
            sentences=(*self._sentences(differences, b.name), _caution()),
            tables=(self._rates(one, other, differences, (a.name, b.name)), self._money(one, other, (a.name, b.name))),
            document={
                "a": {"campaign": a.campaign, "name": a.name, "results": one.document()},
                "b": {"campaign": b.campaign, "name": b.name, "results": other.document()},
                "differences": {
                    name: {"estimate": each.estimate, "low": each.low, "high": each.high}
                    for name, each in differences.items()
                },
                "confidence": 0.95,
                "method": "Newcombe 1998, method 10",
            },
            currency=self.currency,
            time_zone=self.time_zone,
        )

    def _sentences(self, differences: dict[str, Interval], name: str) -> list[str]:
        sure = [
            _("{measure}: {name} is {points} percentage points {way}.", measure=_(TITLES[key]), name=name,
              points=f"{abs(100 * each.estimate):.1f}", way=_("higher") if each.estimate > 0 else _("lower"))
            for key, each in differences.items()
            if each.excludes_zero
        ]  # fmt: skip
        return sure or [_("No rate differs by more than chance explains.")]

    def _rates(self, a: Figures, b: Figures, differences: dict[str, Interval], names: tuple[str, str]) -> Table:
        rows = [
            (_(TITLES[name]), a.rate(name), b.rate(name), each.estimate, each.low, each.high)
            for name, each in differences.items()
        ]
        marks = tuple(
            Mark(label=_(TITLES[name]), value=each.estimate, low=each.low, high=each.high)
            for name, each in differences.items()
        )
        return Table(
            title=_("Rates"),
            columns=(
                Column(key="measure", title=_("Measure")),
                Column(key="a", title=names[0], unit="rate"),
                Column(key="b", title=names[1], unit="rate"),
                Column(key="difference", title=_("Difference"), unit="points"),
                Column(key="low", title=_("95 % from"), unit="points"),
                Column(key="high", title=_("95 % to"), unit="points"),
            ),
            rows=tuple(rows),
            note=_("Difference: the second less the first; intervals by Newcombe (1998, method 10)."),
            charts=(
                Intervals(
                    unit="points", axis=_("difference, in percentage points of people"), reference=0.0, marks=marks
                ),
            ),
        )

    def _money(self, a: Figures, b: Figures, names: tuple[str, str]) -> Table:
        def cell(figures: Figures, key: str) -> str:
            if key in {"revenue", "cost"}:
                return shown.money(getattr(figures, key), self.currency)
            if key == "roas":
                return "–" if figures.roas is None else f"{figures.roas:,.2f}"
            return f"{figures.count(key):,}"

        titles = {"sent": _("Sent"), "delivered": _("Delivered"), "converted": _("Converted"), "revenue": _("Revenue"),
                  "cost": _("Cost"), "roas": _("ROAS")}  # fmt: skip
        return Table(
            title=_("People and money"),
            columns=(
                Column(key="measure", title=_("Measure")),
                Column(key="a", title=names[0]),
                Column(key="b", title=names[1]),
            ),
            rows=tuple((title, cell(a, key), cell(b, key)) for key, title in titles.items()),
        )


def difference(a: Figures, b: Figures, name: str) -> Interval:
    """Return how much higher a rate of b is than that of a."""
    part, base = RATES[name]
    return newcombe(b.count(part), b.count(base), a.count(part), a.count(base))


def _caution() -> str:
    return _("Two campaigns went to different people at different times: only an A/B test tells them apart for sure.")
