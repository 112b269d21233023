import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.phones import e164, rounded
from mactl.errors import MactlError


@pytest.mark.parametrize(
    "written",
    [
        "+8613800000000",
        "13800000000",
        "8613800000000",
        "008613800000000",
        "+86 138-0000-0000",
        "138 0000 0000",
        "００８６１３８００００００００",
        "１３８００００００００",
        "1.38E+10",
        "13800000000.0",
        13800000000.0,
        13800000000,
        "(+86)13800000000",
        "\u202a+8613800000000\u202c",
        "'13800000000".lstrip("'"),
    ],
)
def test_a_mainland_mobile_in_every_spelling(written: object) -> None:
    assert e164(written) == "+8613800000000"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("+14155552671", "+14155552671"),
        ("+44 20 7946 0958", "+442079460958"),
        ("021-62345678", "+862162345678"),
        ("00852 2345 6789", "+85223456789"),
    ],
)
def test_other_countries_and_landlines(written: str, meant: str) -> None:
    assert e164(written) == meant


def test_numbers_without_country_belong_to_the_region() -> None:
    assert e164("415 555 2671", region="US") == "+14155552671"


@pytest.mark.parametrize("written", ["138****0000", "138＊＊＊＊0000", "138xxxx0000", "138••••0000"])
def test_masked_numbers_are_refused_by_name(written: str) -> None:
    with pytest.raises(MactlError, match="masked"):
        e164(written)


@pytest.mark.parametrize(
    "written", ["", "abc", "1380000000", "+8612", "138000000000000000", None, True, 1.5, [], "9" * 9999]
)
def test_what_is_no_phone_is_named(written: object) -> None:
    with pytest.raises(MactlError, match="is not a phone number") as caught:
        e164(written)
    assert caught.value.hint
    assert len(caught.value.message) < 120


def test_a_text_whose_digits_a_spreadsheet_dropped_is_known() -> None:
    assert rounded("1.38E+10")
    assert not rounded("13800000000")
    assert not rounded(13800000000.0)
    assert not rounded("1.3812345678E+10")


@given(st.one_of(st.text(), st.floats(), st.integers(), st.text("0123456789+-*() १४５")))
def test_any_value_gives_e164_or_a_named_fault(value: object) -> None:
    try:
        found = e164(value)
    except MactlError:
        return
    assert found.startswith("+")
    assert found.isascii()
    assert found[1:].isdigit()
    assert e164(found) == found
