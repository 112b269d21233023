"""Customers split by a method, as a report: groups, their size, share, orders and revenue, and their use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.core.segments.method import SCALE, Group, Part
from mactl.engine import saving, splitting
from mactl.engine.splitting import Found, Wish
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext
from mactl.store import features

METHODS = splitting.methods


def split(workspace: Workspace, wish: Wish, *, save: bool = False, listed: bool = False) -> Report:
    """Return the groups that a method finds; ``save`` writes them as tags, ``listed`` adds the list of customers."""
    with workspace.open() as database:
        found = splitting.run(workspace, database, wish)
        said = _saved(saving.save(workspace, database, found, wish.method)) if save else ()
        listing = _listing(found, features.names(database, found.facts.purchases.customer)) if listed else None
    return Report(
        title=found.method.title(),
        sentences=tuple(line for line in (_when(workspace, found), *found.split.sentences, *said) if line),
        tables=(*_tables(found), *found.split.tables),
        document=_document(workspace, found, wish.method),
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        listing=listing,
    )


def _when(workspace: Workspace, found: Found) -> str:
    day, window = shown.instant(found.asked.as_of, workspace.zone), found.asked.window
    if window:
        return _("As of {day}, over the last {window}.", day=day, window=window)
    return _("As of {day}, over all time.", day=day)


def _tables(found: Found) -> Iterator[Table]:
    """Yield a table of figures for each part, and what its groups are good for beside it."""
    columns = (
        Column(key="name", title=_("Group")),
        Column(key="customers", title=_("Customers"), unit="count", bar=True),
        Column(key="share", title=_("Share"), unit="rate"),
        Column(key="orders", title=_("Orders"), unit="count"),
        Column(key="revenue", title=_("Revenue"), unit="money"),
        Column(key="revenue_share", title=_("Of revenue"), unit="rate"),
    )
    for part in found.split.parts:
        rows = tuple(_row(group, figures(found, part, group)) for group in part.groups)
        yield Table(title=part.title, columns=columns, rows=rows, note=part.note)
        uses = tuple((group.name, group.use) for group in part.groups if group.use)
        if uses:
            yield Table(title=_("What they are good for"), columns=_uses(), rows=uses)


def _uses() -> tuple[Column, ...]:
    return (Column(key="name", title=_("Group")), Column(key="use", title=_("Good for")))


def _row(group: Group, said: Mapping[str, Any]) -> tuple[object, ...]:
    return (group.name, *(said[key] for key in ("customers", "share", "orders", "revenue", "revenue_share")))


def figures(found: Found, part: Part, group: Group) -> dict[str, object]:
    """Return a group as programs read it; shares are of the people and the revenue that were split."""
    bought = found.facts.purchases
    revenue, total = int(bought.amount[group.who].sum()), int(bought.amount.sum())
    return {
        "name": group.key,
        "customers": len(group.who),
        "share": len(group.who) / part.base if part.base else 0.0,
        "orders": int(bought.orders[group.who].sum()),
        "revenue": Decimal(revenue) / SCALE,
        "revenue_share": revenue / total if total else 0.0,
    }


def _document(workspace: Workspace, found: Found, method: str) -> dict[str, object]:
    asked, made = found.asked, found.split
    document: dict[str, object] = {
        "method": method,
        "as_of": iso(asked.as_of, zone(workspace.zone)),
        "window": asked.window or "all",
    }
    if made.bins is not None:
        document["bins"] = made.bins
    if made.cuts is not None:
        document["cuts"] = {name: list(cuts) for name, cuts in made.cuts.items()}
    document |= made.extra
    for part in made.parts:
        rows = [figures(found, part, group) for group in part.groups]
        kept: Any = document.setdefault(part.key, [])
        kept += [{"by": part.by, **row} for row in rows] if part.by else rows
    return document


def _listing(found: Found, names: list[str]) -> Table:
    """Return a row a customer: what the method itself lists, else orders, revenue, and the groups that they are in."""
    made, bought = found.split, found.facts.purchases
    columns, values = made.columns, made.listing() if made.listing else ()
    if not made.listing:
        columns = (
            Column(key="orders", title=_("Orders"), unit="count"),
            Column(key="revenue", title=_("Revenue"), unit="money"),
            *(Column(key=_key(part), title=part.by or part.title or _("Group")) for part in made.parts),
        )
        revenue = [stored / SCALE for stored in bought.amount.tolist()]
        values = (bought.orders.tolist(), revenue, *(_groups(part, len(names)) for part in made.parts))
    return Table(
        title=found.method.title(),
        columns=(Column(key="customer_id", title=_("Customer")), *columns),
        rows=tuple(zip(names, *values, strict=True)),
    )


def _key(part: Part) -> str:
    return part.by or ("group" if part.key == "groups" else part.key)


def _groups(part: Part, count: int) -> list[str]:
    """Return the group of every customer, several with semicolons between, "" for none."""
    found = [""] * count
    for group in part.groups:
        for place in group.who.tolist():
            found[place] = f"{found[place]};{group.key}" if found[place] else group.key
    return found


def _saved(count: int) -> tuple[str, ...]:
    return (ngettext("Saved as tags: {n:,} customer changed.", "Saved as tags: {n:,} customers changed.", count),)
