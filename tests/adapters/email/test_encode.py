"""A woven text travels as any other text of the same letters."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from mactl.adapters.email._encode import BOUNDARY, encoded
from mactl.core.model.woven import MARK, Passage, Woven, reference, weave

LINES = st.lists(st.text("a字.=\r\x1b\0é-", max_size=6), min_size=1, max_size=5).map("\n".join)


@given(LINES, LINES, LINES, LINES, st.booleans())
@example("您好", "第一行\n", "\n第二行", "再见\n", True)
@example("Hi", "first\n..", "second", ".bye", True)
@example("a", "b" * 999, "c", "d", True)
@example("a", f"--{BOUNDARY}", "c", "d", True)
@example("a", "b" * 980, "c" * 980, "d", True)
def test_a_woven_text_is_encoded_as_its_letters_are(head: str, one: str, two: str, tail: str, eight_bit: bool) -> None:
    one, two = one.strip("\n") or "x", two.strip("\n") or "y"
    frame = f"{head}\n{reference(0)}\n{tail}\n{reference(1)}"
    text = weave(frame, {"0": Passage(segments=(one, two)), "1": Passage(segments=(two,))}, "t" * 24, 100_000)
    assert isinstance(text, Woven) or MARK in head + tail
    assert encoded(text, eight_bit=eight_bit) == encoded(str(text), eight_bit=eight_bit)


def test_ascii_goes_as_it_is_where_the_server_takes_eight_bits() -> None:
    assert encoded("x" * 900, eight_bit=True).encoding == "7bit"
    assert encoded("x" * 900).encoding == "quoted-printable"
    assert encoded("x" * 999, eight_bit=True).encoding == "quoted-printable"
