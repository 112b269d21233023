"""Charts as letters: they fit their width, say their numbers, and draw nothing that is not there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mactl.core.model.chart import Bars, Chart, Funnel, Heat, Intervals, Lines, Mark
from mactl.core.model.report import Report
from mactl.terminal.charts.sketch import sketch
from mactl.terminal.charts.sketch.lines import squeezed
from tests.terminal.charts.samples import CHARTS, bars, funnel, heat, intervals, lines

REPORT = Report()


def drawn(chart: Chart, width: int = 72) -> list[str]:
    return [line.plain.rstrip() for line in sketch(chart, REPORT, width)]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("width", [20, 40, 72, 200])
def test_nothing_is_wider_than_the_terminal(chart: Chart, width: int) -> None:
    assert all(cell_len(line) <= width for line in drawn(chart, width))


def test_bars_show_what_was_before_and_the_target() -> None:
    found = drawn(bars())
    assert found[0] == "邮件                         31.2% ████████████████┊███▎      was 28.0%"
    assert found[-1].endswith("┊ target 25.0%")


def test_a_funnel_is_symmetric_and_an_empty_step_is_a_line() -> None:
    body = drawn(replace(funnel(), marks=funnel().marks[:2] + funnel().marks[3:]))
    assert body[0].index("█") < body[1].index("█")
    assert "│" in body[2]


def test_intervals_stand_on_one_scale_with_their_reference() -> None:
    found = drawn(intervals())
    assert found[0].endswith("7.66% [6.99%, 8.32%]")
    assert len({cell_len(line[: line.index("┊")]) for line in found[1:3]}) == 1
    assert found[0].index("●") > found[1].index("●") > found[2].index("●")


def test_one_line_is_tall_and_several_are_small() -> None:
    tall, small = drawn(lines(1)), drawn(lines())
    assert len(tall) == 7
    assert small[0].endswith("120 → 210, most 210")


def test_a_heat_map_says_its_numbers_and_leaves_gaps() -> None:
    assert drawn(heat())[-1] == "2026-04   50% 25% 17%   ·   ·   ·"


@pytest.mark.parametrize("empty", [Bars(), Funnel(), Intervals(), Lines(), Heat()])
def test_nothing_draws_nothing(empty: Chart) -> None:
    assert drawn(empty) == []


@given(st.lists(st.floats(0, 1e12), min_size=1, max_size=30), st.integers(20, 120))
def test_any_values_fit(values: list[float], width: int) -> None:
    marks = tuple(Mark(label=f"标签{n}", value=value, low=value / 2, high=value) for n, value in enumerate(values))
    for chart in (Bars(marks=marks), Intervals(marks=marks, unit="money"), Funnel(marks=marks)):
        assert all(cell_len(line) <= width for line in drawn(chart, width))


@given(st.lists(st.none() | st.floats(-1e9, 1e9), max_size=80), st.integers(1, 40))
def test_squeezing_keeps_the_range(values: list[float | None], room: int) -> None:
    found = [value for value in squeezed(values, room) if value is not None]
    known = [value for value in values if value is not None]
    assert len(squeezed(values, room)) <= max(room, 0) or len(values) <= room
    assert not found or (min(known) - 1 <= min(found) and max(found) <= max(known) + 1)


def test_what_is_below_zero_grows_to_the_left_of_it() -> None:
    chart = Bars(unit="number", marks=(Mark(label="a", value=-10.0), Mark(label="b", value=10.0)))
    below, above = (line.plain for line in sketch(chart, REPORT, 60))
    assert below.index("▒") < below.rindex("▒") < above.index("█")


def test_a_heat_map_too_wide_for_the_terminal_is_turned_on_its_side() -> None:
    chart = Heat(unit="count", down="weekday", across="hour", rows=("Mon", "Tue"),
                 columns=tuple(f"{hour:02}" for hour in range(24)), values=((1234.0,) * 24, (5.0,) * 24))  # fmt: skip
    wide, tall = sketch(chart, REPORT, 200), sketch(chart, REPORT, 80)
    assert (len(wide), len(tall)) == (4, 26)
    assert "Mon" in tall[1].plain
    assert tall[2].plain.startswith("00")
