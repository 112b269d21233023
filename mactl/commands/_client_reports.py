"""The reports of many workspaces: the figures of each and their sum for who looks after them, and each by itself.

Money is never added over currencies: there is a sum for each.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from mactl.commands import _workspaces
from mactl.commands._workspaces import Client
from mactl.core.model.report import Column, Report, Table, Unit
from mactl.i18n import _, mark

# What of an overview stands in the line of a workspace, by its name among the measures: title, unit, does it add up.
_FIGURES: Mapping[str, tuple[str, Unit, bool]] = {
    "orders": (mark("Paid orders"), "count", True),
    "order_revenue": (mark("Revenue"), "money", True),
    "reached": (mark("People reached"), "count", True),
    "open_rate": (mark("Opened"), "rate", False),
    "message_revenue": (mark("Revenue after messages"), "money", True),
    "message_cost": (mark("Cost"), "money", True),
}
Figures = Mapping[str, object]


def answer(found: Sequence[Client]) -> Report:
    """Return what the reports of workspaces come to: a line each, the sums, and each report as a part."""
    report = _workspaces.lines(found)
    parts = {one.name: one.report for one in found if one.report is not None}
    told = {one.name: (one.report.currency, figures) for one in found if one.report and (figures := _figures(one))}
    sums = _sums(list(told.values()))
    if told:
        report = dataclasses.replace(report, tables=_tables(found, told, sums), document=_document(report, sums))
    return dataclasses.replace(report, parts=parts, currency=next(iter(sums), "CNY"))


def _figures(client: Client) -> Figures:
    """Return the figures of a workspace's overview; nothing where another report was asked for."""
    measures = client.document.get("measures")
    if "shop" not in client.document or not isinstance(measures, Mapping):
        return {}
    return {name: measures[name]["value"] for name in _FIGURES}


def _sums(told: Sequence[tuple[str, Figures]]) -> dict[str, dict[str, object]]:
    """Return by currency what adds up."""
    found: defaultdict[str, dict[str, object]] = defaultdict(dict)
    for currency, figures in told:
        for name, (_title, _unit, adds) in _FIGURES.items():
            value = figures[name]
            if adds and isinstance(value, int | Decimal):
                found[currency][name] = Decimal(str(found[currency].get(name, 0))) + value
    return {
        currency: {name: int(str(value)) if _FIGURES[name][1] == "count" else value for name, value in sums.items()}
        for currency, sums in found.items()
    }


def _tables(
    found: Sequence[Client], told: Mapping[str, tuple[str, Figures]], sums: Mapping[str, Figures]
) -> tuple[Table, ...]:
    """Return the figures with their sums, and what went wrong."""
    mixed = len(sums) > 1
    rows = [_row(name, currency, figures, mixed=mixed) for name, (currency, figures) in told.items()]
    if len(told) > 1:
        rows += [_row(_("Together"), currency, figures, mixed=mixed) for currency, figures in sums.items()]
    columns = (
        Column(key="workspace", title=_("Workspace")),
        *([Column(key="currency", title=_("Currency"))] if mixed else []),
        *(_column(name, title, unit, mixed=mixed) for name, (title, unit, _adds) in _FIGURES.items()),
    )
    note = _("Each as in its own report; --out FOLDER writes one for each. Sandbox campaigns are not counted.")
    wrong = [one for one in found if one.exit_code or one.name not in told]
    failed = _workspaces.lines(wrong).tables if wrong else ()
    return (Table(title="", columns=columns, rows=tuple(rows), note=note), *failed)


def _column(name: str, title: str, unit: Unit, *, mixed: bool) -> Column:
    """Return a figure's column; money of several currencies has no sign of one."""
    return Column(key=name, title=_(title), unit="number" if mixed and unit == "money" else unit)


def _row(name: str, currency: str, figures: Figures, *, mixed: bool) -> tuple[object, ...]:
    return (name, *([currency] if mixed else []), *(figures.get(figure) for figure in _FIGURES))


def _document(report: Report, sums: Mapping[str, Figures]) -> dict[str, object]:
    return {**(report.document or {}), "together": sums}
