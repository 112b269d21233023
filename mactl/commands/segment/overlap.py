"""``mactl segment overlap``: how many customers several segments have in common."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api.segments.asking import asking
from mactl.api.segments.overlapping import Overlap, overlap
from mactl.commands import _invocation, _names
from mactl.commands.segment import _progress
from mactl.core.model.chart import Heat
from mactl.core.model.report import Column, Report, Table
from mactl.errors import UsageError
from mactl.i18n import _, mark

_SEGMENTS = mark("Two segments or more, by name or id.")
_MOST = 8

app = typer.Typer()


@app.command("overlap")
def overlap_(
    context: typer.Context,
    segments: Annotated[
        list[str], typer.Argument(metavar="SEGMENT...", help=_SEGMENTS, autocompletion=_names.segments)
    ],
) -> Report:
    """Show how segments overlap: which share of each is also in each other, and how many are in which combination.

    Examples:

        mactl segment overlap vip_users high_value
        mactl segment overlap vip_users lapsed shanghai_hangzhou --format json
    """
    if not 2 <= len(segments) <= _MOST:
        raise UsageError(_("two to {n} segments can be compared", n=_MOST), _("name them one after the other"))
    with asking(_invocation.workspace(context)) as asked:
        named = [asked.known.segment(name) for name in segments]
        if len({one.id for one in named}) < len(named):
            raise UsageError(_("a segment overlaps with itself"), _("name each of them once"))
        with _progress.shown(context) as progress:
            found = overlap(asked, [(one.name, asked.segment(one.id)) for one in named], progress)
    ids = [one.id for one in named]
    return Report(tables=(_shares(found), _combinations(found)), document=_document(ids, found))


def _shares(found: Overlap) -> Table:
    places = range(len(found.names))
    columns = (
        Column(key="segment", title=_("Segment")),
        Column(key="customers", title=_("Customers"), unit="count"),
        *(Column(key=f"in_{place}", title=found.names[place], unit="rate") for place in places),
    )
    rows = tuple(
        (found.names[row], found.sizes[row], *(found.share(row, column) for column in places)) for row in places
    )
    heat = Heat(
        down=_("of"), across=_("also in"), rows=found.names, columns=found.names, most=1.0,
        values=tuple(tuple(found.share(row, column) for column in places) for row in places),
    )  # fmt: skip
    note = _("Each row is the whole of its segment; each column is the share of it that is also in the other.")
    return Table(title=_("Overlap"), columns=columns, rows=rows, note=note, charts=(heat,))


def _combinations(found: Overlap) -> Table:
    columns = (
        Column(key="segments", title=_("In exactly these")),
        Column(key="customers", title=_("Customers"), unit="count", bar=True),
    )
    ordered = sorted(found.combinations.items(), key=lambda each: -each[1])
    rows = tuple((" + ".join(_inside(found.names, inside)), count) for inside, count in ordered)
    return Table(title=_("Combinations"), columns=columns, rows=rows)


def _inside(names: tuple[str, ...] | list[str], inside: tuple[bool, ...]) -> list[str]:
    return [name for name, held in zip(names, inside, strict=True) if held]


def _document(ids: list[str], found: Overlap) -> dict[str, object]:
    return {
        "segments": [{"segment": name, "customers": size} for name, size in zip(ids, found.sizes, strict=True)],
        "pairs": [
            {"segments": [ids[one], ids[other]], "customers": found.pairs[one][other]}
            for one in range(len(ids))
            for other in range(one + 1, len(ids))
        ],
        "combinations": [
            {"segments": _inside(ids, inside), "customers": count} for inside, count in found.combinations.items()
        ],
    }
