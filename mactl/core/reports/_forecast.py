"""What customers are worth from here on: BG/NBD and Gamma-Gamma fitted together, and what of them holds.

A model that does not fit the shop is not believed: what rests on it is None, and a warning says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mactl.core.messages.cost import UNIT
from mactl.core.model import shown
from mactl.core.reports import _bg_nbd, _gamma_gamma
from mactl.core.reports._bg_nbd import BgNbd, History
from mactl.core.reports._gamma_gamma import GammaGamma
from mactl.core.reports._kind import Row
from mactl.i18n import _

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

FEWEST = 10  # customers with a repeat purchase: below, four parameters are guesses
_LEAST_LEAVING = 1e-3  # of a, and of a / (a + b), the average chance of leaving: below, nobody is seen to leave
_ALL_ALIVE = 0.99  # of the average P(alive) of those with repeat purchases
_ALIKE = 1e4  # of b, alpha or q: from here on customers no longer differ
_RELATED = 0.3  # of the correlation of how often and how much; CDNOW's is 0.11


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """Customers who bought: row ids, ``repeats`` and the times of ``History`` in days, first and whole amount."""

    customer: Ints
    repeats: Ints
    last: Ints
    age: Ints
    first: Ints
    amount: Ints

    def since(self, days: int) -> Bought:
        """Return those whose first purchase is at most so many days old."""
        return self._only(self.age <= days)

    def _only(self, meant: NDArray[np.bool_]) -> Bought:
        return Bought(**{name: getattr(self, name)[meant] for name in _COLUMNS})

    @property
    def average(self) -> Floats:
        """Return the average value of the repeat purchases, in the currency; 0 without one."""
        import numpy as np

        found: Floats = (self.amount - self.first) / np.maximum(self.repeats, 1) / UNIT
        return found


_COLUMNS = ("customer", "repeats", "last", "age", "first", "amount")


def bought(rows: Sequence[Row]) -> Bought:
    """Return customers from the rows of ``store/figures/purchase_days.py``."""
    import numpy as np

    found = np.array(rows, np.int64).reshape(-1, len(_COLUMNS))
    return Bought(**{name: found[:, place].copy() for place, name in enumerate(_COLUMNS)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """How far ahead: ``length`` in units of ``days`` days, with what comes later worth exp(-rate) less a unit."""

    length: float
    days: int
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The models and what they say of each customer of ``bought``; None where it does not hold.

    ``value`` is what an order is expected to be worth, ``clv`` the discounted gross profit of the horizon.
    ``correlation`` is that of how often and how much repeat buyers buy.
    """

    bought: Bought
    orders: BgNbd | None = None
    values: GammaGamma | None = None
    alive: Floats | None = None
    expected: Floats | None = None
    value: Floats | None = None
    clv: Floats | None = None
    correlation: float | None = None
    warnings: tuple[str, ...] = ()

    @property
    def risk(self) -> Floats | None:
        """Return the churn risk: the probability of having left."""
        return None if self.alive is None else 1 - self.alive


def forecast(known: Bought, ahead: Horizon, margin: float) -> Forecast:
    """Fit both models to ``known`` and return what they say of the horizon; ``margin`` is the profit's share."""
    repeated = int((known.repeats > 0).sum())
    if repeated < FEWEST:
        return Forecast(bought=known, warnings=(_too_few(repeated),))
    alike, where = _alike(known, ahead.days)
    orders = _bg_nbd.fit(alike)
    nobody_leaves = _nobody_leaves(orders, alike)
    correlation = _correlation(known)
    values = None if _related(known, correlation) else _values(known)
    worth = None if values is None or values.q <= 1 else values.value(known.repeats.astype(float), known.average)
    holds = nobody_leaves == ""
    clv = None
    if holds and worth is not None:
        clv = orders.discounted(alike, ahead.length, ahead.rate)[where] * worth * margin
    return Forecast(
        bought=known,
        orders=orders,
        values=values,
        alive=orders.alive(alike)[where] if holds else None,
        expected=expected(orders, known, ahead) if holds else None,
        value=worth,
        clv=clv,
        correlation=correlation,
        warnings=tuple(_warnings(known, orders, values, nobody_leaves, correlation)),
    )


