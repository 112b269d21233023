import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.emails import COLUMN, email
from mactl.errors import MactlError

# The common shape as the standards spell it, with every way left open that a match may be tried.
COMMON = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}").fullmatch
PARTS = st.sampled_from(["a", "9", "-", "_", ".", "@", "com", "b-c", "b.", "x" * 61, "y" * 63, "z" * 64, "\n"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mei@example.com", "mei@example.com"),
        ("Mei@EXAMPLE.Com", "mei@example.com"),
        ("mei＠example.com", "mei@example.com"),
        (" mei@example.com\u3000", "mei@example.com"),
        ("mei@例子.中国", "mei@xn--fsqu00a.xn--fiqs8s"),
        ("mei@example。com", "mei@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("王@example.com", "王@example.com"),
        ("shop@foo.test", "shop@foo.test"),
        ("\ufeffmei@example.com", "mei@example.com"),
    ],
)
def test_addresses_are_normalised(written: str, meant: str) -> None:
    assert email(written) == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("mei", "name@domain"),
        ("a@b", "name@domain"),
        ("a..b@example.com", "name@domain"),
        ("a,b@example.com", "several"),
        ("a@b.com;c@d.com", "several"),
        ("m**@example.com", "masked"),
        ("a\r\nBcc: x@example.com", "control"),
        ("x" * 65 + "@example.com", "64"),
        (5, "text"),
        (None, "text"),
        ("", "name@domain"),
    ],
)
def test_what_is_no_address_is_named_with_its_reason(written: object, reason: str) -> None:
    with pytest.raises(MactlError, match="is not an e-mail address") as caught:
        email(written)
    assert reason in caught.value.hint
    assert "\n" not in caught.value.message


@given(st.one_of(st.text(), st.emails(), st.integers()))
def test_any_value_gives_one_address_or_a_named_fault(value: object) -> None:
    try:
        found = email(value)
    except MactlError:
        return
    assert found.count("@") >= 1
    assert found.isprintable()
    assert email(found) == found


@given(
    st.lists(PARTS, max_size=8).map("".join) | st.lists(PARTS, max_size=6).map(lambda parts: f"a@{''.join(parts)}.de")
)
def test_a_column_of_usual_addresses_is_told_as_the_standards_spell_them(value: str) -> None:
    assert bool(COLUMN(f"b@c.de\n{value}\n")) is all(COMMON(line) for line in value.split("\n"))
