"""Sends each person the way of the variant of an A/B test that is theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.decode.faults import Path
from mactl.core.flows.effects import Draw
from mactl.core.flows.outcomes import Outcome, Passed
from mactl.core.flows.questions import Question
from mactl.core.flows.step import Arms, Raw, Seat, Step, Steps, Wrong
from mactl.core.schedule.arms import draw
from mactl.i18n import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment(Step):
    """Go on with the steps of the customer's variant of the test ``experiment`` of data/ab_tests.json.

    Who is not in the test, or held out of it, goes on with ``else``. Where nothing says who is whose, everybody is
    drawn evenly among the arms, by the same lots as the test's.
    """

    ACTS: ClassVar[bool] = False
    experiment: str
    arms: Arms
    else_: Steps = ()

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("the variants of the test {name}", name=self.experiment)

    def run(self, seat: Seat) -> Outcome:
        """Take the arm that the test says, or draw one; and keep it."""
        said = seat.put.answers.get("arm")
        arm = self._drawn(seat.put.customer) if said is None else str(said)
        return Passed(arm if arm in self.arms else "else", (Draw(self.experiment, arm),))

    def questions(self, _flow: str) -> tuple[Question, ...]:
        """Ask which arm is the customer's."""
        return (Question("arm", "arm", type=self.experiment),)

    def branches(self) -> Iterator[tuple[str, Path, tuple[Raw, ...]]]:
        """Yield the arms, then the way of the others."""
        for name, steps in self.arms.items():
            yield name, ("arms", name), steps
        yield "else", ("else",), self.else_

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        if len(self.arms) < 2:
            yield ("arms",), _("a test compares at least two variants"), _("Give the steps of each variant.")

    def _drawn(self, customer: str) -> str:
        weights: Mapping[str, float] = dict.fromkeys(self.arms, 1.0)
        return draw(f"abtest:{self.experiment}:arm", customer, weights)


STEP = Experiment
