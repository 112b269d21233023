"""What commands about customers share: the workspace opened with its inlets taken in, customers as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mactl.core.model.report import Column, Report, Table
from mactl.engine.intake import Surroundings
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext


@contextmanager
def opened(workspace: Workspace) -> Iterator[Surroundings]:
    """Open the workspace's database, what changed in data/customers.json and events.jsonl taken in."""
    from mactl.engine.ingest import sync
    from mactl.engine.surroundings import surroundings

    with workspace.open() as database:
        sync(workspace, database)
        yield surroundings(workspace, database)


def table(around: Surroundings, customers: Sequence[int], title: str, total: int | None = None) -> Report:
    """Return customers as a table, and as documents."""
    from mactl.core.schedule.instants import iso
    from mactl.store import documents

    found = documents.documents(around.database, customers, lambda at: iso(at, around.zone))
    names = ("id", "name", "email", "phone", "city", "member_level")
    titles = (_("id"), _("name"), _("e-mail"), _("phone"), _("city"), _("level"))
    columns = tuple(Column(key=key, title=words) for key, words in zip(names, titles, strict=True))
    rows = tuple((*(one.get(name) for name in names), ", ".join(one.get("tags", []))) for one in found)
    count = len(found) if total is None else total
    note = _("the first {n:,} of {all:,}", n=len(found), all=count) if count > len(found) else ""
    said = () if found else (_("Nobody."),)
    return Report(
        tables=(Table(title=title, columns=(*columns, Column(key="tags", title=_("tags"))), rows=rows, note=note),)
        if found
        else (),
        sentences=said if not found else (ngettext("{n:,} customer.", "{n:,} customers.", count),),
        document={"count": count, "customers": found},
    )
