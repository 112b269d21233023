"""What customers were worth and will be: gross profit so far, expected purchases, P(alive), churn risk, CLV ahead."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from mactl.clock import DAY
from mactl.core.messages.cost import amount
from mactl.core.model import shown
from mactl.core.model.report import Report
from mactl.core.reports import _clv_tables
from mactl.core.reports._clv_check import Check, check
from mactl.core.reports._clv_tables import Names, money
from mactl.core.reports._forecast import Bought, Forecast, Horizon, bought, forecast
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure, finished, rate
from mactl.core.schedule.durations import parse
from mactl.errors import UsageError
from mactl.i18n import _

if TYPE_CHECKING:
    from mactl.core.reports._bg_nbd import Floats

_UNITS = {"week": 7, "day": 1}
_YEAR = 365.0
_MODEL = ("clv", "clv_per_customer", "expected_purchases", "alive")
Totals = Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clv:
    """Customer lifetime value: ``horizon`` ahead, calibrated on all orders until the end of the time.

    ``unit`` (week or day) is that of the parameters, ``discount`` the interest of a year. Orders of one day are one
    purchase. ``save`` keeps each customer's figures for conditions.
    """

    WHOLE: ClassVar[bool] = True
    unit: str = "week"
    horizon: str = "52w"
    discount: str = "10%"
    save: bool = False

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        ahead = self._ahead()
        found = forecast(_known(at, ask), ahead, float(at.margin))
        checked = check(found, ahead, at, ask)
        totals, names = _totals(found, at), _names(found, at, ask)
        report = Report(
            title=_("Customer lifetime value"),
            sentences=(*self._sentences(found, ahead, totals, at), *_warned(found)),
            tables=tuple(_clv_tables.tables(found, checked, names, at, ahead)),
            document=self._document(found, checked, totals, names, at),
            listing=_clv_tables.listing(found, names, at, ahead) if at.listed else None,
        )
        return finished(at, report, lambda span: _measures(at, ask, span, totals))

    def _ahead(self) -> Horizon:
        if self.unit not in _UNITS:
            units = ", ".join(_UNITS)
            raise UsageError(
                _("--unit does not know {word}", word=self.unit), _("--unit takes one of {all}", all=units)
            )
        days = _UNITS[self.unit]
        length = parse(self.horizon).elapsed_ms() / DAY
        if length <= 0:
            raise UsageError(_("--horizon is a time ahead, not {text}", text=self.horizon), _("for example 39w"))
        return Horizon(length=length / days, days=days, rate=math.log1p(_share(self.discount)) * days / _YEAR)

    def _sentences(self, found: Forecast, ahead: Horizon, totals: Totals, at: At) -> Iterator[str]:
        yield _(
            "{n} customers bought, {again} of them on more than one day, and brought {profit} so far ({each} each).",
            n=f"{len(found.bought.customer):,}",
            again=shown.rate(totals["repeat_rate"] or 0),
            profit=shown.money(money(totals["historic"] or 0), at.currency),
            each=shown.money(money(totals["historic_per_customer"] or 0), at.currency),
        )
        if totals["expected_purchases"] is not None:
            yield _(
                "In the next {horizon} they are expected to make {n} purchases.",
                horizon=_clv_tables.spoken(round(ahead.length * ahead.days)),
                n=f"{totals['expected_purchases']:,.0f}",
            )
        if totals["clv"] is not None:
            yield _(
                "These will bring {clv}, {each} a customer, discounted at {rate} a year.",
                clv=shown.money(money(totals["clv"]), at.currency),
                each=shown.money(money(totals["clv_per_customer"] or 0), at.currency),
                rate=shown.rate(_share(self.discount)),
            )

    def _document(
        self, found: Forecast, checked: Check | None, totals: Totals, names: Names, at: At
    ) -> dict[str, object]:
        model, values = found.orders, found.values
        keys = ("r", "alpha", "a", "b", "log_likelihood")
        return {
            "unit": self.unit,
            "bg_nbd": {key: None if model is None else getattr(model, key) for key in keys},
            "gamma_gamma": {key: None if values is None else getattr(values, key) for key in ("p", "q", "v")},
            "warnings": list(found.warnings),
            "totals": dict(totals),
            "horizon": self.horizon,
            "discount": _share(self.discount),
            "margin": at.margin,
            "holds": {
                "expected_purchases": found.expected is not None,
                "p_alive": found.alive is not None,
                "churn_risk": found.alive is not None,
                "clv": found.clv is not None,
            },
            "correlation": found.correlation,
            "check": None if checked is None else asdict(checked),
            "top": [row._asdict() for row in _clv_tables.top(found, names, at)],
        }


def _known(at: At, ask: Ask) -> Bought:
    """Return everybody who bought, or with a beginning those who first bought from then on."""
    everybody = bought(ask("purchase_days", until=at.span.until, now=at.now, zone=at.time_zone))
    if at.span.since is None:
        return everybody
    return everybody.since((min(at.span.until - 1, at.now) - at.span.since) // DAY)


def _names(found: Forecast, at: At, ask: Ask) -> Names:
    """Return the ids of those who are listed."""
    wanted = None if at.listed else [int(found.bought.customer[place]) for place in _clv_tables.best(found)]
    return dict(ask("customer_ids", customers=wanted))


def _totals(found: Forecast, at: At) -> Totals:
    known, people = found.bought, len(found.bought.customer)
    repeated = int((known.repeats > 0).sum())
    revenue = amount(int(known.amount.sum()))
    historic = float(revenue * at.margin)
    clv = _sum(found.clv)
    return {
        "customers": people,
        "repeat_customers": repeated,
        "repeat_rate": rate(repeated, people),
        "purchases": people + int(known.repeats.sum()),
        "revenue": float(revenue),
        "historic": historic,
        "historic_per_customer": historic / people if people else None,
        "order_value": None if found.values is None or found.value is None else found.values.mean,
        "expected_purchases": _sum(found.expected),
        "alive": _sum(found.alive),
        "clv": clv,
        "clv_per_customer": None if clv is None else clv / people,
    }


def _sum(values: Floats | None) -> float | None:
    return None if values is None else float(values.sum())


def _warned(found: Forecast) -> list[str]:
    return [_("Warning: {warning}.", warning=warning) for warning in found.warnings]


def _measures(at: At, ask: Ask, span: Span, totals: Totals) -> list[Measure]:
    """Return what the orders of a span were; of the report's own span also what the models say."""
    orders, people, units = ask("order_totals", now=at.now, **span.bounds)[0]
    spent = amount(units)
    found = [
        Measure(key="buyers", title=_("Customers with an order"), value=people),
        Measure(key="orders_per_buyer", title=_("Orders a buyer"), unit="number", value=rate(orders, people)),
        Measure(key="order_value", title=_("Average order value"), unit="money",
                value=spent / orders if orders else None),
    ]  # fmt: skip
    if at.span not in {span, at.recent}:
        return found
    return found + _ahead_measures(totals if span == at.span else dict.fromkeys(_MODEL))


def _ahead_measures(said: Totals) -> list[Measure]:
    return [
        Measure(key="clv", title=_("CLV ahead"), unit="money", value=said["clv"]),
        Measure(key="clv_per_customer", title=_("CLV ahead a customer"), unit="money", value=said["clv_per_customer"]),
        Measure(key="expected_purchases", title=_("Expected purchases"), unit="number",
                value=said["expected_purchases"]),
        Measure(key="alive", title=_("Customers still active"), unit="number", value=said["alive"]),
    ]  # fmt: skip


def _share(text: str) -> float:
    """Return "10%" or "0.1" as a share."""
    bare = text.strip()
    try:
        found = float(bare.removesuffix("%")) / (100 if bare.endswith("%") else 1)
    except ValueError:
        found = -1
    if not 0 <= found < 10:
        raise UsageError(_("--discount is interest a year, not {text}", text=text), _("for example 10%"))
    return found


KIND = Clv
