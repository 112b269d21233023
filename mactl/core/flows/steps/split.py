"""Divides people into arms by lot, each person into the same arm every time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from mactl.core.decode.faults import Path
from mactl.core.flows.effects import Draw
from mactl.core.flows.outcomes import Outcome, Passed
from mactl.core.flows.questions import Question
from mactl.core.flows.step import Arms, Raw, Seat, Step, Wrong
from mactl.core.model.keys import STRICT
from mactl.core.schedule.arms import check_weights, draw
from mactl.errors import MactlError
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """The weights of the arms, and the ``key`` that people are drawn by (default: the flow's and the step's ids)."""

    __pydantic_config__ = STRICT
    arms: Mapping[str, float]
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Step):
    """Go on with the steps of the arm that is drawn by a hash of key and customer (F9)."""

    ACTS: ClassVar[bool] = False
    split: Lots
    arms: Arms = field(default_factory=dict)

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        total = sum(self.split.arms.values()) or 1
        arms = ", ".join(f"{name} {weight / total:.0%}" for name, weight in self.split.arms.items())
        return _("draw lots: {arms}", arms=arms)

    def run(self, seat: Seat) -> Outcome:
        """Draw the arm, and keep it; who was drawn before stays in the same one (F9)."""
        scope, known = self._scope(seat.flow), seat.put.answers.get("arm")
        arm = str(known) if known in self.split.arms else draw(scope, seat.put.customer, self.split.arms)
        return Passed(arm, (Draw(scope, arm),))

    def questions(self, flow: str) -> tuple[Question, ...]:
        """Ask which arm the customer was drawn into before."""
        return (Question("arm", "arm", type=self._scope(flow)),)

    def _scope(self, flow: str) -> str:
        return self.split.key or f"{flow}/{self.id}"

    def branches(self) -> Iterator[tuple[str, Path, tuple[Raw, ...]]]:
        """Yield the arms in the order of their weights; one without steps leads on to what follows."""
        for name in self.split.arms:
            yield name, ("arms", name), self.arms.get(name, ())

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        try:
            check_weights(self.split.arms)
        except MactlError as wrong:
            yield ("split", "arms"), wrong.message, wrong.hint
        for name in self.arms:
            if name not in self.split.arms:
                yield ("arms", name), _("nobody is drawn into this arm"), _('Give it a weight under "split".')


STEP = Split
