"""What a shape cannot say of flows and named actions: all faults of one, for ``load_list``."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.authored.checks import check_budget, check_cap, check_share
from mactl.authored.lists import Wrong
from mactl.core.flows.checking import check, check_body
from mactl.core.flows.program import BODIES, bodies
from mactl.core.model.action import Action
from mactl.core.model.flow import Flow
from mactl.i18n import _


def check_flow(flow: Flow) -> Iterator[Wrong]:
    """Yield what is wrong with a flow whose outer shape is right."""
    yield from check(flow)
    yield from check_share(flow.holdout)
    yield from check_budget(flow.budget)
    yield from check_cap(flow.cap)


def check_action(action: Action) -> Iterator[Wrong]:
    """Yield what is wrong with a named action: it has exactly one body, which a step could have."""
    found = bodies(action)
    if len(found) != 1:
        hint = _("Write one of: {names}.", names=", ".join(BODIES))
        yield (), _("an action does one thing"), hint
        return
    yield from check_body(action.id, found)