def expected(orders: BgNbd, known: Bought, ahead: Horizon) -> Floats:
    """Return how many purchases each customer is expected to make within the horizon."""
    alike, where = _alike(known, ahead.days)
    return orders.expected(alike, ahead.length)[where]


def _alike(known: Bought, days: int) -> tuple[History, Ints]:
    """Return the distinct histories in units of ``days``, and the place of each customer's among them."""
    import numpy as np

    wide = int(known.age.max()) + 1
    key = (known.repeats * wide + known.last) * wide + known.age
    _keys, first, where, many = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    history = History(
        x=known.repeats[first].astype(float),
        t_x=known.last[first] / days,
        age=known.age[first] / days,
        many=many.astype(float),
    )
    return history, where


def _values(known: Bought) -> GammaGamma | None:
    """Return what orders are worth, from the repeat purchases; None of too few."""
    meant = _paying(known)
    if int(meant.sum()) < FEWEST:
        return None
    return _gamma_gamma.fit(known.repeats[meant].astype(float), known.average[meant])


def _paying(known: Bought) -> NDArray[np.bool_]:
    """Return who has repeat purchases that were worth something on average."""
    found: NDArray[np.bool_] = (known.repeats > 0) & (known.average > 0)
    return found


def _correlation(known: Bought) -> float | None:
    """Return Pearson's correlation of the number and average value of repeat purchases; None where one is constant."""
    import numpy as np

    meant = _paying(known)
    x, average = known.repeats[meant], known.average[meant]
    if len(x) < FEWEST or not x.std() or not average.std():
        return None
    return float(np.corrcoef(x, average)[0, 1])


def _related(known: Bought, correlation: float | None) -> bool:
    """Tell whether how much depends on how often, beyond chance: then Gamma-Gamma does not hold."""
    if correlation is None or abs(correlation) <= _RELATED:
        return False
    people = int(_paying(known).sum())
    return correlation**2 * (people - 2) > 4 * (1 - correlation**2)  # two standard errors


def _nobody_leaves(orders: BgNbd, alike: History) -> str:
    """Return why P(alive) is not to be believed, or ""."""
    import numpy as np

    said = {"a": f"{orders.a:.3g}", "b": f"{orders.b:.3g}"}
    if orders.a < _LEAST_LEAVING or orders.a / (orders.a + orders.b) < _LEAST_LEAVING:
        return _("the fit degenerates: a ({a}) goes to 0 beside b ({b}), as if nobody ever left", **said)
    repeated = alike.x > 0
    alive = float(np.average(orders.alive(alike)[repeated], weights=alike.many[repeated]))
    if alive > _ALL_ALIVE:
        return _("the fit degenerates: everybody is alive ({rate} on average)", rate=shown.rate(alive))
    return ""


def _too_few(repeated: int) -> str:
    return _(
        "only {n} customers bought on a second day, {fewest} are needed: there is no forecast, only what was bought",
        n=repeated,
        fewest=FEWEST,
    )


def _warnings(
    known: Bought, orders: BgNbd, values: GammaGamma | None, nobody_leaves: str, correlation: float | None
) -> Iterator[str]:
    if nobody_leaves:
        yield _("{why}: no P(alive), churn risk, expected purchases or CLV", why=nobody_leaves)
    elif max(orders.b, orders.alpha) > _ALIKE:
        yield _("b or alpha is very large: customers hardly differ, take the order of customers with care")
    if values is None and correlation is not None and abs(correlation) > _RELATED:
        yield _(
            "how often and how much customers buy are related (correlation {n}), which Gamma-Gamma rules out: no order"
            " values and no CLV",
            n=f"{correlation:.2f}",
        )
    elif values is None:
        yield _("too few customers bought again for more than nothing: no order values and no CLV")
    elif values.q <= 1:
        yield _("q is {q}: the average order has no finite value by the model, so there is no CLV", q=f"{values.q:.2f}")
    without = int((known.repeats > 0).sum() - _paying(known).sum())
    if without:
        yield _("{n} customers whose repeat purchases brought nothing are left out of Gamma-Gamma", n=without)
