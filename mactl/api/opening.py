"""Opening a workspace: found from where one stands, its settings read, its clock set."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from mactl import clock, config
from mactl.clock import Clock
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace, warn
from mactl.errors import MactlError, UsageError
from mactl.i18n import _

_LAST = 7_258_118_400_000  # 2200: far enough from the end of the calendar for every look ahead


def open_workspace(
    folder: Path | str | None = None,
    *,
    now: str | None = None,
    who: str = "",
    environ: Mapping[str, str] | None = None,
    notice: Callable[[str], None] = warn,
) -> Workspace:
    """Return the workspace: ``folder``, else MACTL_WORKSPACE, else the nearest parent of the working directory.

    ``now`` is the instant to work at as a person writes it, read in the workspace's time zone; the machine's clock
    without it. ``notice`` is told what a person should know beside the answer; without one it is a Python warning.

    Raises:
        MactlError: there is none, or every fault of its config.json. UsageError: ``now`` is no instant.
    """
    around = os.environ if environ is None else environ
    found = config.find(Path.cwd(), around, None if folder is None else Path(folder))
    settings = config.load(found)
    start = clock.wall() if now is None else _asked(now, settings.workspace.time_zone)
    return Workspace(
        folder=found,
        config=settings,
        clock=Clock(start=start),
        who=who,
        notice=notice,
        reveal=partial(config.reveal, folder=found, environ=around),
    )


def _asked(now: str, home: str) -> int:
    try:
        start = parse_instant(now, zone(home))
    except MactlError as fault:
        raise UsageError(f"--now: {fault.message}", fault.hint) from fault
    except OverflowError:
        start = -1
    if not 0 <= start < _LAST:
        raise UsageError(_("--now: {text} is not between 1970 and 2200", text=now), _("such as 2026-03-02T14:10"))
    return start
