"""Another flow starts this one, by a step "start"."""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.flows.trigger import Trigger
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class ByFlow(Trigger):
    """The step "start" of the flow with this id; nothing else starts the flow."""

    flow: str

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _("when the flow {name} starts it", name=self.flow)


TRIGGER = ByFlow
