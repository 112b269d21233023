"""A report with every kind of chart, in whatever language is spoken."""

from __future__ import annotations

from mactl.core.model.chart import Bars, Chart, Days, Funnel, Heat, Intervals, Line, Lines, Mark, Sheet, Slip
from mactl.core.model.report import Brand, Column, Report, Table

# A picture of one dot.
LOGO = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)
WEEKS = tuple(f"W{n}" for n in range(8))


def bars() -> Bars:
    return Bars(
        title="按渠道的打开率 Opened by channel",
        unit="rate",
        axis="opened, of delivered",
        target=0.25,
        marks=(
            Mark(label="邮件", value=0.312, before=0.28, low=0.29, high=0.334),
            Mark(label="短信", value=0.18, before=0.22),
            Mark(label="A channel with a rather long name", value=0.05, said="n 40"),
            Mark(label="<script>alert(1)</script>", value=None),
        ),
    )


def funnel() -> Funnel:
    return Funnel(
        title="漏斗",
        marks=(
            Mark(label="浏览商品", value=12_000, said="100%"),
            Mark(label="加入购物车", value=5_400, said="45.0% ↓45.0%"),
            Mark(label="支付", value=900, said="7.5% ↓16.7%"),
            Mark(label="再次支付", value=0, said="0% ↓0%"),
        ),
    )


def intervals() -> Intervals:
    return Intervals(
        title="与对照组之差",
        axis="difference of the visit rate",
        reference=0.0,
        marks=(
            Mark(label="男装邮件", value=0.0766, low=0.0699, high=0.0832),
            Mark(label="女装邮件", value=0.0452, low=0.0389, high=0.0516),
            Mark(label="nothing known", value=-0.01),
        ),
    )


def lines(count: int = 2) -> Lines:
    made = (
        Line(
            label="本期",
            values=(120, 130, None, 150, 170, 160, 190, 210),
            low=(100, 110, None, 130, 150, 140, 170, 190),
            high=(140, 150, None, 170, 190, 180, 210, 230),
        ),
        Line(label="the period before", values=(100, 90, 95, 110, 100, 120, 115, 130), dashed=True),
    )  # fmt: skip
    return Lines(title="每周订单", axis="orders", across="week", places=WEEKS, lines=made[:count])


def heat() -> Heat:
    rows = tuple(f"2026-0{n}" for n in range(1, 5))
    values = tuple(tuple(0.5 / (column + 1) if column + row < 6 else None for column in range(6)) for row in range(4))
    return Heat(title="复购", down="首单月份", across="months since the first order", rows=rows,
                columns=tuple(map(str, range(6))), values=values)  # fmt: skip


def days() -> Days:
    slips = (
        Slip(kind="festival", title="双十一 5/11"),
        Slip(kind="campaign", title="10:00 新品推广", said="270 messages, ¥7.26"),
        Slip(kind="flow", title="<script>alert(1)</script>", said="7 due, 3 likely"),
        Slip(kind="warning", title="Two campaigns go to the same 544 people on one day"),
    )
    closed = Sheet(head="Mon", day="11-09", slips=(Slip(kind="blackout", title="停发日"),))
    return Days(
        sheets=(Sheet(head="Sun", day="11-08", said="2,551", slips=slips), closed, Sheet(head="Tue", day="11-10"))
    )


CHARTS: tuple[Chart, ...] = (bars(), funnel(), intervals(), lines(1), lines(), heat(), days())


def every_chart() -> Report:
    """Return a report in which each chart stands over a table of its own."""
    column = Column(key="n", title="n", unit="count")
    tables = (Table(title=chart.title, columns=(column,), rows=((1,), (2,)), charts=(chart,)) for chart in CHARTS)
    return Report(
        title="图表 Charts",
        sentences=("One sentence.",),
        tables=tuple(tables),
        time_zone="Asia/Shanghai",
        brand=Brand(name="栗屿生活", logo=LOGO, colour="#a0522d"),
    )
