"""Forecasts of customers kept, so that conditions can ask for them: ``report --kind clv --save``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mactl.clock import DAY
from mactl.core.model.report import Report
from mactl.core.schedule.durations import parse
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.i18n import ngettext
from mactl.store import forecasts
from mactl.store.forecasts import Row

_DIGITS = 6  # of what is kept: a refit that changes less moves nobody


def saved(workspace: Workspace, report: Report) -> Report:
    """Keep what a report of kind clv lists, in the place of what was kept before; return it, saying so."""
    document = report.document or {}
    days = round(parse(str(document["horizon"])).elapsed_ms() / DAY)
    until = parse_instant(str(document["until"]), zone(workspace.zone))
    with workspace.open() as database, database.transaction():
        count = forecasts.replace(database, _rows(report), days, until, workspace.clock.now())
    said = ngettext(
        "The figures of {n:,} customer are saved: conditions such as churn_risk > 0.7 read them.",
        "The figures of {n:,} customers are saved: conditions such as churn_risk > 0.7 read them.",
        count,
    )
    return replace(report, sentences=(*report.sentences, said))


def _rows(report: Report) -> Iterator[Row]:
    """Yield everybody's figures; where no model holds they are missing."""
    assert report.listing is not None
    keys = [column.key for column in report.listing.columns]
    who, *places = map(keys.index, ("customer_id", "clv", "churn_risk", "expected_purchases", "p_alive"))
    for row in report.listing.rows:
        yield (str(row[who]), *(_kept(row[place]) for place in places))  # type: ignore[misc]


def _kept(value: object) -> float | None:
    return None if value is None else round(float(str(value)), _DIGITS)
