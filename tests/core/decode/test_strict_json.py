import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.json_walk import scan
from mactl.core.decode.strict_json import faults, loads, read
from mactl.errors import MactlError

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{"a"：1}', "1:5", "full-width “：”"),
        ('{"a": 1，"b": 2}', "1:8", "full-width “，”"),
        ('{"a": “x”}', "1:7", "“ is not a JSON quote"),
        ('{"a”: 1}', "1:4", "full-width quote"),
        ("{'a': 1}", "1:2", "' is not a JSON quote"),
        ("[1,\n 2,]", "2:3", "comma after the last element"),
        ("[1,,2]", "1:4", "one comma too many"),
        ('{"a": 1,\n "a": 2}', "2:2", "the key “a” stands here and on line 1"),
        ("[NaN]", "1:2", "NaN is not JSON"),
        ("[-Infinity]", "1:2", "-Infinity is not JSON"),
        ("[True]", "1:2", "True is not JSON"),
        ("[1 // one\n]", "1:4", "no comments"),
        ('[{"a": [1', "1:10", "the file ends inside the “[” of line 1"),
        ('{"a": ', "1:7", "ends where a value should stand"),
        ("[99999999999999999999]", "1:2", "too large"),
        ("[" + "9" * 5000 + "]", "1:2", "too large"),
        ("[1e999]", "1:2", "too large"),
        ("[" * 100_000, "1:101", "nested more than 100 deep"),
        ("[01]", "1:2", "01 is not a JSON number"),
        ("{a: 1}", "1:2", "text without quotes: a"),
        ('{"a" 1}', "1:6", "a colon is missing"),
        ('{"a" = 1}', "1:6", "= between a key"),
        ('{"a": 1 "b": 2}', "1:8", "a comma is missing"),
        (r'["C:\x"]', "1:5", "not a JSON escape"),
        ('["a\tb"]', "1:2", "control character"),
        ('["a\n"]', "1:2", "not closed on its line"),
        ("", "1:1", "the file is empty"),
        ("[] []", "1:4", "after the end"),
        ('{"a": 1]', "1:8", "the wrong closing bracket"),
        ("[\u00a01]", "1:2", "U+00A0"),
        ("{{}}", "1:2", "has no meaning here"),
    ],
)
def test_each_fault_is_named_where_it_stands(text: str, place: str, words: str) -> None:
    with pytest.raises(MactlError) as caught:
        loads(text, "f.json")
    first = faults(text, "f.json")[0]
    assert f"{first.line}:{first.column}" == place
    assert words in first.message
    assert first.hint
    assert words in caught.value.message


def test_all_faults_of_a_file_are_named_at_once() -> None:
    text = '[\n {"name"："新品"，"channels": ["email",]},\n {"name": ‘旧品’, "name": 1}\n]'
    assert [fault.line for fault in faults(text)] == [2, 2, 2, 3, 3]


def test_chinese_quotes_inside_text_are_text() -> None:
    assert loads('["他说“好”，然后：走"]') == ["他说“好”，然后：走"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("[]".encode("utf-8-sig"), "byte order mark"),
        ('["上海"]'.encode("gbk"), "GBK"),
        ("[]".encode("utf-16"), "UTF-16"),
        (b'["\xff\xfe\xfd"]', "not UTF-8 text"),
    ],
)
def test_a_wrong_encoding_is_named(data: bytes, words: str) -> None:
    with pytest.raises(MactlError, match=words) as caught:
        read(data, "f.json")
    assert "UTF-8" in caught.value.hint


def test_lines_of_values_are_found_for_faults_of_meaning() -> None:
    document = read(b'[\n {"name": "a"},\n {"name": "b",\n  "channels": ["x",\n "y"]}\n]', "f.json")
    assert document.line((1, "channels", 1)) == 5
    assert document.line((1, "audience")) == 3
    assert document.line(()) == 1
    assert document.fault((0, "name"), "odd").place() == "f.json:2 [0].name"


@given(JSON)
def test_good_json_is_read_and_has_no_faults(value: object) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False, indent=1)):
        assert loads(text) == value
        assert not scan(text).faults


@given(JSON, st.data())
def test_every_value_has_a_place(value: object, data: st.DataObject) -> None:
    text = json.dumps(value)
    places = scan(text).places
    path = data.draw(st.sampled_from(sorted(places, key=str)))
    found = value
    for key in path:
        found = found[key]  # type: ignore[index]
    assert json.JSONDecoder().raw_decode(text, places[path])[0] == found


@given(st.text("{}[],:\"\\'“”，：1aeN.-\n tu/"))
def test_no_text_breaks_the_readers(text: str) -> None:
    with contextlib.suppress(MactlError):
        loads(text)
        return
    assert faults(text), text


@given(st.binary())
def test_any_bytes_are_a_document_or_a_named_fault(data: bytes) -> None:
    with contextlib.suppress(MactlError):
        read(data)
