"""Charts as SVG: well-formed, inside their frame, with words for those who cannot see, and nothing executed."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from mactl.core.model.chart import Bars, Chart, Days, Funnel, Heat, Intervals, Lines, Mark
from mactl.core.model.report import Report
from mactl.terminal.charts.svg import figure
from tests.terminal.charts.samples import CHARTS, bars, days, heat

REPORT = Report()


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: type(chart).__name__)
def test_every_chart_is_well_formed_and_spoken(chart: Chart) -> None:
    root = ET.fromstring(figure(chart, REPORT))
    pictures = list(root.iter("svg"))
    assert len(pictures) == {Heat: 1, Days: 0}.get(type(chart), 2)
    assert all(picture.attrib["aria-label"].startswith(chart.title) for picture in pictures)
    for picture in pictures:
        _x, _y, width, height = map(float, picture.attrib["viewBox"].split())
        for box in picture.iter("rect"):
            x, y, w, h = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
            assert -0.1 <= x <= x + w <= width + 0.1
            assert -0.1 <= y <= y + h <= height + 0.1


def test_labels_are_never_markup() -> None:
    drawn = figure(bars(), REPORT)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_an_empty_cell_is_empty_and_a_dark_one_has_light_letters() -> None:
    drawn = figure(heat(), REPORT)
    assert drawn.count("<rect") == 6 + 5 + 4 + 3
    assert 'class="on-dark"' in drawn


@pytest.mark.parametrize("empty", [Bars(), Funnel(), Intervals(), Lines(), Heat(), Days()])
def test_nothing_draws_nothing(empty: Chart) -> None:
    assert figure(empty, REPORT) == ""


def test_a_bar_below_zero_reaches_to_the_left() -> None:
    drawn = figure(Bars(marks=(Mark(label="a", value=-2.0), Mark(label="b", value=4.0))), REPORT)
    boxes = list(ET.fromstring(drawn).iter("rect"))[:2]
    (left, right) = (float(box.attrib["x"]) for box in boxes)
    assert left < right


def test_each_day_has_a_sheet_and_an_empty_one_says_so() -> None:
    sunday, monday, tuesday = ET.fromstring(figure(days(), REPORT)).findall("./ol/li")
    assert [slip.attrib["class"] for slip in sunday.iter("li")][1:] == ["festival", "campaign", "flow", "warning"]
    assert "closed" in monday.attrib["class"]
    assert "".join(tuesday.itertext()).split() == ["Tue", "11-10", "nothing"]
    assert "<script>" not in figure(days(), REPORT)
