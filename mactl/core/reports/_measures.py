"""The measures of a report: compared with the period before and with targets, and asked by thresholds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table, Unit
from mactl.core.reports import _sentences
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


def finished(at: At, report: Report, counted: Counted) -> Report:
    """Return a report with the comparison at its end, the measures in its document, and its thresholds judged."""
    own = counted(at.span)
    now = own if at.recent == at.span else counted(at.recent)
    was = {measure.key: measure for measure in counted(at.before)}
    _check_targets(at, own)
    checks = [_checked(own, threshold.measure, threshold.least) for threshold in at.thresholds]
    document = {
        **(report.document or {}),
        **at.window(),
        "as_of": at.iso(at.now),
        "measures": {measure.key: measure.value for measure in own},
        "compared": _document(at, now, was),
    }
    if checks:
        document["thresholds"] = checks
    return dataclasses.replace(
        report,
        sentences=(*report.sentences, *map(_sentences.of_threshold, checks)),
        tables=(*(table for table in report.tables if table.rows), _comparison(at, now, was)),
        document=document,
        currency=at.currency,
        time_zone=at.time_zone,
        exit_code=0 if all(check["met"] for check in checks) else MISSED,
    )


def _comparison(at: At, now: Sequence[Measure], was: Mapping[str, Measure]) -> Table:
    goals = any(measure.key in at.targets for measure in now)
    rows = []
    for measure in now:
        before, target = was[measure.key].value, at.targets.get(measure.key)
        row: list[object] = [measure.title, _cell(measure, measure.value, at), _cell(measure, before, at)]
        row.append(change(measure, before))
        rows.append((*row, *_aimed(measure, target, at)) if goals else tuple(row))
    aimed = (Column(key="target", title=_("Target")), Column(key="met", title=_("Reached"))) if goals else ()
    return Table(
        title=_("Compared with the period before"),
        columns=(
            Column(key="measure", title=_("Measure")),
            Column(key="now", title=_("Now")),
            Column(key="before", title=_("Before")),
            Column(key="change", title=_("Change")),
            *aimed,
        ),
        rows=tuple(rows),
        note=_(
            "Now: {since} to {until}; before: as long, directly before it. Rates change in percentage points (pp).",
            since=shown.instant(at.recent.since or 0, at.time_zone),
            until=shown.instant(at.recent.until, at.time_zone),
        ),
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
        return f"{100 * difference:+.1f} pp"
    return f"{difference / abs(float(before)):+.0%}" if before else None


def _aimed(measure: Measure, target: float | None, at: At) -> tuple[object, object]:
    if target is None:
        return None, None
    met = measure.meets(target)
    return _cell(measure, target, at), None if met is None else _("yes") if met else _("no")


def _check_targets(at: At, known: Sequence[Measure]) -> None:
    """Refuse thresholds that no measure of this report bears; targets of other reports are no fault."""
    names = [measure.key for measure in known]
    for threshold in at.thresholds:
        if threshold.measure not in names:
            raise UsageError(
                _("no measure named {name}", name=threshold.measure),
                _("--fail-under takes one of {names}", names=", ".join(names)),
            )


def _checked(known: Sequence[Measure], name: str, least: float) -> dict[str, object]:
    value = next(measure.value for measure in known if measure.key == name)
    return {"measure": name, "at_least": least, "value": value, "met": value is not None and float(value) >= least}


def _document(at: At, now: Sequence[Measure], was: Mapping[str, Measure]) -> dict[str, object]:
    return {
        "since": at.iso(at.recent.since),
        "until": at.iso(at.recent.until),
        "before_since": at.iso(at.before.since),
        "before_until": at.iso(at.before.until),
        "measures": {
            measure.key: {
                "value": measure.value,
                "before": was[measure.key].value,
                "target": at.targets.get(measure.key),
                "met": measure.meets(at.targets[measure.key]) if measure.key in at.targets else None,
            }
            for measure in now
        },
    }


def rate(part: int, whole: int) -> float | None:
    """Return a share; None of nobody."""
    return part / whole if whole else None
