"""Reports by kind: the options become the kind's value, the period its spans, the store answers what it asks."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping
from functools import partial
from typing import cast

from mactl import registry
from mactl.api import budgets, freshness, lifecycles
from mactl.api.asking import Asking
from mactl.clock import DAY
from mactl.core.messages.cost import money
from mactl.core.model.report import Report
from mactl.core.reports._figures import Threshold
from mactl.core.reports._kind import At, Kind, Row, Span
from mactl.core.schedule.periods import before
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.errors import UsageError
from mactl.i18n import _
from mactl.store import orders, results
from mactl.store.database import Database

PACKAGE = "mactl.core.reports"
_OWN = ("campaign", "overview")  # reports with a way of their own: by --campaign, and by no kind at all
_RECENT = 30 * DAY


def names() -> list[str]:
    """Return the kinds there are: the files of the folder."""
    return [name for name in registry.names(PACKAGE) if name not in _OWN]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for beside the kind: the period (instants; None is no end), targets, thresholds, a list."""

    since: int | None = None
    until: int | None = None
    targets: Mapping[str, float] = dataclasses.field(default_factory=dict)
    thresholds: tuple[Threshold, ...] = ()
    listed: bool = False


def report(workspace: Workspace, name: str, options: Mapping[str, object], wanted: Wanted) -> Report:
    """Return the report of a kind with its options (those not None), from one snapshot of the database."""
    kind = _kind(name, {key: value for key, value in options.items() if value is not None})
    at = when(workspace, wanted, whole=kind.WHOLE)
    with workspace.open() as database:
        freshness.sync(workspace, database)
        if name == "lifecycle":
            orders.refresh(database)
        more = {
            "lifecycle": partial(lifecycles.answer, workspace, database),
            "month_budget": partial(budgets.rows, workspace, database),
            "tests": partial(_tests, workspace, database),
        }
        with results.snapshot(database):
            return kind.report(at, Asking(database, more))


def _tests(workspace: Workspace, database: Database, **what: str) -> list[Row]:
    from mactl.api import verdicts  # counting tests loads what sends them

    return verdicts.answer(workspace, database, **what)


def _kind(name: str, options: Mapping[str, object]) -> Kind:
    """Return the value of a kind; an option that it does not have is refused by name."""
    if name not in names():
        close = difflib.get_close_matches(name, names(), 1, 0.6)
        hint = _("Did you mean {name}?", name=close[0]) if close else _("There are: {names}.", names=", ".join(names()))
        raise UsageError(_("no kind of report named {name}", name=name), hint)
    found = registry.load(PACKAGE, name).KIND
    known = [field.name for field in dataclasses.fields(found)]
    for option in options:
        if option not in known:
            told = ", ".join(f"--{each}" for each in known) or _("none of its own")
            raise UsageError(
                _("--{option} is not for the report {name}", option=option, name=name),
                _("its options: {options}", options=told),
            )
    return cast("Kind", found(**options))


def when(workspace: Workspace, wanted: Wanted, *, whole: bool) -> At:
    """Return when and for whom a report is made; ``whole``: without a period all of history is meant."""
    config, now = workspace.config, workspace.clock.now()
    asked = wanted.since is not None or wanted.until is not None
    end = now + 1 if wanted.until is None else wanted.until
    if wanted.since is not None:
        span = recent = Span(since=wanted.since, until=end)
    else:
        recent = Span(since=end - _RECENT, until=end)
        span = Span(since=None, until=end) if whole else recent
    first, last = before(recent.since or 0, end, zone(workspace.zone))
    return At(
        now=now,
        span=span,
        recent=recent,
        before=Span(since=first, until=last),
        asked=asked,
        currency=config.workspace.currency,
        time_zone=workspace.zone,
        targets={**config.analytics.targets, **wanted.targets},
        thresholds=wanted.thresholds,
        margin=config.analytics.margin,
        coupons={name: money(price) for name, price in config.analytics.coupons.items()},
        providers={name: channel.provider for name, channel in config.channels.items()},
        listed=wanted.listed,
    )
