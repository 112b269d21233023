"""Steps and triggers read from JSON: every fault is told at once, with its path and what would be right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mactl.core.decode.faults import Path, shown
from mactl.core.decode.wording import told
from mactl.core.flows.step import Raw, Step, Wrong
from mactl.core.flows.trigger import Trigger
from mactl.core.segments.reader import nearest
from mactl.i18n import _
from mactl.registry import discover

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_STEPS = "mactl.core.flows.steps"
_TRIGGERS = "mactl.core.flows.triggers"


class Twig(NamedTuple):
    """A step where it stands: ``path`` inside the flow, and the steps of each of its branches."""

    step: Step
    path: Path
    branches: Mapping[str, tuple[Twig, ...]]


@lru_cache(maxsize=1)
def step_kinds() -> Mapping[str, type[Step]]:
    """Return the kinds of steps by their action key."""
    return {name: module.STEP for name, module in discover(_STEPS).items()}


@lru_cache(maxsize=1)
def trigger_kinds() -> Mapping[str, type[Trigger]]:
    """Return the kinds of triggers by their first key."""
    return {name: module.TRIGGER for name, module in discover(_TRIGGERS).items()}


def read_steps(raw: Sequence[object], faults: list[Wrong], path: Path = ("steps",)) -> tuple[Twig, ...]:
    """Return the steps that ``raw`` says, those without a fault; ``faults`` is told of the others."""
    return tuple(twig for index, each in enumerate(raw) if (twig := _twig(each, faults, (*path, index))) is not None)


def read_trigger(raw: Mapping[str, object], faults: list[Wrong], path: Path = ("trigger",)) -> Trigger | None:
    """Return the trigger that ``raw`` says; ``faults`` is told what is wrong with it."""
    known = trigger_kinds()
    found = [name for name in known if name in raw]
    if len(found) > 1 and "segment" in found:  # whom a festival or a cron line is for
        found.remove("segment")
    if len(found) != 1:
        message = _("a trigger is one thing, this says several: {names}", names=", ".join(found))
        faults.append((path, message if found else _("nothing starts this flow"), _unknown(raw, known)))
        return None
    trigger: Trigger | None = _typed(known[found[0]], raw, faults, path)
    if trigger is not None:
        faults += [((*path, *inner), message, hint) for inner, message, hint in trigger.check()]
    return trigger


def read_step(raw: Mapping[str, object], faults: list[Wrong], path: Path = ()) -> Step | None:
    """Return one step, its branches left as JSON; ``faults`` is told what is wrong with it."""
    known = step_kinds()
    found = [name for name in known if name in raw]
    if len(found) != 1:
        message = _("a step does one thing, this says several: {names}", names=", ".join(found))
        faults.append((path, message if found else _("this step says nothing to do"), _unknown(raw, known)))
        return None
    step: Step | None = _typed(known[found[0]], raw, faults, path)
    if step is not None:
        faults += [((*path, *inner), message, hint) for inner, message, hint in step.check()]
    return step


def walk(twigs: Sequence[Twig]) -> Iterator[Twig]:
    """Yield the steps in the file's order, those of branches after the step that branches."""
    for twig in twigs:
        yield twig
        for branch in twig.branches.values():
            yield from walk(branch)


def _twig(raw: object, faults: list[Wrong], path: Path) -> Twig | None:
    if not isinstance(raw, Mapping):
        faults.append((path, _("a step is wanted here"), _("Write it as an object in braces.")))
        return None
    step = read_step(raw, faults, path)
    if step is None:
        return None
    return Twig(step, path, {name: read_steps(steps, faults, (*path, *at)) for name, at, steps in step.branches()})


def _typed(kind: type, raw: Mapping[str, object], faults: list[Wrong], path: Path) -> Any:
    from pydantic import ValidationError

    try:
        return adapter(kind).validate_json(json.dumps(raw), strict=True)
    except ValidationError as wrong:
        found = told(wrong.errors(include_url=False), raw, kind)
        faults += [((*path, *inner), message, hint) for inner, message, hint in found]
        return None


def _unknown(raw: Raw, known: Mapping[str, object]) -> str:
    """Return the hint for an object that names none of ``known``, or several."""
    if any(name in raw for name in known):
        return _("Make a step of each.") if known is step_kinds() else _("Leave one of them.")
    words = [key for key in raw if key not in {"id", "at", "wait", "window", "on_skip", "on_fail"}]
    return nearest(shown(words[0]) if words else "", known)


@lru_cache(maxsize=64)
def adapter(kind: type) -> TypeAdapter[Any]:
    """Return what checks JSON against a kind of step or trigger."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)
