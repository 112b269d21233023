"""An expected failure says what is wrong and what would mend it, and each kind has its exit code."""

from mactl.errors import LockHeldError, MactlError, UsageError


def test_errors_carry_message_hint_and_exit_code() -> None:
    fault = MactlError("wrong", "mend it")
    assert (str(fault), fault.message, fault.hint, fault.exit_code) == ("wrong", "wrong", "mend it", 1)
    assert (UsageError("x").exit_code, LockHeldError("x").exit_code) == (2, 4)
