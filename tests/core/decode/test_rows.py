import contextlib
import csv
import io
import json
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mactl.core.decode.faults import Fault
from mactl.core.decode.row import Row
from mactl.core.decode.rows import batches, rows
from mactl.core.decode.widths import seen
from mactl.errors import MactlError

ROWS = st.lists(
    st.dictionaries(
        st.text(max_size=5),
        st.none()
        | st.integers(-99, 99)
        | st.text()
        | st.lists(st.dictionaries(st.text(max_size=3), st.integers()), max_size=3),
        max_size=4,
    )
)


def read(data: bytes, name: str) -> tuple[list[Row], list[Fault]]:
    """Return rows and faults; whoever asks for columns is told the same."""
    refused, told = list[Fault](), list[Fault]()
    found = list(rows(io.BytesIO(data), name, refused.append))
    cut = batches(io.BytesIO(data), name, told.append, columns=True)
    assert [row for batch in cut for row in zip(batch.numbers, batch.rows, strict=True)] == found
    assert told == refused
    return found, refused


def people(count: int) -> list[dict[str, object]]:
    tokens = [{"token": "a"}, {"token": "b"}]
    return [{"id": f"c{n}", "name": "王小明", "tags": ["母婴"], "push_tokens": tokens} for n in range(count)]


@pytest.mark.parametrize(("indent", "separators"), [(None, (",", ":")), (None, None), (2, None)])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_long_list_comes_back_whole_in_any_spelling(
    indent: int | None, separators: tuple[str, str] | None, encoding: str
) -> None:
    wanted = people(3000)
    data = json.dumps(wanted, indent=indent, separators=separators, ensure_ascii=False).encode(encoding)
    assert read(data, "customers.json") == (list(enumerate(wanted, 1)), [])


@given(ROWS, st.sampled_from([None, 0, 2]))
def test_lists_and_lines_come_back_as_they_were_written(wanted: list[dict[str, object]], indent: int | None) -> None:
    assert read(json.dumps(wanted, indent=indent).encode(), "a.json")[0] == list(enumerate(wanted, 1))
    lines = "\n".join(json.dumps(row) for row in wanted)
    assert read(lines.encode(), "a.jsonl")[0] == list(enumerate(wanted, 1))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda text: text[:-20], "the file ends inside"),
        (lambda text: text.replace('"c2500", ', '"c2500"， '), r"row 2501: a full-width “，”"),
        (lambda text: text.replace('"id": "c2500"', '"id": "c2500", "id": "x"'), r"row 2501: the key “id” stands"),
        (lambda text: text.replace('"id": "c2500"', '"id": NaN'), r"row 2501: NaN"),
        (lambda text: text.replace('"id": "c2500"', '"id": ' + "[" * 10_000), r"row 2501: nested"),
        (lambda text: text.replace('{"id": "c2500"', '{"id": "c2500', 1), r"row 2501"),
        (lambda text: text + "x", "after the end"),
        (lambda text: text[:-1] + ",]", "comma after the last row"),
        (lambda text: text.replace("},\n", "}\n", 1), "row 1|row 2: a comma is missing"),
    ],
)
def test_a_spoilt_list_is_named_with_its_row_and_line(spoil: object, words: str) -> None:
    text = "[" + ",\n".join(json.dumps(row) for row in people(3000)) + "]"
    with pytest.raises(MactlError, match=words) as caught:
        read(spoil(text).encode(), "customers.json")  # type: ignore[operator]
    if "2501" in words:
        assert "customers.json:2501" in caught.value.message


def test_rows_before_a_fault_are_given_out() -> None:
    data = ("[" + ",".join(json.dumps(row) for row in people(3000)))[:-5].encode()
    seen: list[int] = []
    with pytest.raises(MactlError, match="row 3000"):
        seen.extend(number for number, _fields in rows(io.BytesIO(data), "a.json"))
    assert len(seen) > 2500


