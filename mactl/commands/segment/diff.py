"""``mactl segment diff``: who enters and who leaves, between two dates or two definitions, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from mactl.api.segments.asking import Asked, asking
from mactl.api.segments.diffing import FIRST, Diff, Side, diff
from mactl.commands import _invocation, _where
from mactl.commands.segment import _progress, _views
from mactl.core.model.report import Column, Report, Table
from mactl.errors import UsageError
from mactl.i18n import _, mark

_OTHER = mark("Compare with this segment.")
_WHERE = mark("Compare with this condition: JSON, words, @FILE, or - for standard input.")
_FROM = mark("The earlier instant: a date, a time, or -30d.")
_TO = mark("The later instant; now, if you give none.")
_FIRST = mark("How many customers to name of those who enter, and of those who leave.")

app = typer.Typer()


@app.command("diff")
def diff_(
    context: typer.Context,
    name: _views.Required,
    other: Annotated[str | None, typer.Argument(metavar="[SEGMENT]", help=_OTHER, show_default=False)] = None,
    *,
    where: Annotated[str | None, typer.Option(metavar="CONDITION", help=_WHERE, show_default=False)] = None,
    since: Annotated[str, typer.Option("--from", metavar="TIME", help=_FROM, show_default=False)] = "",
    until: Annotated[str, typer.Option("--to", metavar="TIME", help=_TO, show_default=False)] = "",
    first: Annotated[int, typer.Option(metavar="N", min=0, help=_FIRST)] = FIRST,
) -> Report:
    """Show who enters a segment and who leaves it, between two dates or two definitions, and by which clause.

    With --from the same segment is decided at two instants, from the history of profiles, tags, consents and events.
    With a second segment, or with --where, two definitions are decided now: what would change if the second took the
    place of the first.

    Examples:

        mactl segment diff vip_users --from -30d
        mactl segment diff lapsed --from 2026-01-01 --to 2026-02-01
        mactl segment diff vip_users high_value
        mactl segment diff lapsed --where 'not order_paid in 60d'
    """
    if sum(each is not None for each in (other, where, since or None)) != 1:
        raise UsageError(
            _("compare two dates or two definitions?"), _("give --from TIME, a second segment, or --where CONDITION")
        )
    workspace = _invocation.workspace(context)
    with asking(workspace) as asked:
        sides = _dates(asked, name, since, until) if since else _definitions(asked, name, other, where)
        with _progress.shown(context) as progress:
            found = diff(asked, *sides, first=first, progress=progress)
    return _report(asked, name, other, sides, found, workspace.zone)


def _dates(asked: Asked, name: str, since: str, until: str) -> tuple[Side, Side]:
    meaning = asked.meaning(name)
    before, after = _instant(asked, since), _instant(asked, until) if until else asked.context.now
    if before >= after:
        raise UsageError(_("--from is not before --to"), _("name the earlier instant with --from"))
    old = Side(condition=meaning, definition=meaning, context=asked.at(before))
    if after == asked.context.now:
        return old, replace(old, condition=asked.segment(name), context=asked.context)
    return old, replace(old, context=asked.at(after))


def _instant(asked: Asked, text: str) -> int:
    from mactl.core.schedule.relative import span
    from mactl.core.schedule.zones import zone

    return min(span(text, asked.context.now, zone(asked.context.zone))[0], asked.context.now)


def _definitions(asked: Asked, name: str, other: str | None, where: str | None) -> tuple[Side, Side]:
    old = Side(condition=asked.segment(name), definition=asked.meaning(name), context=asked.context)
    if other is not None:
        return old, Side(condition=asked.segment(other), definition=asked.meaning(other), context=asked.context)
    condition = _where.condition(where or "")
    return old, Side(condition=condition, definition=condition, context=asked.context)


def _report(asked: Asked, name: str, other: str | None, sides: tuple[Side, Side], found: Diff, zone: str) -> Report:
    from mactl.core.schedule.instants import iso
    from mactl.core.schedule.zones import zone as place

    segment = asked.known.segment(name)
    instants = [iso(side.context.now, place(zone)) for side in sides]
    counts = {"before": found.before, "after": found.after, "entered": found.entered, "left": found.left}
    words = {True: _("enters"), False: _("leaves")}
    reasons = tuple(
        (words[entered], _(" and ").join(why) or "–", customers) for (entered, why), customers in found.reasons.items()
    )
    people = tuple((one.customer, words[one.entered], _(" and ").join(one.why)) for one in found.moved)
    all_ = found.entered + found.left
    note = _("the first {n:,} of {all:,}", n=len(people), all=all_) if all_ > len(people) else ""
    return Report(
        title=segment.name if other is None else f"{segment.name} → {asked.known.segment(other).name}",
        sentences=(_("{before:,} before, {after:,} after: {entered:,} enter, {left:,} leave.", **counts),),
        tables=tuple(
            Table(title=title, columns=columns, rows=rows, note=said)
            for title, columns, rows, said in (
                (
                    _("By the clause that makes the difference"),
                    _columns("change", "why", "customers"),
                    reasons,
                    "",
                ),
                (_("Customers"), _columns("customer", "change", "why"), people, note),
            )
            if rows
        ),
        document={"segment": segment.id, "from": instants[0], "to": instants[1], **counts, **_document(found)},
    )


def _document(found: Diff) -> dict[str, object]:
    """Return who moved and why, as programs read it."""
    change = {True: "entered", False: "left"}
    return {
        "reasons": [
            {"change": change[entered], "why": list(why), "customers": customers}
            for (entered, why), customers in found.reasons.items()
        ],
        "customers": [
            {"customer": one.customer, "change": change[one.entered], "why": list(one.why)} for one in found.moved
        ],
    }


def _columns(*keys: str) -> tuple[Column, ...]:
    titles = {"change": _("change"), "why": _("clause"), "customers": _("customers"), "customer": _("Customer")}
    return tuple(Column(key=key, title=titles[key], unit="count" if key == "customers" else "text") for key in keys)
