import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.numbers import money, number, whole
from mactl.errors import MactlError


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12.5", "12.5"),
        ("-5", "-5"),
        ("1,299", "1299"),
        ("1,299,000.50", "1299000.50"),
        ("1 299", "1299"),
        ("１，２９９．５", "1299.5"),
        ("1.38E+10", "13800000000"),
        ("1.2万", "12000"),
        ("3亿", "300000000"),
        ("12%", "0.12"),
        ("(35)", "-35"),
        ("(1,299.00)", "-1299"),
        (".5", "0.5"),
        ("3.", "3"),
        (" 7\u3000", "7"),
        ("−7", "-7"),
        (0.1, "0.1"),
        (13800000000.0, "13800000000"),
        (7, "7"),
    ],
)
def test_numbers_are_read_as_they_are_meant(written: object, meant: str) -> None:
    assert number(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["", "abc", "nan", "inf", "1e999", "--5", "1.2.3", "12%%", "千", "((5))", "1.2w"])
def test_what_is_no_number_is_named(written: str) -> None:
    with pytest.raises(MactlError, match="is not a number"):
        number(written)


@pytest.mark.parametrize("written", [True, None, float("nan"), float("inf"), [1], {}])
def test_other_values_are_no_numbers(written: object) -> None:
    with pytest.raises(MactlError):
        number(written)


@pytest.mark.parametrize("written", ["1,29", "1.299,00", "1,2345"])
def test_a_number_of_two_readings_is_refused_with_both(written: str) -> None:
    with pytest.raises(MactlError) as caught:
        number(written)
    assert "two ways" in caught.value.hint or "1,299" in caught.value.hint


def test_whole_numbers() -> None:
    assert whole("13800000000.0") == 13800000000
    assert whole(3) == 3
    with pytest.raises(MactlError, match="whole number"):
        whole("1.5")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("¥1,299.00", "1299"),
        ("1,299元", "1299"),
        ("￥１２", "12"),
        ("CNY 5", "5"),
        ("5 rmb", "5"),
        ("-¥5", "-5"),
        ("1.2万元", "12000"),
        (5.5, "5.5"),
        ("5", "5"),
    ],
)
def test_amounts_carry_their_sign(written: object, meant: str) -> None:
    assert money(written, "CNY") == Decimal(meant)


@pytest.mark.parametrize("written", ["$5", "USD 5", "5 EUR", "£5"])
def test_an_amount_of_another_currency_is_refused(written: str) -> None:
    with pytest.raises(MactlError, match="not an amount in CNY"):
        money(written, "CNY")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12))
def test_what_is_written_with_thousands_is_read_back(value: Decimal) -> None:
    assert number(f"{value:,}") == value
    assert money(f"¥{value:,}", "CNY") == value


@given(st.one_of(st.text(), st.floats(), st.none(), st.booleans(), st.integers()))
def test_any_value_is_a_number_or_a_named_fault(value: object) -> None:
    for read in (number, lambda v: money(v, "CNY"), whole):
        with contextlib.suppress(MactlError):
            assert read(value) is not None
