"""The HTML page in a real browser: it renders, sorts, prints, and fetches nothing."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from mactl.core.model.chart import Days
from mactl.core.model.report import Column, Report, Table
from mactl.terminal import formats
from tests.terminal.charts.samples import CHARTS, every_chart
from tests.terminal.samples import every_unit

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PRESS = """
<script>
const button = document.querySelectorAll("th button")[1];
button.click(); button.click();
document.title = [...document.querySelectorAll("table")[0].tBodies[0].rows].map(row => row.cells[0].dataset.v).join("|")
  + " bars:" + document.querySelectorAll("svg .fill").length
  + " fetched:" + performance.getEntriesByType("resource").length
  + " wide:" + (document.documentElement.scrollWidth > window.innerWidth);
</script>
"""


MEASURE = """
<script>
const shown = [...document.querySelectorAll("figure svg")].filter(svg => svg.getBoundingClientRect().width);
const spilling = shown.flatMap(svg => [...svg.querySelectorAll("text")].filter(text => {
  const frame = svg.getBoundingClientRect(), own = text.getBoundingClientRect();
  return own.left < frame.left - 3 || own.right > frame.right + 3;
}));
document.title = shown.length + " spilling:" + spilling.map(text => text.textContent).join("|")
  + " fetched:" + performance.getEntriesByType("resource").filter(each => !each.name.startsWith("data:")).length
  + " wide:" + (document.documentElement.scrollWidth > window.innerWidth);
</script>
"""


HIDDEN = """
<script>
document.title = [...document.querySelectorAll(".scroll")].filter(one => one.scrollWidth > one.clientWidth).length
  + " hidden wide:" + (document.documentElement.scrollWidth > window.innerWidth);
</script>
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    if BROWSER is None:
        pytest.skip("SKIPPED LOUDLY: no chromium here; apt-get install chromium to look at the page")
    answer = formats.load("html").render(every_unit())
    assert isinstance(answer, str)
    path = tmp_path / "report.html"
    path.write_text(answer.replace("</body>", PRESS + "</body>"), "utf-8")
    return path


def browse(page: Path, *words: str) -> str:
    assert BROWSER is not None
    command = [BROWSER, *FLAGS, f"--user-data-dir={page.parent / 'profile'}", *words, page.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=120, check=True)
    return done.stdout.decode("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_sorts_and_fetches_nothing(page: Path, width: int) -> None:
    found = browse(page, f"--window-size={width},900", "--dump-dom")
    title = found.split("<title>")[1].split("</title>")[0]
    assert title == "新品推广|Welcome| bars:3 fetched:0 wide:false"


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_charts_stay_inside_their_frames(tmp_path: Path, width: int) -> None:
    if BROWSER is None:
        pytest.skip("SKIPPED LOUDLY: no chromium here; apt-get install chromium to look at the page")
    answer = formats.load("html").render(every_chart())
    assert isinstance(answer, str)
    path = tmp_path / "charts.html"
    path.write_text(answer.replace("</body>", MEASURE + "</body>"), "utf-8")
    found = browse(path, f"--window-size={width},900", "--dump-dom")
    title = found.split("<title>")[1].split("</title>")[0]
    drawn = [chart for chart in CHARTS if not isinstance(chart, Days)]  # days are no picture
    assert title == f"{len(drawn)} spilling: fetched:0 wide:false"


@pytest.mark.slow
def test_a_funnel_shows_all_its_columns_on_a_phone(tmp_path: Path) -> None:
    if BROWSER is None:
        pytest.skip("SKIPPED LOUDLY: no chromium here; apt-get install chromium to look at the page")
    columns = (
        Column(key="step", title="Step"), Column(key="people", title="People", unit="count", bar=True),
        Column(key="rate", title="Rate", unit="rate"), Column(key="base", title="Base"),
    )  # fmt: skip
    rows = (("Delivered", 429, 1.0, "of the audience"), ("Converted", 15, 0.035, "of delivered"))
    answer = formats.load("html").render(Report(tables=(Table(title="Funnel", columns=columns, rows=rows),)))
    assert isinstance(answer, str)
    path = tmp_path / "funnel.html"
    path.write_text(answer.replace("</body>", HIDDEN + "</body>"), "utf-8")
    found = browse(path, "--window-size=390,900", "--dump-dom")
    assert found.split("<title>")[1].split("</title>")[0] == "0 hidden wide:false"


@pytest.mark.slow
def test_the_page_is_drawn_and_printed(page: Path) -> None:
    browse(page, f"--screenshot={page.parent / 'page.png'}", "--window-size=1280,900")
    browse(page, f"--print-to-pdf={page.parent / 'page.pdf'}")
    assert (page.parent / "page.png").read_bytes()[:4] == b"\x89PNG"
    assert (page.parent / "page.pdf").read_bytes()[:4] == b"%PDF"
