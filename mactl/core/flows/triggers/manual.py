"""The flow starts for a list of people, by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mactl.core.flows.trigger import Trigger
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual(Trigger):
    """A person starts the flow for whom they name; nothing else does."""

    manual: Literal[True]

    def sentence(self) -> str:
        """Return what this says, in the language spoken."""
        return _("by hand")


TRIGGER = Manual
