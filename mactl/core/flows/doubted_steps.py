"""What works in a single step and will surprise: weights that are no shares, keys that do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.core.flows.step import Step, Wrong
from mactl.core.flows.steps.experiment import Experiment
from mactl.core.flows.steps.send import Send
from mactl.core.flows.steps.split import Split
from mactl.core.flows.steps.task import Task, Work
from mactl.core.flows.timing import duration_of
from mactl.i18n import _

_ROUND = 1e-6
_NEARLY = 0.2  # how far from the whole a sum may lie that is still taken for one


def doubts(step: Step) -> Iterator[Wrong]:
    """Yield what will surprise in a step by itself, paths inside it."""
    yield from _unused(step)
    match step:
        case Split():
            yield from _lots(step)
        case Experiment() if not any(step.arms.values()) and not step.else_:
            yield ("arms",), _("every way is the same: none has steps"), _("Give the steps of each variant.")
        case Send() if step.send.subject and all(channel != "email" for channel, _name in step.send.ways()):
            yield ("send", "subject"), _("only e-mail has a subject"), _("Take it out.")
        case Task():
            yield from _in_time(step.task)


def _unused(step: Step) -> Iterator[Wrong]:
    """Yield the ways to go on after a message, of steps that send none."""
    for key, said in (("on_skip", step.on_skip), ("on_fail", step.on_fail)):
        if said is not None and not step.SENDS:
            yield (key,), _("only a message is refused or fails; this step sends none"), _("Take it out.")


def _lots(step: Split) -> Iterator[Wrong]:
    weights = step.split.arms
    path = ("split", "arms")
    if len(weights) == 1:
        yield path, _("with one arm everybody goes the same way"), _('Add the other arm, as in {"A": 0.5, "B": 0.5}.')
        return
    if not any(step.arms.get(name) for name in weights):
        hint = _('Write the steps of each under "arms", beside "split".')
        yield ("arms",), _("every way is the same: none has steps"), hint
    total = sum(weights.values())
    whole = _whole(tuple(weights.values()))
    if whole and abs(total - whole) > _ROUND * whole:
        shares = ", ".join(f"{name} {weight / total:.0%}" for name, weight in weights.items())
        message = _("these shares add up to {total}, not to {whole}", total=f"{total:g}", whole=whole)
        yield path, message, _("People are divided as {shares}. Mend the numbers, or leave it so.", shares=shares)


def _whole(weights: tuple[float, ...]) -> int:
    """Return what the weights are shares of, as they look: 1, 100, or 0 for weights of any size."""
    total = sum(weights)
    if any(weight % 1 for weight in weights) and max(weights) <= 1:
        return 1
    near = abs(total - 100) <= 100 * _NEARLY
    return 100 if near and max(weights) >= 10 and all(weight % 5 == 0 for weight in weights) else 0


def _in_time(work: Work) -> Iterator[Wrong]:
    if work.due is not None and work.timeout is not None:
        due, until = duration_of(work.due).elapsed_ms(), duration_of(work.timeout).elapsed_ms()
        if until < due:
            message = _("the task is closed after {timeout}, before it is due", timeout=work.timeout)
            yield ("task", "timeout"), message, _("Write a time as long as “due” or longer.")
