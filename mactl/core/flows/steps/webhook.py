"""Calls a web address with what is known of the customer and the event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mactl.core.flows.effects import Post
from mactl.core.flows.outcomes import Outcome, Passed
from mactl.core.flows.step import Seat, Step, Wrong
from mactl.core.model.keys import STRICT
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Where and what is posted: ``body`` is JSON whose texts are templates (default: the customer and the event)."""

    __pydantic_config__ = STRICT
    url: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook(Step):
    """Post to a web address; the journey goes on at once, whatever comes of it."""

    webhook: Call

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("call {url}", url=self.webhook.url)

    def run(self, seat: Seat) -> Outcome:
        """Post and go on."""
        return Passed(effects=(Post(seat.state.step, seat.state.visit),))

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        if not self.webhook.url.startswith(("https://", "http://", "${")):
            hint = _("Write it as in https://example.com/hook.")
            yield ("webhook", "url"), _("this is no web address"), hint


STEP = Webhook
