"""WeChat messages that stay here: a line of ``data/sandbox/wechat.jsonl``, checked as WeChat checks each kind."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.adapters._record import line
from mactl.adapters.socket import Record
from mactl.adapters.wechat import _kinds
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the sandbox reads of a WeChat channel: nothing; the keys of the real provider may stand there."""

    __pydantic_config__ = {"extra": "ignore"}  # noqa: RUF012 - pydantic reads it from the class


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxWechat:
    """WeChat messages into a file."""

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why WeChat would refuse ``message``, or None."""
        return _kinds.refusal(message)

    def record(self, message: Outgoing) -> Record:
        """Return the message as a line."""
        return line(message, content=message.content.data)


def provider(settings: Settings, workspace: WorkspaceSettings) -> SandboxWechat:  # noqa: ARG001 - the socket's shape
    """Return the sandbox for WeChat."""
    return SandboxWechat()
