"""The tables of the report on customer lifetime value, and the list of everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from mactl.core.messages.cost import UNIT
from mactl.core.model import shown
from mactl.core.model.chart import Bars, Line, Lines, Mark
from mactl.core.model.report import Column, Table
from mactl.core.reports._clv_check import Check
from mactl.core.reports._forecast import Forecast, Horizon
from mactl.core.reports._kind import At
from mactl.i18n import _, ngettext

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mactl.core.reports._bg_nbd import Floats

Names = Mapping[int, str]
_TOP = 10
_SAFE, _GONE = 0.3, 0.7  # churn risk: up to here active, from here on likely gone


class Best(NamedTuple):
    """A customer worth much: gross profit so far, and what the models say."""

    customer_id: str
    historic: float | Decimal | None
    expected_purchases: float | None
    p_alive: float | None
    churn_risk: float | None
    clv: float | Decimal | None


class _Band(NamedTuple):
    name: str
    who: NDArray[np.bool_]
    use: str


def money(value: float | Decimal) -> Decimal:
    """Return an estimate as an amount to the cent."""
    return Decimal(f"{value:.2f}")


def spoken(days: int) -> str:
    """Return a length of time in words: in weeks where it is made of whole ones."""
    weeks, rest = divmod(days, 7)
    return ngettext("{n} day", "{n} days", days) if rest else ngettext("{n} week", "{n} weeks", weeks)


def tables(found: Forecast, checked: Check | None, names: Names, at: At, ahead: Horizon) -> Iterator[Table]:
    """Yield the tables: by churn risk, the best customers, what came true, the models."""
    yield _bands(found, at)
    yield _best(found, names, at)
    if checked is not None:
        yield _came(checked, ahead)
    yield _models(found, at, ahead)


def best(found: Forecast) -> list[int]:
    """Return the places of the customers worth most: by CLV ahead, without it by what they brought."""
    import numpy as np

    worth = found.bought.amount if found.clv is None else found.clv
    return [int(place) for place in np.argsort(-worth, kind="stable")[:_TOP]]


def top(found: Forecast, names: Names, at: At) -> list[Best]:
    """Return the best customers."""
    known = found.bought
    return [
        Best(
            names[int(known.customer[place])],
            float(known.amount[place]) / UNIT * float(at.margin),
            _at(found.expected, place),
            _at(found.alive, place),
            _at(found.risk, place),
            _at(found.clv, place),
        )
        for place in best(found)
    ]


def listing(found: Forecast, names: Names, at: At, ahead: Horizon) -> Table:
    """Return everybody who bought, with what the models were told (x, t_x, T in units) and what they say."""
    known, nothing = found.bought, [None] * len(found.bought.customer)
    told = (known.repeats.tolist(), (known.last / ahead.days).tolist(), (known.age / ahead.days).tolist())
    said = [nothing if each is None else each.tolist()
            for each in (found.value, found.expected, found.alive, found.risk, found.clv)]  # fmt: skip
    historic = (known.amount * (float(at.margin) / UNIT)).tolist()
    ids = [names[number] for number in known.customer.tolist()]
    return Table(
        title=_("Customer lifetime value"), columns=_listed(), rows=tuple(zip(ids, *told, historic, *said, strict=True))
    )


def _at(values: Floats | None, place: int) -> float | None:
    return None if values is None else float(values[place])


def _cash(value: float | Decimal | None) -> Decimal | None:
    return None if value is None else money(value)


def _best(found: Forecast, names: Names, at: At) -> Table:
    rows = [row._replace(historic=_cash(row.historic), clv=_cash(row.clv)) for row in top(found, names, at)]
    return Table(
        title=_("Worth most"),
        columns=(
            Column(key="customer_id", title=_("Customer")),
            Column(key="historic", title=_("Profit so far"), unit="money"),
            Column(key="expected_purchases", title=_("Expected purchases"), unit="number"),
            Column(key="p_alive", title=_("P(alive)"), unit="rate"),
            Column(key="churn_risk", title=_("Churn risk"), unit="rate"),
            Column(key="clv", title=_("CLV ahead"), unit="money"),
        ),
        rows=tuple(rows),
        note=_("--out FILE.csv or FILE.xlsx lists everybody, --save keeps the figures for conditions."),
    )


def _listed() -> tuple[Column, ...]:
    return (
        Column(key="customer_id", title=_("Customer")),
        Column(key="x", title=_("Repeat purchases (x)"), unit="count"),
        Column(key="t_x", title=_("Last purchase after the first (t_x)"), unit="number"),
        Column(key="T", title=_("Age since the first purchase (T)"), unit="number"),
        Column(key="historic", title=_("Profit so far"), unit="money"),
        Column(key="order_value", title=_("Expected order value"), unit="money"),
        Column(key="expected_purchases", title=_("Expected purchases"), unit="number"),
        Column(key="p_alive", title=_("P(alive)"), unit="rate"),
        Column(key="churn_risk", title=_("Churn risk"), unit="rate"),
        Column(key="clv", title=_("CLV ahead"), unit="money"),
    )


def _bands(found: Forecast, at: At) -> Table:
    """Return the customers by churn risk, those of a single purchase apart: the model cannot tell them."""
    bands = [band for band in _cut(found) if band.who.any()]
    rows = tuple(_row(found, band, at) for band in bands)
    worth = "clv" if found.clv is not None else "expected_purchases"
    place = 4 if worth == "clv" else 3
    marks = tuple(Mark(label=str(row[0]), value=float(str(row[place]))) for row in rows)
    title = _("CLV ahead") if worth == "clv" else _("Expected purchases")
    return Table(
        title=_("By churn risk"),
        columns=(
            Column(key="band", title=_("Customers")),
            Column(key="customers", title=_("People"), unit="count"),
            Column(key="historic", title=_("Profit so far"), unit="money"),
            Column(key="expected_purchases", title=_("Expected purchases"), unit="number"),
            Column(key="clv", title=_("CLV ahead"), unit="money"),
            Column(key="use", title=_("What to do")),
        ),
        rows=rows,
        note=shown.together(
            at.about, _("Churn risk is 1 − P(alive). With one purchase the model takes everybody for active.")
        ),
        charts=(Bars(unit="money" if worth == "clv" else "number", axis=title, marks=marks),) if rows else (),
    )


def _cut(found: Forecast) -> list[_Band]:
    if found.risk is None:
        return []
    once, risk = found.bought.repeats == 0, found.risk
    return [
        _Band(_("active (risk up to 30%)"), ~once & (risk <= _SAFE), _("Care and early access; no discounts needed.")),
        _Band(
            _("at risk (30% to 70%)"), ~once & (risk > _SAFE) & (risk < _GONE), _("Write now, with a reason to return.")
        ),
        _Band(_("likely gone (from 70%)"), ~once & (risk >= _GONE), _("One cheap attempt to win back, then rest.")),
        _Band(_("one purchase so far"), once, _("Bring the second purchase: it tells most.")),
    ]


def _row(found: Forecast, band: _Band, at: At) -> tuple[object, ...]:
    historic = float(found.bought.amount[band.who].sum()) / UNIT * float(at.margin)
    expected = None if found.expected is None else float(found.expected[band.who].sum())
    clv = None if found.clv is None else money(float(found.clv[band.who].sum()))
    return band.name, int(band.who.sum()), money(historic), expected, clv, band.use


def _came(checked: Check, ahead: Horizon) -> Table:
    groups = checked.groups
    labels = tuple(f"{each.repeats}+" if each is groups[-1] else str(each.repeats) for each in groups)
    lines = (
        Line(label=_("made"), values=tuple(each.actual for each in groups)),
        Line(label=_("expected"), values=tuple(each.expected for each in groups), dashed=True),
    )
    return Table(
        title=_("What was forecast, and what came"),
        columns=(
            Column(key="repeats", title=_("Repeat purchases before")),
            Column(key="customers", title=_("Customers"), unit="count"),
            Column(key="expected", title=_("Expected, a customer"), unit="number"),
            Column(key="actual", title=_("Made, a customer"), unit="number"),
        ),
        rows=tuple(
            (label, each.customers, each.expected, each.actual) for label, each in zip(labels, groups, strict=True)
        ),
        note=_(
            "In {time} after the calibration {expected} purchases were expected, {actual} were made.",
            time=spoken(round(checked.length * ahead.days)),
            expected=f"{checked.expected:,.0f}",
            actual=f"{checked.actual:,}",
        ),
        charts=(Lines(unit="number", axis=_("purchases a customer"), across=_("repeat purchases before"), places=labels,
                      lines=lines),) if len(groups) > 1 else (),
    )  # fmt: skip


def _models(found: Forecast, at: At, ahead: Horizon) -> Table:
    rows: list[tuple[str, str, float]] = []
    if found.orders is not None:
        rows += [("BG/NBD", key, getattr(found.orders, key)) for key in ("r", "alpha", "a", "b", "log_likelihood")]
    if found.values is not None:
        rows += [("Gamma-Gamma", key, getattr(found.values, key)) for key in ("p", "q", "v")]
    unit = _("weeks") if ahead.days > 1 else _("days")
    return Table(
        title=_("The models"),
        columns=(
            Column(key="model", title=_("Model")),
            Column(key="parameter", title=_("Parameter")),
            Column(key="value", title=_("Estimated value"), unit="number"),
        ),
        rows=tuple(rows),
        note=_(
            "BG/NBD (Fader, Hardie and Lee 2005) in {unit} and Gamma-Gamma (Fader and Hardie 2005), by maximum"
            " likelihood; orders of one day are one purchase. CLV ahead is gross profit (margin {margin}), discounted.",
            unit=unit,
            margin=shown.rate(float(at.margin)),
        ),
    )
