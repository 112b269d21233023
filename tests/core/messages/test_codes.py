"""Coupon codes: the same for the same grant, unlike for any other, without letters that people confuse."""

from __future__ import annotations

from mactl.core.messages.codes import LETTERS, code

KEY = bytes(range(32))


def test_the_same_grant_has_the_same_code_for_ever() -> None:
    """A golden value: another code for a message tried again would be a second coupon."""
    assert code(KEY, "x", prefix="CART-") == "CART-DZ4NGH7X9X"


def test_codes_differ_by_key_and_grant() -> None:
    found = {code(KEY, f"live/campaign/spring/1/c{n}") for n in range(20_000)}
    assert len(found) == 20_000
    assert code(bytes(32), "x") != code(KEY, "x")


def test_nobody_mistypes_a_letter() -> None:
    assert set("01ILOUV").isdisjoint(LETTERS)
    assert set("".join(code(KEY, str(n), length=40) for n in range(200))) == set(LETTERS)
