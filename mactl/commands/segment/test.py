"""``mactl segment test``: whether a segment means whom it should, with an exit code for CI."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.api.segments.asking import asking
from mactl.api.segments.expecting import Expectation
from mactl.commands import _invocation
from mactl.commands.segment import _views
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.segment import Segment
from mactl.i18n import _, mark

_EXPECTED = mark("A file of those expected: ids or addresses, one a line, or a table with a column id or customer.")
_PRECISION = mark("The least share of members who were expected.")
_RECALL = mark("The least share of those expected who are members.")
_MISSED = 3
_SHOWN = 50

app = typer.Typer()


@app.command("test")
def compare(
    context: typer.Context,
    segment: _views.Required,
    *,
    expected: Annotated[Path, typer.Option(metavar="FILE", help=_EXPECTED)],
    precision: Annotated[float, typer.Option("--min-precision", metavar="SHARE", min=0, max=1, help=_PRECISION)] = 1.0,
    recall: Annotated[float, typer.Option("--min-recall", metavar="SHARE", min=0, max=1, help=_RECALL)] = 1.0,
) -> Report:
    """Compare a segment with those whom you expect in it; exit with 3 where it falls short.

    Precision is the share of the members who were expected, recall the share of those expected who are members.

    Examples:

        mactl segment test vip_users --expected tests/vip.txt
        mactl segment test vip_users --expected vip.csv --min-recall 0.95
    """
    from mactl.api.segments.expecting import expect

    workspace = _invocation.workspace(context)
    with asking(workspace) as asked:
        found = asked.known.segment(segment)
        result = expect(asked, asked.segment(found.id), expected, workspace.config.workspace.country)
    return _report(found, result, passed=result.precision >= precision and result.recall >= recall)


def _report(segment: Segment, result: Expectation, *, passed: bool) -> Report:
    rows = [(name, _("not a member")) for name in result.missing]
    rows += [(name, _("not expected")) for name in result.surplus]
    rows += [(name, _("not known")) for name in result.unknown]
    columns = (Column(key="customer", title=_("Customer")), Column(key="fault", title=_("what is wrong")))
    counts = {"members": result.members, "expected": result.expected, "both": result.both}
    shares = {"precision": result.precision, "recall": result.recall}
    return Report(
        title=segment.name,
        sentences=(
            _("{members:,} members, {expected:,} expected, {both:,} both.", **counts),
            _("Precision {precision:.1%}, recall {recall:.1%}.", **shares),
        ),
        tables=(Table(title="", columns=columns, rows=tuple(rows[:_SHOWN])),) if rows else (),
        document={
            "segment": segment.id,
            **counts,
            **shares,
            "missing": list(result.missing),
            "surplus": list(result.surplus),
            "unknown": list(result.unknown),
            "passed": passed,
        },
        exit_code=0 if passed else _MISSED,
    )
