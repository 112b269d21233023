"""Tables on a terminal line up in both languages, fold text and never a number."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from mactl import i18n
from mactl.core.model.report import Column, Report, Table
from mactl.terminal import drawing
from mactl.terminal.charts.sketch import letters
from tests.terminal.samples import every_unit


def drawn(report: Report, width: int, *, terminal: bool = False) -> list[str]:
    out = io.StringIO()
    drawing.draw(report, Console(file=out, width=width, highlight=False, color_system=None, force_terminal=terminal))
    return [line.rstrip() for line in out.getvalue().splitlines()]


CAMPAIGNS = Report(
    tables=(
        Table(
            title="",
            columns=(
                Column(key="name", title="活动"),
                Column(key="sent", title="发送", unit="count", bar=True),
                Column(key="revenue", title="收入", unit="money"),
            ),
            rows=(("中秋礼盒预售（老客专享）", 21_307, Decimal("9961.5")), ("Welcome", 12, Decimal(0))),
        ),
    )
)


def test_chinese_and_latin_rows_line_up() -> None:
    assert drawn(CAMPAIGNS, 80) == [
        "",
        "活动                        发送       收入",
        "─" * 69,
        "中秋礼盒预售（老客专享）  21,307  ¥9,961.50  ████████████████████████",
        "Welcome                       12      ¥0.00",
    ]


def test_forty_columns_fold_the_name_and_keep_the_numbers() -> None:
    assert drawn(CAMPAIGNS, 40) == [
        "",
        "活动                     发送       收入",
        "─" * 40,
        "中秋礼盒预售（老客专   21,307  ¥9,961.50",
        "享）",
        "Welcome                    12      ¥0.00",
    ]


def test_a_terminal_too_narrow_for_a_table_shows_each_row_by_itself() -> None:
    assert drawn(CAMPAIGNS, 24) == [
        "",
        "活动  中秋礼盒预售（老客",
        "      专享）",
        "发送  21,307",
        "收入  ¥9,961.50",
        "",
        "活动  Welcome",
        "发送  12",
        "收入  ¥0.00",
        "",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_nothing_is_wider_than_the_terminal(width: int, language: str) -> None:
    i18n.use(language)
    assert max(cell_len(line) for line in drawn(every_unit(), width, terminal=True)) <= width


def test_a_customers_name_cannot_steer_the_terminal() -> None:
    assert not any("\x1b" in line or "\u202e" in line for line in drawn(every_unit(), 80))


@given(st.floats(0, 1), st.integers(1, 60))
def test_a_bar_is_as_long_as_its_share(share: float, width: int) -> None:
    assert share * width - 0.07 <= cell_len(letters.bar(share, width)) <= share * width + 1.07


def test_an_address_is_whole_and_a_short_chinese_word_too_where_a_sentence_can_fold() -> None:
    columns = tuple(Column(key=key, title=key) for key in ("state", "address", "reason"))
    said = [["草稿", "huang.zhixia1683@mail.example.com", "handed over, the answer was lost"]]
    state, address, reason = drawing.fit(columns, said, 60) or []
    assert (state, address) == (5, 33)
    assert 8 <= reason <= 18
    title = (Column(key="s", title="状态"), *columns[1:])
    assert (drawing.fit(title, said, 47) or [])[0] == 4, "broken sign by sign it cannot be read"


def _rows(keys: str, *rows: tuple[str, ...]) -> Report:
    columns = tuple(Column(key=key, title=key) for key in keys.split())
    return Report(tables=(Table(title="", columns=columns, rows=rows),))


def test_a_long_id_is_broken_at_its_joints_and_an_address_before_its_domain() -> None:
    ids = _rows("id goal", ("monthly_letter", "second order"))
    assert drawn(ids, 18)[3:] == ["monthly_  second", "letter    order"]
    address = _rows("e-mail phone", ("yxuan.1996@post.example.com", "+8613490006324"))
    assert drawn(address, 36)[3:] == ["yxuan.1996            +8613490006324", "@post.example.com"]


def test_a_telephone_number_is_never_cut_though_the_table_must_go_row_by_row() -> None:
    people = _rows("id name phone", ("c1996", "Oliver", "+8613490006324"))
    assert drawn(people, 28)[1:] == ["id     c1996", "name   Oliver", "phone  +8613490006324", ""]


def test_punctuation_closes_a_line_and_never_opens_one() -> None:
    said = _rows("to message", ("13800138000", "会员您好，店里上了新，欢迎来"))
    assert drawn(said, 29)[3:] == ["13800138000  会员您好，店里上", "             了新，欢迎来"]


def test_what_all_rows_say_gives_way_before_a_table_goes_row_by_row() -> None:
    imports = _rows(
        "number state file what nothing",
        ("1", "finished", "shop/kehu.csv", "customers", ""),
        ("2", "finished", "shop/more.csv", "customers", ""),
    )
    assert drawn(imports, 30)[1:] == [
        "state finished · what customers",
        "number  file",
        "─" * 21,
        "1       shop/kehu.csv",
        "2       shop/more.csv",
    ]


def test_a_token_does_not_fold_the_short_names_beside_it() -> None:
    fields = (Column(key="f", title="field"), Column(key="v", title="value"))
    said = [["member level", "x"], ["push token", "demo-na8EaQAzQwUfGrdQfbQ0SYuPXCSXK2QLj6CRvKp3na8EaQAzQw"]]
    assert (drawing.fit(fields, said, 60) or [])[0] == 12


def test_an_error_is_broken_between_words_and_set_in_as_it_was() -> None:
    out = io.StringIO()
    console = Console(file=out, width=24, color_system=None, force_terminal=True)
    drawing.say("two rows are wrong\n  2 × no number in the file", console, "error: ", "bold")
    assert out.getvalue().splitlines() == ["error: two rows are", "wrong", "  2 × no number in the", "  file"]


def test_a_numbers_title_stands_in_two_lines_and_not_in_one_of_each_word() -> None:
    columns = (Column(key="flow", title="Flow"), Column(key="weeks", title="weeks of the past", unit="count"))
    assert drawn(Report(tables=(Table(title="", columns=columns, rows=(("hello", 4),)),)), 60)[1:3] == [
        "       weeks of",
        "Flow   the past",
    ]
