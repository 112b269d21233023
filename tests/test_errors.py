"""An expected failure says what is wrong and what would mend it, and each kind has its exit code."""

import pytest

from mactl.errors import LockHeldError, MactlError, UsageError


def test_errors_carry_message_hint_and_exit_code() -> None:
    fault = MactlError("wrong", "mend it")
    assert (str(fault), fault.message, fault.hint, fault.exit_code) == ("wrong", "wrong", "mend it", 1)
    assert (UsageError("x").exit_code, LockHeldError("x").exit_code) == (2, 4)


@pytest.mark.parametrize(
    ("message", "hint", "told"),
    [
        ("no such thing", "", "no such thing"),
        ("no such thing", "did you mean that?", "no such thing: did you mean that?"),
        ("no such thing", "Look again.", "no such thing. Look again."),
        ("It is gone.", "Look again.", "It is gone. Look again."),
        ("没有", "请再看看。", "没有。请再看看。"),
        ("没有。", "请再看看。", "没有。请再看看。"),
        ("没有", "data/flows.json", "没有: data/flows.json"),
    ],
)
def test_errors_are_told_in_one_line(message: str, hint: str, told: str) -> None:
    assert MactlError(message, hint).told == told
