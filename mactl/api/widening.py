"""Samples and lookalikes as reports, and both written as static segments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from mactl.authored import editing
from mactl.core.decode.slugs import slug
from mactl.core.model.report import Column, Report, Table
from mactl.core.segments import sampling
from mactl.core.segments.condition import Condition
from mactl.core.segments.parse import parse
from mactl.core.segments.similar import How
from mactl.engine import catalogue, ingest, lookalike
from mactl.engine.catalogue import SEGMENTS
from mactl.engine.lookalike import Widened
from mactl.engine.splitting import value_of
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _, ngettext
from mactl.store import selections


def sample(
    workspace: Workspace,
    who: Condition,
    *,
    key: str,
    size: int | None,
    share: float | None,
    by: str = "",
    equal: bool = False,
    save: str = "",
) -> Report:
    """Return a sample of those for whom a condition holds: ``size`` of them or a ``share``, by strata of a field."""
    with workspace.open() as database:
        ingest.sync(workspace, database)
        known = catalogue.read(workspace)
        context = known.context(database, workspace.clock.now(), workspace.zone)
        found = list(selections.named(database, who, context, value_of(by) if by else None))
    names, strata = [name for name, _value in found], [value or _("unknown") for _name, value in found]
    counts = Counter(strata)
    drawn = _drawn(names, strata if by else None, key, size, share or 0, equal=equal)
    chosen = [names[place] for place in drawn]
    said = [
        ngettext(
            "{n:,} customer of {all:,} is drawn by the key {key}.",
            "{n:,} customers of {all:,} are drawn by the key {key}.",
            len(chosen),
            all=len(names),
            key=key,
        )
    ]
    if save:
        said.append(_saved(workspace, save, chosen))
    tables = (_strata(by, counts, Counter(strata[place] for place in drawn)),) if by else ()
    return Report(
        sentences=tuple(said),
        tables=tables,
        document={"key": key, "of": len(names), "count": len(chosen), "customers": chosen},
        listing=_listing(_("Sample"), [(name,) for name in chosen]),
    )


def _drawn(
    names: Sequence[str], strata: Sequence[str] | None, key: str, size: int | None, share: float, *, equal: bool
) -> list[int]:
    if size is None:
        return sampling.by_share(names, key, share)
    if strata is None:
        return sampling.by_size(names, key, size)
    divide = sampling.equal if equal else sampling.proportional
    return sampling.by_strata(names, strata, key, divide(Counter(strata), size))


def widen(
    workspace: Workspace, seed: str, among: Condition, *, size: int, how: How, key: str, save: str = ""
) -> Report:
    """Return the customers who are most like those of a segment, and how well that can be told."""
    with workspace.open() as database:
        ingest.sync(workspace, database)
        known = catalogue.read(workspace)
        context = known.context(database, workspace.clock.now(), workspace.zone)
        segment = parse({"segment": known.segment(seed).id})
        found = lookalike.widen(database, segment, among, context, size=size, how=how, key=key)
    chosen = [name for name, _likeness in found.chosen]
    said = [
        _("The seed {seed} has {n:,} customers; of {others:,} others the {chosen:,} most like them are chosen.",
          seed=seed, n=found.seed, others=found.others, chosen=len(chosen)),
        *_verdict(found),
    ]  # fmt: skip
    if found.left_out:
        said.append(_("Left out, for they define the seed: {names}.", names=_(", ").join(found.left_out)))
    if save:
        said.append(_saved(workspace, save, chosen))
    return Report(
        title=_("Customers like those of {seed}", seed=seed),
        sentences=tuple(said),
        tables=_tables(found),
        document={
            "seed": seed,
            "seed_customers": found.seed,
            "method": how,
            "count": len(chosen),
            "held_out": [each._asdict() for each in found.captures],
            "left_out": found.left_out,
            "customers": [{"customer_id": name, "likeness": likeness} for name, likeness in found.chosen],
        },
        listing=_listing(_("Lookalikes"), found.chosen),
    )


def _verdict(found: Widened) -> list[str]:
    if not found.captures:
        return [_("The seed is too small to hold a half back: how well this works is not known.")]
    tenth = next(each for each in found.captures if each.top == 0.1)
    said = _(
        "Learnt from half of the seed, the best tenth of the ranking holds {found:.0%} of the other half: {lift:.1f}"
        " times chance.",
        found=tenth.found,
        lift=tenth.lift,
    )
    return [said] if tenth.lift >= 1.5 else [said, _("That is little better than chance: do not expect much of it.")]


def _tables(found: Widened) -> tuple[Table, ...]:
    likely = (
        Column(key="top", title=_("Best of the ranking"), unit="rate"),
        Column(key="found", title=_("Of the held-out half"), unit="rate", bar=True),
        Column(key="lift", title=_("Times chance"), unit="number"),
    )
    apart = (
        Column(key="feature", title=_("Feature")),
        Column(key="seed", title=_("Seed"), unit="number"),
        Column(key="others", title=_("Others"), unit="number"),
        Column(key="weight", title=_("Weight"), unit="number"),
    )
    reached = (
        Column(key="what", title=_("Of those chosen")),
        Column(key="customers", title=_("Customers"), unit="count"),
    )
    note = _("Means; of counts, money and days their logarithms. The weight is that of the standardised feature.")
    tables = (
        Table(
            title=_("How well it can be told"),
            columns=likely,
            rows=tuple((a, b, round(c, 2)) for a, b, c in found.captures),
        ),
        Table(title=_("What sets the seed apart"), columns=apart, rows=tuple(found.apart), note=note),
        Table(title=_("Whom messages may reach"), columns=reached, rows=tuple(found.reached)),
    )
    return tuple(table for table in tables if table.rows)


def _strata(by: str, counts: Counter[str], drawn: Counter[str]) -> Table:
    columns = (
        Column(key="stratum", title=by),
        Column(key="customers", title=_("Customers"), unit="count"),
        Column(key="drawn", title=_("Drawn"), unit="count"),
    )
    return Table(
        title="", columns=columns, rows=tuple((name, count, drawn[name]) for name, count in counts.most_common())
    )


def _listing(title: str, rows: Sequence[tuple[object, ...]]) -> Table:
    columns = (
        Column(key="customer_id", title=_("Customer")),
        Column(key="likeness", title=_("Likeness"), unit="number"),
    )
    width = len(rows[0]) if rows else 1
    return Table(title=title, columns=columns[:width], rows=tuple(rows))


def _saved(workspace: Workspace, name: str, members: Sequence[str]) -> str:
    """Write a static segment into data/segments.json; one that is there is replaced if it is static too."""
    path, file = workspace.data / "segments.json", SEGMENTS
    value = {"id": slug(name), "name": name, "members": list(members)}
    before = editing.raw(path, file)
    place = next(
        (n for n, each in enumerate(before) if isinstance(each, dict) and name in (each.get("name"), each.get("id"))),
        None,
    )
    if place is None:
        editing.save(path, editing.add(path, file, value))
    elif "members" in before[place]:
        editing.save(path, editing.exchange(path, file, place, {**before[place], "members": list(members)}))
    else:
        raise MactlError(_("{name} is a segment by condition", name=name), _("choose another name with --save"))
    return _("Written as the static segment {name}.", name=name)
