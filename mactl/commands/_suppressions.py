"""Entries of the suppression list as a report."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.model.report import Column, Report, Table
from mactl.engine.intake import Surroundings
from mactl.i18n import _
from mactl.store.suppressions import Suppression


def table(around: Surroundings, entries: Sequence[Suppression], title: str, nothing: str) -> Report:
    """Return entries as a table, and as documents; ``nothing`` is said where there is none."""
    from mactl.core.schedule.instants import iso

    titles = (_("address"), _("channel"), _("topic"), _("reason"), _("source"))
    columns = tuple(Column(key=key, title=words) for key, words in zip(Suppression._fields, titles, strict=False))
    rows = tuple((one.address, one.channel or _("all"), one.topic or _("all"), *one[3:]) for one in entries)
    document = [{**one._asdict(), "at": iso(one.at, around.zone)} for one in entries]
    tables = (Table(title=title, columns=(*columns, Column(key="at", title=_("when"), unit="instant")), rows=rows),)
    return Report(
        tables=tables if entries else (),
        sentences=() if entries else (nothing,),
        document={"suppressed": bool(entries), "entries": document},
        time_zone=str(around.zone),
    )
