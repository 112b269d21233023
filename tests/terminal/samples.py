"""A report with every kind of cell, in whatever language is spoken."""

from __future__ import annotations

from decimal import Decimal

from mactl.core.model.report import Column, Report, Table

AT = 1_772_431_800_000  # 2026-03-02T14:10+08:00


def every_unit() -> Report:
    """Return two tables: one with every unit and a row of nothing, one with hostile text."""
    units = Table(
        title="各种单位",
        columns=(
            Column(key="name", title="名称"),
            Column(key="people", title="人数", unit="count", bar=True),
            Column(key="revenue", title="收入", unit="money"),
            Column(key="rate", title="占比", unit="rate"),
            Column(key="lift", title="倍数", unit="number"),
            Column(key="at", title="时间", unit="instant"),
            Column(key="day", title="日期", unit="date"),
            Column(key="took", title="用时", unit="duration"),
        ),
        rows=(
            ("新品推广", 21_307, Decimal("1234567.5"), 0.183, 1.5, AT, "2026-03-02", 90_000),
            ("Welcome", 7, Decimal(-12), 0.0125, 2, AT, "2026-03-02", 5_000),
            (None, None, None, None, None, None, None, None),
        ),
        note="人数去重",
    )
    hostile = Table(
        title="[hostile] *text*",
        columns=(Column(key="said", title="Said"), Column(key="n", title="n", unit="count")),
        rows=(("=cmd|' /C calc'!A0", 1), ("<script>alert(1)</script>|`x`", 2), ("a\tb\nc\x1b[31m", 3), ("-5", 4)),
    )
    return Report(
        title="Report 报告",
        banner="sandbox: nothing left this machine",
        sentences=("One & two.",),
        tables=(units, hostile),
        time_zone="Asia/Shanghai",
    )
