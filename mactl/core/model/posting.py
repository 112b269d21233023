"""What goes out by itself: reports on a schedule, robots of chat groups, who is told of trouble (config.json)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledReport:
    """A report made whenever ``cron`` says, on the workspace's clocks, and put at each target of ``to``.

    A target is an e-mail address, ``robot:NAME``, else a folder of the workspace. ``options`` are the kind's own;
    ``period`` a word such as last_week, read at the planned instant. ``language`` empty: the workspace's.
    """

    name: str
    kind: str = "overview"
    cron: str
    to: tuple[str, ...]
    format: str = "html"
    language: str = ""
    period: str | None = None
    campaign: str | None = None
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robot:
    """A robot of a chat group: the service, and its own settings with secrets unread."""

    provider: str
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Everything that goes out by itself; ``alerts`` are the targets that are told of trouble."""

    reports: tuple[ScheduledReport, ...] = ()
    robots: Mapping[str, Robot] = field(default_factory=dict)
    alerts: tuple[str, ...] = ()