def test_what_is_no_object_is_refused_alone() -> None:
    good, refused = read(b'[{"a": 1}, 5, {"b": 2}]', "a.json")
    assert good == [(1, {"a": 1}), (3, {"b": 2})]
    assert "row 2 is not an object: 5" in refused[0].message
    good, refused = read(b'{"a": 1}\n[]\n{"a": 1, "a": 2}\n{"b"\xef\xbc\x9a 2}\n\n{"c": 3}\n', "a.jsonl")
    assert good == [(1, {"a": 1}), (6, {"c": 3})]
    assert [fault.line for fault in refused] == [2, 3, 4]


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
@pytest.mark.parametrize("spoilt", ['{"a": 1, "a": "\\u003a"}', '{"a": 1, "a": 2, "b" : 3}', '{"a": {"b": 1, "b": 2}}'])
def test_a_key_that_stands_twice_is_seen_in_any_spelling(name: str, spoilt: str) -> None:
    rest = ['{"a": "x: y", "b": [{"c": "\\":"}]}'] * 500
    lines = [*rest, spoilt, *rest]
    data = f"[{','.join(lines)}]" if name == "a.json" else "\n".join(lines)
    if name == "a.json":
        with pytest.raises(MactlError, match="row 501: the key"):
            read(data.encode(), name)
    else:
        good, refused = read(data.encode(), name)
        assert (len(good), [fault.line for fault in refused]) == (1000, [501])


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_bytes_that_are_no_text_are_named_with_their_line(name: str) -> None:
    lines = [f'{{"id": "c{number}", "name": "王"}}' for number in range(9000)]
    text = "[" + ",\n".join(lines) + "]" if name == "a.json" else "\n".join(lines)
    with pytest.raises(MactlError, match=rf"{name}:8001.* not UTF-8"):
        read(text.encode().replace(b"c8000", b"c\xff000"), name)


@pytest.mark.parametrize("digits", [18, 19, 20, 40])
@pytest.mark.parametrize("offset", range(4))
def test_long_whole_numbers_keep_their_digits_wherever_they_stand(digits: int, offset: int) -> None:
    number = int("9" * digits)
    data = f'[{{"{"x" * offset}": {number}}}, {{"b": 1}}, {{"c": {number}}}]'.encode()
    assert read(data, "a.json")[0] == [(1, {"x" * offset: number}), (2, {"b": 1}), (3, {"c": number})]


