"""The one family of errors that a person reads: what is wrong, and what would be right."""

from __future__ import annotations

_ENDS = tuple(".!?:。！？：")


class MactlError(Exception):
    """An expected failure: a message that names the fault and a hint that says what would mend it."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def told(self) -> str:
        """Return message and hint in one line, as Chinese or Latin text divides sentences."""
        message, hint = self.message, self.hint
        if not hint:
            return message
        chinese = hint[0] >= "\u2e80"
        if message.endswith(_ENDS):
            return message + ("" if chinese else " ") + hint
        return message + ("。" if chinese else ". " if hint[0].isupper() else ": ") + hint


class UsageError(MactlError):
    """A command line that cannot be understood (exit code 2)."""

    exit_code = 2


class LockHeldError(MactlError):
    """Another process holds the workspace's tick lock (exit code 4, rule P1)."""

    exit_code = 4


class StoppedError(MactlError):
    """Somebody stopped the work with Ctrl-C; what was done is recorded (exit code 130)."""

    exit_code = 130
