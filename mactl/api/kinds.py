"""Reports by kind: the options become the kind's value, the period its spans, the store answers what it asks."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import cast

from mactl import registry
from mactl.api import budgets, freshness, lifecycles, verdicts
from mactl.api.asking import Asking
from mactl.api.wanted import Wanted, when
from mactl.core.model.report import Report
from mactl.core.reports._kind import Kind, Row
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError, UsageError
from mactl.i18n import _
from mactl.store import mirror, orders, results

PACKAGE = "mactl.core.reports"
_OWN = ("campaign", "overview")  # reports with a way of their own: by --campaign, and by no kind at all
_OF_ORDERS = ("cohort", "retention")  # the mirror counts orders by what orders.refresh knows


def names() -> list[str]:
    """Return the kinds there are: the files of the folder."""
    return [name for name in registry.names(PACKAGE) if name not in _OWN]


def report(
    workspace: Workspace,
    name: str,
    options: Mapping[str, object],
    wanted: Wanted,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Report:
    """Return the report of a kind with its options (those not None), from one snapshot of the database.

    ``progress`` is told how far a mirror is that must be made first.
    """
    kind = _kind(name, {key: value for key, value in options.items() if value is not None})
    at = when(workspace, wanted, whole=kind.WHOLE)
    with workspace.open() as database:
        freshness.sync(workspace, database)
        if name == "lifecycle" or (name in _OF_ORDERS and mirror.pays(database)):
            orders.refresh(database)
        more = {
            "lifecycle": partial(lifecycles.answer, workspace, database),
            "segment_names": partial(_segment_names, workspace),
            "month_budget": partial(budgets.rows, workspace, database),
            "tests": partial(verdicts.answer, workspace, database),
        }
        with mirror.beside(database, workspace.clock, progress) as columns, results.snapshot(database):
            return kind.report(at, Asking(database, {**columns, **more}))


def _segment_names(workspace: Workspace) -> list[Row]:
    """Return the ids and names of the segments that the file defines; none where it does not parse."""
    with suppress(MactlError):
        return [(one.id, one.name) for one in catalogue.read(workspace).segments]
    return []


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
