"""What a flow's shape allows and nothing can come of: times before there is anything, questions without consequence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mactl.core.flows.dates import FIELDS
from mactl.core.flows.reading import Twig, step_kinds, walk
from mactl.core.flows.step import Step, Wrong, checked_some
from mactl.core.flows.steps.send import Send
from mactl.core.flows.steps.wait_until import WaitUntil
from mactl.core.flows.timing import duration_of
from mactl.core.flows.trigger import Trigger
from mactl.core.flows.triggers.date import Date
from mactl.core.flows.triggers.did import Did
from mactl.core.flows.triggers.inactive import Inactive
from mactl.core.model.flow import Flow
from mactl.core.segments.operands import PROFILE
from mactl.i18n import _


def impossible(flow: Flow, trigger: Trigger | None, twigs: Sequence[Twig]) -> Iterator[Wrong]:
    """Yield what cannot be meant, of a flow whose steps and trigger can be read."""
    if flow.goal is not None:
        yield from checked_some(("goal", "within"), flow.goal.within)
    match trigger:
        case Did():
            yield from checked_some(("trigger", "within"), trigger.within)
        case Inactive():
            yield from checked_some(("trigger", "inactive"), trigger.inactive)
        case Date():
            yield from ((("trigger", "date"), *rest) for rest in _no_date(trigger.date))
    for twig in walk(twigs):
        if trigger is not None and not trigger.AHEAD:
            yield from (((*twig.path, *path), message, hint) for path, message, hint in _before(twig.step))
        yield from (((*twig.path, *path), message, hint) for path, message, hint in _step(twig.step))


def _before(step: Step) -> Iterator[Wrong]:
    """Yield that a step stands before the event that starts the flow."""
    if step.at is not None and duration_of(step.at).elapsed_ms() < 0:
        hint = _("Write it without the minus; only before a date or a festival does a flow begin earlier.")
        yield ("at",), _("there is nothing before the event that starts the flow"), hint


def _step(step: Step) -> Iterator[Wrong]:
    if isinstance(step, step_kinds()["if"]) and not any(steps for _name, _path, steps in step.branches()):
        message = _("whatever the answer, the same follows: it has no steps of its own")
        yield ("if",), message, _('Write the steps of "then", of "else" or of both.')
    if isinstance(step, WaitUntil) and step.wait_until.date is not None:
        yield from ((("wait_until", "date"), *rest) for rest in _no_date(step.wait_until.date))
    if isinstance(step, Send):
        yield from checked_some(("send", "receipt_within"), step.send.receipt_within)
        for index, grant in enumerate(step.send.grant):
            yield from checked_some(("send", "grant", index, "valid"), grant.valid)


def _no_date(field: str) -> Iterator[tuple[str, str]]:
    """Yield that a field of every profile is none that holds a date."""
    name = field.removeprefix("profile.")
    if name in PROFILE and name not in FIELDS:
        hint = _("A date is profile.birthday, profile.signup_at, or an attribute of your own.")
        yield _("{field} holds no date", field=field), hint
