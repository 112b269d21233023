"""A seed widened: who else is like the people of a segment, how well that is told, and who of them can be reached."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from mactl.clock import DAY
from mactl.core.model.event import AHEAD
from mactl.core.schedule.arms import share
from mactl.core.segments import similar
from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.method import ACTIVITY, SCALE
from mactl.core.segments.parse import parse
from mactl.core.segments.similar import Capture, How
from mactl.engine.splitting import value_of
from mactl.errors import MactlError
from mactl.i18n import _, mark
from mactl.store import features, orders, selections
from mactl.store.database import Database

if TYPE_CHECKING:
    from mactl.core.segments.facts import Floats, Ints

FEWEST = 20  # people of a seed from whom likeness can be learnt
TRAINED = 50_000  # others that it is learnt against
TOPS = (0.01, 0.05, 0.1, 0.2)
_MOST = 15  # values of a field that are features of their own
_FIELDS = {
    "gender": mark("gender"),
    "city": mark("city"),
    "member_level": mark("member level"),
}
_REACHED: tuple[tuple[str, dict[str, object]], ...] = (
    (mark("on the suppression list"), {"suppressed": True}),
    (
        mark("can be reached by e-mail"),
        {"all": [{"has": "email"}, {"consent": "email"}, {"not": {"suppressed": True, "channel": "email"}}]},
    ),
    (
        mark("can be reached by SMS"),
        {"all": [{"has": "phone"}, {"consent": "sms"}, {"not": {"suppressed": True, "channel": "sms"}}]},
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Widened:
    """Who is like a seed: ``chosen`` are (customer id, likeness), the most like first.

    ``captures`` judge the ranking by the half of the seed that it did not see. ``apart`` are the features that count
    most: their name, the mean of the seed, that of the others, and their weight. ``left_out`` define the seed.
    """

    seed: int
    others: int
    chosen: list[tuple[str, float]]
    captures: list[Capture]
    apart: list[tuple[str, float, float, float]]
    left_out: list[str]
    reached: list[tuple[str, int]]


class Feature(NamedTuple):
    """Something known of everybody: one column, or for a field a column of 0 and 1 for each of its ``values``."""

    title: str
    columns: Floats
    values: tuple[str, ...] = ()

    def titles(self) -> list[str]:
        """Return what each column is called."""
        return [f"{self.title} {value}".strip() for value in self.values] or [self.title]


def widen(
    database: Database, seed: Condition, among: Condition, context: Context, *, size: int, how: How, key: str
) -> Widened:
    """Return the ``size`` customers ``among`` the others who are most like those of ``seed``.

    Raises:
        MactlError: a seed too small to learn from, or nobody beside it.
    """
    import numpy as np

    people = features.everybody(database)
    inside, others = _parted(database, people, seed, among, context)
    both = np.concatenate([inside, others])
    known = _features(database, people, context.now)
    gone = [one.title for one in known if one.values and similar.defines(one.columns[both], np.arange(len(inside)))]
    used = [one for one in known if one.title not in gone]
    titles, raw = [title for one in used for title in one.titles()], np.column_stack([one.columns for one in used])
    rows = similar.standard(raw)
    names = np.array(features.names(database, people), object)
    captures = _judged(rows, names, inside, others, how, key)
    learnt = similar.weights(rows, inside, _some(others, names, key), how)
    likeness = similar.rank(rows[others], learnt, how)
    best = sorted(zip((-likeness).tolist(), (share(key, name) for name in names[others]), others.tolist(), strict=True))
    chosen = [(str(names[place]), -negative) for negative, _lot, place in best[:size]]
    return Widened(
        seed=len(inside),
        others=len(others),
        chosen=chosen,
        captures=captures,
        apart=_apart(raw, titles, learnt, inside, others),
        left_out=gone,
        reached=_reached(database, context, people[[place for *_rest, place in best[:size]]]),
    )


def _parted(database: Database, people: Ints, seed: Condition, among: Condition, context: Context) -> tuple[Ints, Ints]:
    """Return the places of the seed, and of those among whom its like are looked for."""
    import numpy as np

    inside, allowed = (
        np.searchsorted(people, np.fromiter(selections.ids(database, each, context), np.int64))
        for each in (seed, among)
    )
    others = np.setdiff1d(allowed, inside)
    if len(inside) < FEWEST:
        raise MactlError(
            _("a seed of {n} customers is too small to learn from", n=len(inside)),
            _("at least {n} are needed", n=FEWEST),
        )
    if not len(others):
        raise MactlError(_("nobody is left beside the seed"), _("choose a smaller seed, or more people with --where"))
    return inside, others


def _judged(rows: Floats, names: Ints, inside: Ints, others: Ints, how: How, key: str) -> list[Capture]:
    """Learn from half of the seed and of the others, and see where the rest of the seed comes in the rest."""
    halves = [_halved(each, names, key) for each in (inside, others)]
    (learnt_from, held), (against, rest) = halves
    if not len(learnt_from) or not len(held) or not len(rest) or not len(against):
        return []
    learnt = similar.weights(rows, learnt_from, _some(against, names, key), how)
    return similar.captures(similar.rank(rows[rest], learnt, how), similar.rank(rows[held], learnt, how), TOPS)


def _halved(places: Ints, names: Ints, key: str) -> tuple[Ints, Ints]:
    """Return two halves drawn by hash."""
    import numpy as np

    first = np.array([share(f"half:{key}", name) < 0.5 for name in names[places]], bool)
    return places[first], places[~first]


def _some(others: Ints, names: Ints, key: str) -> Ints:
    """Return at most ``TRAINED`` of the others, drawn by hash."""
    import numpy as np

    if len(others) <= TRAINED:
        return others
    lots = np.array([share(f"others:{key}", name) for name in names[others]])
    return others[np.sort(lots.argsort(kind="stable")[:TRAINED])]


def _features(database: Database, people: Ints, now: int) -> list[Feature]:
    """Return what is known of everybody: numbers as logarithms, fields and tags as columns of 0 and 1."""
    import numpy as np

    orders.refresh(database)
    until = now + AHEAD
    bought = orders.purchases(database, None, until).spread(people)
    made = [
        _measure(_("orders"), np.log1p(bought.orders)),
        _measure(_("revenue"), np.log1p(bought.amount.clip(min=0) / SCALE)),
        _measure(_("days since the last order"), _log_days(now, bought.last_at)),
    ]
    for name, types in ACTIVITY.items():
        asked = (database, people, types, None, until)
        did = features.did(*asked) if types else features.read(database, people, None, until)
        made.append(_measure(_(_DID[name]), np.log1p(did.count)))
        made.append(_measure(_("days since: {what}", what=_(_DID[name])), _log_days(now, did.last_at)))
    made += [_one_hot(_(title), features.column(database, value_of(path))) for path, title in _FIELDS.items()]
    for tag, who in list(features.tags(database, people).items())[:_MOST]:
        column = np.zeros((len(people), 1))
        column[who] = 1
        made.append(Feature(_("tag {tag}", tag=tag), column, ("",)))
    return [one for one in made if one.columns.shape[1]]


_DID = {"viewed": mark("looks"), "wanted": mark("carts"), "read": mark("messages read")}
_LONG = 3650.0  # days: never is as ten years ago


def _log_days(now: int, last_at: Ints) -> Floats:
    import numpy as np

    days = np.where(last_at > 0, (now - last_at).clip(min=0) // DAY, _LONG)
    found: Floats = np.log1p(days.clip(max=_LONG))
    return found


def _measure(title: str, column: Floats) -> Feature:
    return Feature(title, column.reshape(-1, 1))


def _one_hot(title: str, values: Sequence[str | None]) -> Feature:
    import numpy as np

    frequent = sorted(value for value, _count in Counter(filter(None, values)).most_common(_MOST))
    column = np.array([value or "" for value in values], object)
    return Feature(title, np.array([column == value for value in frequent], np.float64).reshape(-1, len(values)).T,
                   tuple(frequent))  # fmt: skip


def _apart(
    raw: Floats, titles: Sequence[str], learnt: Floats, inside: Ints, others: Ints
) -> list[tuple[str, float, float, float]]:
    import numpy as np

    order = np.abs(learnt).argsort()[::-1][:8]
    return [(titles[n], float(raw[inside, n].mean()), float(raw[others, n].mean()), float(learnt[n]))
            for n in order if learnt[n]]  # fmt: skip


def _reached(database: Database, context: Context, chosen: Ints) -> list[tuple[str, int]]:
    """Return how many of the chosen are suppressed, and how many each channel may reach."""
    database.sql.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (customer INTEGER PRIMARY KEY)")
    database.sql.execute("DELETE FROM temp.chosen")
    database.sql.executemany("INSERT INTO temp.chosen VALUES (?)", ((int(number),) for number in chosen))
    scoped = replace(context, scope="chosen")
    return [(_(said), selections.count(database, parse(asked), scoped)) for said, asked in _REACHED]
