"""The mapping preview of imports: how columns are understood, shown before anything is written, and the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mactl.commands._invocation import Invocation
from mactl.core.model.report import Column, Report, Table
from mactl.engine.sampling import Heading, Sample
from mactl.errors import MactlError
from mactl.i18n import _, ngettext


def confirm(invocation: Invocation, sample: Sample, rest: str, *, asked: bool) -> None:
    """Show a person how a file is understood and ask; on a pipe, or with --yes, only warnings are said.

    ``rest`` is what becomes of columns that are no field.
    """
    if asked or not invocation.interactive:
        for warning in sample.warnings:
            invocation.talk.say(warning)
        return
    invocation.talk.show_aside(report(sample, rest))
    if not invocation.talk.ask(_("Import it so?")):
        raise MactlError(_("nothing was imported"), _("--map FIELD=COLUMN says where a column goes"))


def report(sample: Sample, rest: str) -> Report:
    """Return how a file is understood, as a report."""
    columns = (
        Column(key="column", title=_("column")),
        Column(key="field", title=_("goes to")),
        Column(key="filled", title=_("filled"), unit="rate"),
        Column(key="values", title=_("first values")),
    )
    rows = tuple(
        (one.column, one.goes_to or rest, one.filled / sample.rows, " · ".join(one.values)) for one in sample.headings
    )
    title = _("How the columns are understood")
    return Report(
        sentences=tuple(_sentences(sample)),
        tables=(Table(title=title, columns=columns, rows=rows),) if rows else (),
        document={"mapping": document(sample)},
    )


def before(sample: Sample, rest: str, done: Report) -> Report:
    """Return the report of a dry run with the mapping before it."""
    shown = report(sample, rest)
    return replace(
        done,
        tables=(*shown.tables, *done.tables),
        sentences=done.sentences,
        document={**(done.document or {}), "mapping": document(sample)},
    )


def document(sample: Sample) -> Mapping[str, object]:
    """Return a sample as programs read it."""
    return {
        "rows": sample.rows,
        "refused": sample.refused,
        "warnings": sample.warnings,
        "columns": [_heading(one) for one in sample.headings],
    }


def _heading(one: Heading) -> Mapping[str, object]:
    return {"column": one.column, "field": one.goes_to or None, "filled": one.filled, "values": one.values}


def _sentences(sample: Sample) -> list[str]:
    if sample.whole:
        lines = [ngettext("{n:,} row, all of it looked at.", "{n:,} rows, all of them looked at.", sample.rows)]
    else:
        lines = [_("The first {n:,} rows were looked at.", n=sample.rows)]
    if sample.refused:
        lines.append(ngettext("{n:,} of them would be refused:", "{n:,} of them would be refused:", sample.refused))
        lines += [f"  {count:,} × {reason}" for reason, count in sample.reasons]
    return lines + sample.warnings
