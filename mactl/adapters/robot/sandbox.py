"""A robot that stays here: a line of ``data/sandbox/social.jsonl``."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.adapters._record import line
from mactl.adapters.socket import Record
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The sandbox reads nothing of a robot."""

    __pydantic_config__ = {"extra": "ignore"}  # noqa: RUF012 - pydantic reads it from the class

    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxRobot:
    """Posts into a file."""

    def check(self, message: Outgoing) -> Receipt | None:
        """Return None: any text can go."""
        del message
        return None

    def record(self, message: Outgoing) -> Record:
        """Return the post as a line."""
        return line(message, text=message.content.text)


def provider(settings: Settings, workspace: WorkspaceSettings) -> SandboxRobot:  # noqa: ARG001 - the socket's shape
    """Return the sandbox for robots."""
    return SandboxRobot()
