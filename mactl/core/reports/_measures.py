"""The measures of a report: compared with the period before and with targets, and asked by thresholds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table, Unit
from mactl.core.reports import _sentences
from mactl.core.reports._figures import Threshold
from mactl.core.reports._kind import At, Span
from mactl.errors import UsageError
from mactl.i18n import _

MISSED = 3  # the exit code where a threshold is missed


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One figure by its stable name; ``value`` is None where its base is nobody. ``better``: which way is good."""

    key: str
    title: str
    value: int | float | Decimal | None
    unit: Unit = "count"
    better: Literal["more", "less", ""] = "more"

    def meets(self, target: float) -> bool | None:
        """Tell whether the target is reached; None where there is no value."""
        if self.value is None:
            return None
        return float(self.value) <= target if self.better == "less" else float(self.value) >= target


Counted = Callable[[Span], Sequence[Measure]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What is held against what: measures as they are, and by their names as they were (None: with nothing).

    ``title`` and ``note`` stand above and below the table, ``what`` in the document; beside them come the targets.
    """

    now: Sequence[Measure]
    was: Mapping[str, Measure] | None = None
    title: str = ""
    note: str = ""
    what: Mapping[str, object] = field(default_factory=dict)


def finished(at: At, report: Report, counted: Counted) -> Report:
    """Return a report compared with the period before, the measures in its document, and its thresholds judged."""
    own = counted(at.span)
    now = own if at.recent == at.span else counted(at.recent)
    compared = Compared(
        now=now,
        was={measure.key: measure for measure in counted(at.before)},
        title=_("Compared with the period before"),
        note=_(
            "Now: {since} to {until}; before: as long, directly before it. Rates change in percentage points (pp).",
            since=shown.instant(at.recent.since or 0, at.time_zone),
            until=shown.instant(at.recent.until, at.time_zone),
        ),
        what={
            "since": at.iso(at.recent.since),
            "until": at.iso(at.recent.until),
            "before_since": at.iso(at.before.since),
            "before_until": at.iso(at.before.until),
        },
    )
    known = {**(report.document or {}), **at.window(), "as_of": at.iso(at.now)}
    return judged(at, dataclasses.replace(report, document=known), own, compared)


def judged(at: At, report: Report, own: Sequence[Measure], compared: Compared) -> Report:
    """Return a report with its comparison at the end, the measures in its document, and its thresholds judged."""
    checks = checked(at.thresholds, own)
    known = {**(report.document or {}), **document(at, compared)}
    known["measures"] = {measure.key: measure.value for measure in own}
    if checks:
        known["thresholds"] = checks
    tables = (*report.tables, comparison(at, compared))
    return dataclasses.replace(
        report,
        sentences=(*report.sentences, *map(_sentences.of_threshold, checks)),
        tables=tuple(table for table in tables if table.rows),
        document=known,
        currency=at.currency,
        time_zone=at.time_zone,
        exit_code=0 if all(check["met"] for check in checks) else MISSED,
    )


def comparison(at: At, compared: Compared) -> Table:
    """Return measures beside what they were and what they should be; no rows where there is neither."""
    aimed = any(measure.key in at.targets for measure in compared.now)
    rows = []
    for measure in compared.now if aimed or compared.was is not None else ():
        row: list[object] = [measure.title, _cell(measure, measure.value, at)]
        if compared.was is not None:
            before = compared.was[measure.key].value
            row += [_cell(measure, before, at), change(measure, before)]
        rows.append((*row, *_aimed(measure, at.targets.get(measure.key), at)) if aimed else tuple(row))
    past = (Column(key="before", title=_("Before")), Column(key="change", title=_("Change")))
    goals = (Column(key="target", title=_("Target")), Column(key="met", title=_("Reached")))
    return Table(
        title=compared.title if compared.was is not None else _("Compared with the target"),
        columns=(
            Column(key="measure", title=_("Measure")),
            Column(key="now", title=_("Now")),
            *(past if compared.was is not None else ()),
            *(goals if aimed else ()),
        ),
        rows=tuple(rows),
        note=compared.note if compared.was is not None else "",
    )


def _cell(measure: Measure, value: int | float | Decimal | None, at: At) -> str | None:
    """Return a value as people read it: the rows have different units."""
    if value is None:
        return None
    if measure.unit == "money":
        return shown.money(Decimal(str(value)), at.currency)
    if measure.unit == "rate":
        return shown.rate(float(value))
    if measure.unit == "duration":
        return shown.duration(int(value))
    return f"{value:,.2f}" if measure.unit == "number" else f"{value:,}"


def change(measure: Measure, before: int | float | Decimal | None) -> str | None:
    """Return how much a measure changed: a rate in percentage points, anything else by its share."""
    if measure.value is None or before is None:
        return None
    difference = float(measure.value) - float(before)
    if measure.unit == "rate":
        return f"{100 * difference:+.1f} pp".replace("-", "−")
    return f"{difference / abs(float(before)):+.0%}".replace("-", "−") if before else None


def _aimed(measure: Measure, target: float | None, at: At) -> tuple[object, object]:
    if target is None:
        return None, None
    met = measure.meets(target)
    return _cell(measure, target, at), None if met is None else _("yes") if met else _("no")


def checked(thresholds: Sequence[Threshold], known: Sequence[Measure]) -> list[dict[str, object]]:
    """Return what thresholds found; one that no measure of this report bears is refused."""
    names = [measure.key for measure in known]
    for threshold in thresholds:
        if threshold.measure not in names:
            raise UsageError(
                _("no measure named {name}", name=threshold.measure),
                _("--fail-under takes one of {names}", names=", ".join(names)),
            )
    return [_checked(known, threshold.measure, threshold.least) for threshold in thresholds]


def _checked(known: Sequence[Measure], name: str, least: float) -> dict[str, object]:
    value = next(measure.value for measure in known if measure.key == name)
    return {"measure": name, "at_least": least, "value": value, "met": value is not None and float(value) >= least}


def document(at: At, compared: Compared) -> dict[str, object]:
    """Return ``measures`` and ``compared`` as programs read them."""
    return {
        "measures": {measure.key: measure.value for measure in compared.now},
        "compared": {**compared.what, "measures": _beside(at, compared)},
    }


def _beside(at: At, compared: Compared) -> dict[str, object]:
    return {
        measure.key: {
            "value": measure.value,
            "before": None if compared.was is None else compared.was[measure.key].value,
            "target": at.targets.get(measure.key),
            "met": measure.meets(at.targets[measure.key]) if measure.key in at.targets else None,
        }
        for measure in compared.now
    }


def rate(part: int, whole: int) -> float | None:
    """Return a share; None of nobody."""
    return part / whole if whole else None