def test_whole_numbers_of_any_length_keep_their_digits() -> None:
    data = b'[{"id": 9007199254740993}, {"id": 123456789012345678901}]'
    assert [row["id"] for _number, row in read(data, "a.json")[0]] == [9007199254740993, 123456789012345678901]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.json", b"", "empty"),
        ("a.json", b'{"customers": []}', "not a list"),
        ("a.json", b"5", "not a list"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n", "empty"),
        ("a.csv", "姓名,城市,姓名\n".encode(), "“姓名” stands twice"),
        ("a.csv", "邮箱，姓名\na@x.com，王\n".encode(), "full-width “，”"),
        ("a.csv", b"a@x.com\nb@x.com\n", "holds values (“a@x.com”) instead of the names"),
        ("a.csv", "王梅,13800000001\n".encode(), "“13800000001”"),
        ("a.csv", b'a,b\n1,"2\n' + b"x" * 2_000_000, "never closed|cannot be read"),
        ("a.xlsx", b"PK\x03\x04nonsense", "not a workbook"),
        ("a.xlsx", b"a,b", "not an Excel workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
    ],
)
def test_files_that_are_no_tables_are_named(name: str, data: bytes, words: str) -> None:
    with pytest.raises(MactlError) as caught:
        read(data, name)
    assert any(word in caught.value.message + caught.value.hint for word in words.split("|"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_tables_of_any_delimiter_and_encoding(delimiter: str, encoding: str) -> None:
    lines = [
        ["姓名 ", "手机号", "备注"],
        ["王小明", " 13800000000", '"第一行\n第二行"'],
        ["", "", ""],
        ["李雷", "", "好"],
    ]
    data = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    assert read(data, "a.csv")[0] == [
        (2, {"姓名": "王小明", "手机号": "13800000000", "备注": "第一行\n第二行"}),
        (4, {"姓名": "李雷", "备注": "好"}),
    ]


CELLS = st.sampled_from(
    ["王小明", "a", "a|b", "|", " a", "a ", "", " ", "\u200ba", "\u3000", "x\ny", "0", "'=1", "\u00a0"]
)


USUAL = st.sampled_from(["王小明", "a|b", "0", ""])
TABLES = st.one_of(
    st.lists(st.lists(USUAL, min_size=3, max_size=3), max_size=5),
    st.lists(st.lists(USUAL | CELLS, min_size=3, max_size=3), max_size=2),
    st.lists(st.lists(CELLS, max_size=4), max_size=5),
)


@given(TABLES, st.sampled_from([["一", "b", "c"], ["一", "", "c"]]))
@example([[" a", "b", "c"]], ["一", "b", "c"])
@example([["a", "b ", "c"]], ["一", "b", "c"])
@example([["a", "\u200bb", "c"]], ["一", "b", "c"])
@example([["", "b", "c"], ["", "", ""]], ["一", "b", "c"])
def test_a_table_says_what_its_cells_say_read_one_by_one(table: list[list[str]], names: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([names, *table])
    wanted = []
    for number, row in enumerate(table, 2):
        if any(cell.strip() for cell in row[3:]):
            continue  # refused
        if fields := {name: seen(cell) for name, cell in zip(names, row, strict=False) if name and seen(cell)}:
            wanted.append((number, fields))
    good, refused = read(text.getvalue().encode(), "a.csv")
    assert good == wanted
    assert [fault.line for fault in refused] == [
        number for number, row in enumerate(table, 2) if any(cell.strip() for cell in row[3:])
    ]


def test_a_row_wider_than_its_heading_is_refused_alone() -> None:
    _good, refused = read("地址\n上海,浦东\n".encode(), "a.csv")
    assert "The only column is “地址”" in refused[0].hint
    good, refused = read(b"a,b\n1,2\n1,2,3\n4,5,\n", "a.csv")
    assert good == [(2, {"a": "1", "b": "2"}), (4, {"a": "4", "b": "5"})]
    assert refused[0].line == 3


def test_a_long_table_is_read_over_the_sample_s_end() -> None:
    data = "id,名\n" + "".join(f'{n},"王\n{n}"\n' for n in range(20_000))
    good, _refused = read(data.encode("gbk"), "a.csv")
    assert len(good) == 20_000
    assert good[-1][1] == {"id": "19999", "名": "王\n19999"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("offset", range(-3, 4))
def test_the_sample_may_end_where_a_line_does(end: str, offset: int) -> None:
    lines = [f"c{number:06},{'x' * 20}" for number in range(4000)]
    whole = "id,name" + end + end.join(lines) + end
    line = whole.rindex(end, 0, (1 << 16) - 30) + len(end)  # where the line begins that is made to end there
    number = whole[:line].count(end) - 1
    lines[number] = lines[number].ljust((1 << 16) + offset - len(end) - line, "y")
    found, faults = read(("id,name" + end + end.join(lines) + end).encode(), "a.csv")
    assert [f"{row['id']},{row['name']}" for _number, row in found] == lines
    assert faults == []


def test_a_line_without_end_is_named() -> None:
    data = b"id,name\nc1," + b"ab," * 2_000_000
    with pytest.raises(MactlError, match="near line"):
        read(data, "a.csv")


def test_workbooks_keep_numbers_and_spell_dates() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        [],
        ["姓名", "手机", "注册", None],
        ["王小明", 1.38e10, datetime(2026, 3, 2, 14, 10, tzinfo=UTC).replace(tzinfo=None)],
        [],
        ["李雷", "#N/A"],
        ["韩", 5],
    ):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    good, refused = read(data.getvalue(), "a.xlsx")
    assert good[0][1] == {"姓名": "王小明", "手机": 1.38e10, "注册": "2026-03-02T14:10:00"}
    assert good[1][1] == {"姓名": "韩", "手机": 5}
    assert "#N/A" in refused[0].message


@given(st.binary(), st.sampled_from(["a.json", "a.jsonl", "a.csv", "a.xlsx", "a"]))
def test_any_bytes_give_rows_or_a_named_fault(data: bytes, name: str) -> None:
    with contextlib.suppress(MactlError):
        read(data, name)


@given(st.text('{}[],:"\\1ab\n ，'), st.sampled_from(["a.json", "a.jsonl", "a.csv"]))
def test_any_text_gives_rows_or_a_named_fault(text: str, name: str) -> None:
    with contextlib.suppress(MactlError):
        read(text.encode(), name)
