"""Each format, whole, in both languages; customers' data is nowhere executed."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from mactl import i18n, registry
from mactl.core.model.report import Report
from mactl.errors import MactlError, UsageError
from mactl.terminal import formats
from mactl.terminal.formats import pdf
from tests.terminal.samples import every_unit

MARKDOWN = """\
# Report 报告

> **sandbox: nothing left this machine**

One & two.

## 各种单位

| 名称 | 人数 | 收入 | 占比 | 倍数 | 时间 | 日期 | 用时 |
| --- | ---: | ---: | ---: | ---: | --- | --- | ---: |
{rows}
| – | – | – | – | – | – | – | – |

人数去重

## \\[hostile\\] \\*text\\*

| Said | n |
| --- | ---: |
| =cmd\\|' /C calc'!A0 | 1 |
| \\<script\\>alert(1)\\</script\\>\\|\\`x\\` | 2 |
| a b c \\[31m | 3 |
| -5 | 4 |
"""
ENGLISH = """\
| 新品推广 | 21,307 | ¥1,234,567.50 | 18.3% | 1.5 | 2026-03-02 14:10 | 2026-03-02 | 1 min 30 s |
| Welcome | 7 | −¥12.00 | 1.25% | 2 | 2026-03-02 14:10 | 2026-03-02 | 5 s |"""
CHINESE = """\
| 新品推广 | 21,307 | ¥123.46万 | 18.3% | 1.5 | 2026年3月2日 14:10 | 2026年3月2日 | 1 分钟 30 秒 |
| Welcome | 7 | −¥12.00 | 1.25% | 2 | 2026年3月2日 14:10 | 2026年3月2日 | 5 秒 |"""


def text(name: str, report: Report | None = None) -> str:
    answer = formats.load(name).render(report or every_unit())
    assert isinstance(answer, str)
    return answer


@pytest.mark.parametrize(("language", "rows"), [("en", ENGLISH), ("zh", CHINESE)])
def test_markdown(language: str, rows: str) -> None:
    i18n.use(language)
    assert text("md") == MARKDOWN.format(rows=rows)


def test_csv_keeps_numbers_whole_and_disarms_formulas() -> None:
    assert text("csv") == (
        "name,people,revenue,rate,lift,at,day,took\r\n"
        "新品推广,21307,1234567.5,0.183,1.5,2026-03-02T14:10:00+08:00,2026-03-02,90000\r\n"
        "Welcome,7,-12,0.0125,2,2026-03-02T14:10:00+08:00,2026-03-02,5000\r\n"
        ",,,,,,,\r\n"
        "\r\n"
        "said,n\r\n"
        "'=cmd|' /C calc'!A0,1\r\n"
        "<script>alert(1)</script>|`x`,2\r\n"
        '"a\tb\nc\x1b[31m",3\r\n'
        "-5,4\r\n"
    )


def test_a_pipe_gets_one_line_a_row_and_one_tab_a_column() -> None:
    lines = text("tsv").splitlines()
    assert lines[0].split("\t") == ["name", "people", "revenue", "rate", "lift", "at", "day", "took"]
    assert lines[5:] == [
        "said\tn",
        "=cmd|' /C calc'!A0\t1",
        "<script>alert(1)</script>|`x`\t2",
        "a b c [31m\t3",
        "-5\t4",
    ]


def test_json_without_a_document_is_made_of_the_tables() -> None:
    rows = json.loads(text("json"))["tables"][0]
    assert rows[1] == {
        "name": "Welcome", "people": 7, "revenue": -12, "rate": 0.0125, "lift": 2,
        "at": "2026-03-02T14:10:00+08:00", "day": "2026-03-02", "took": 5000,
    }  # fmt: skip


def test_a_document_is_shown_as_it_is() -> None:
    assert text("json", Report(document={"活动": [1, None]})) == '{\n  "活动": [\n    1,\n    null\n  ]\n}\n'


@pytest.mark.parametrize(("language", "about"), [("en", "About"), ("zh", "说明")])
def test_excel_has_real_numbers_and_dates_and_no_formula(language: str, about: str) -> None:
    i18n.use(language)
    answer = formats.load("xlsx").render(every_unit())
    assert isinstance(answer, bytes)
    book = openpyxl.load_workbook(io.BytesIO(answer))
    assert book.sheetnames == [about, "各种单位", "hostile   text"]
    sheet = book["各种单位"]
    assert [cell.value for cell in sheet[1]] == ["名称", "人数", "收入", "占比", "倍数", "时间", "日期", "用时"]
    assert [cell.value for cell in sheet[2]][1:7] == [
        21_307, 1234567.5, 0.183, 1.5, datetime.fromisoformat("2026-03-02T14:10"), datetime.fromisoformat("2026-03-02"),
    ]  # fmt: skip
    assert {cell.data_type for row in book["hostile   text"].iter_rows() for cell in row} == {"s", "n"}
    assert book["hostile   text"]["A2"].value == "=cmd|' /C calc'!A0"


class Page(HTMLParser):
    """Collects what a page would fetch and run."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.fetched += [f"{tag} {name}" for name, _value in attrs if name in {"src", "href", "action", "srcset"}]


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("zh", "zh-CN")])
def test_html_is_one_page_that_fetches_nothing(language: str, lang: str) -> None:
    i18n.use(language)
    answer = text("html")
    page = Page()
    page.feed(answer)
    assert (page.fetched, page.scripts) == ([], 1)
    assert not re.search(r"url\(|@import|https?:", answer)
    assert f'<html lang="{lang}">' in answer
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer
    assert "$" not in re.sub(r"<style>.*?</style>|<script>.*?</script>", "", answer, flags=re.DOTALL)


def test_amounts_shares_and_dates_of_a_sentence_are_not_broken_between_lines() -> None:
    said = "It added 7 (95 %: −¥2,749.00 to ¥5,697.00) by 2026-11-26 10:00 & <b>."
    page = formats.load("html").render(Report(sentences=(said,)))
    assert isinstance(page, str)
    kept = re.findall('<span class="k">([^<]*)</span>', page)
    assert kept == ["95 %", "−¥2,749.00", "¥5,697.00", "2026-11-26 10:00"]
    assert "&amp; &lt;b&gt;." in page


def test_without_a_browser_pdf_says_how_to_come_by_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MactlError) as told:
        formats.load("pdf").render(Report())
    assert "apt install chromium" in told.value.hint


@pytest.mark.slow
def test_pdf_is_printed_by_an_installed_browser() -> None:
    if pdf.find() is None:
        pytest.skip("SKIPPED LOUDLY: no chromium here; apt-get install chromium to print")
    answer = formats.load("pdf").render(every_unit())
    assert isinstance(answer, bytes)
    assert answer.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("path", "name"), [("a.html", "html"), ("a.HTM", "html"), ("报告.xlsx", "xlsx"), ("a.md", "md"), ("a.txt", "table")]
)
def test_a_files_ending_asks_for_a_format(path: str, name: str) -> None:
    assert formats.of_file(Path(path)) == name


def test_an_ending_that_says_nothing_is_a_usage_error() -> None:
    with pytest.raises(UsageError) as told:
        formats.of_file(Path("report.docx"))
    assert told.value.message == "report.docx does not say in which format"
    assert ".html" in told.value.hint


@pytest.mark.parametrize("name", registry.names("mactl.terminal.formats"))
def test_every_format_stands_a_report_of_nothing(name: str) -> None:
    if name in {"mermaid", "svg"}:
        with pytest.raises(UsageError, match="no picture"):
            formats.load(name).render(Report())
    elif name != "pdf":
        formats.load(name).render(Report())
