"""What tells two versions of a flow apart: steps added, removed, renamed, moved or changed, and the flow itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from mactl.core.flows.picture import rule_sentence, when
from mactl.core.flows.program import Program
from mactl.core.flows.step import Raw
from mactl.core.flows.wording import Part, parts, said
from mactl.core.model.flow import Flow
from mactl.core.segments.parse import examine
from mactl.i18n import _

Kind = Literal["added", "removed", "renamed", "moved", "time", "changed"]
_TIMES = ("at", "wait", "window")
_INSIDE = ("then", "else", "arms")
_TOLD = frozenset({"trigger", "goal", "exit", "filter", "holdout"})  # fields of a flow with sentences of their own
_APART = frozenset({"id", "steps", "description"})


class Difference(NamedTuple):
    """One difference at ``step`` ("": the flow as a whole) in its ``key``.

    ``before`` and ``after`` are the values as JSON has them, None where there is none; ``was`` and ``will`` the same in
    words. A renamed step has its old id in ``before`` and its new one in ``after``. ``parts`` are a change's fields.
    """

    kind: Kind
    step: str
    key: str = ""
    before: object = None
    after: object = None
    was: str = ""
    will: str = ""
    parts: tuple[Part, ...] = ()


def differences(old: Program, new: Program) -> tuple[Difference, ...]:
    """Return what tells ``new`` from ``old``: the flow's own fields first, then its steps in the new file's order."""
    renamed = renames(old, new)
    back = {after: before for before, after in renamed.items()}
    was, will = _bodies(old), _bodies(new)
    found = list(_of_flow(old, new))
    moved = set(_moved(old, new, renamed))
    for id_ in new.nodes:
        if id_ in back:
            found.append(Difference("renamed", id_, "id", back[id_], id_, back[id_], id_))
            found += _another_time(old, new, back[id_], id_, was[back[id_]], will[id_])
        elif id_ not in old.nodes:
            found.append(Difference("added", id_, after=will[id_], will=_said(new, id_)))
            continue
        if id_ in moved:
            earlier, later = _place(old, back.get(id_, id_)), _place(new, id_)
            found.append(Difference("moved", id_, "place", earlier, later, earlier, later))
        found += _of_step(old, new, id_, was[back.get(id_, id_)], will[id_]) if id_ not in back else ()
    gone = [id_ for id_ in old.nodes if id_ not in new.nodes and id_ not in renamed]
    found += [Difference("removed", id_, before=was[id_], was=_said(old, id_)) for id_ in gone]
    return tuple(found)


def renames(old: Program, new: Program) -> dict[str, str]:
    """Return which steps of ``old`` look renamed: gone, while one that does the same has come, in their order.

    One of the same time is preferred to one of another.
    """
    was, will = _bodies(old), _bodies(new)
    gone = [id_ for id_ in old.nodes if id_ not in new.nodes]
    fresh = [id_ for id_ in new.nodes if id_ not in old.nodes]
    found: dict[str, str] = {}
    for apart in ((), _TIMES):
        for id_ in gone:
            own = _without(was[id_], apart)
            alike = None if id_ in found else next((each for each in fresh if _without(will[each], apart) == own), None)
            if alike is not None:
                found[id_] = alike
                fresh.remove(alike)
    return {id_: found[id_] for id_ in gone if id_ in found}


def _of_flow(old: Program, new: Program) -> Iterator[Difference]:
    for field in dataclasses.fields(Flow):
        before, after = getattr(old.flow, field.name), getattr(new.flow, field.name)
        if field.name not in _APART and before != after:
            key, was, will = field.name.rstrip("_"), _words(old, field.name, before), _words(new, field.name, after)
            found = tuple(parts(_json(before), _json(after), key, (key,)))
            if field.name in _TOLD and was != will:
                found = (Part(key, _json(before), _json(after), was, will),)
            yield Difference("changed", "", key, _json(before), _json(after), was, will, found)


def _words(program: Program, name: str, value: Any) -> str:
    """Return a field of a flow in words; nothing where it says nothing."""
    if name == "trigger":
        return program.trigger.sentence()
    if name in {"goal", "exit"}:
        rules = value if isinstance(value, tuple) else (value,)
        return "; ".join(rule_sentence(rule) for rule in rules if rule is not None)
    if name == "filter" and value is not None:
        return examine(value)[0].sentence()
    if name == "holdout":
        return f"{value:.0%}"
    return said(_json(value))


def _of_step(old: Program, new: Program, id_: str, was: Raw, will: Raw) -> Iterator[Difference]:
    """Yield what tells two steps of one id apart."""
    yield from _another_time(old, new, id_, id_, was, will)
    keys = [key for key in {**was, **will} if key not in _TIMES and was.get(key) != will.get(key)]
    if not keys:
        return
    before, after = old.nodes[id_].step, new.nodes[id_].step
    changed = _of(was, keys), _of(will, keys)
    now, then = before.sentence(), after.sentence()
    found = tuple(parts(*changed))
    if type(before) is not type(after) or (now != then and "split" in keys):
        found = (Part(", ".join(keys), *changed, now, then),)
    elif now == then:
        now = "; ".join(f"{part.key}: {part.was}" for part in found)
        then = "; ".join(f"{part.key}: {part.will}" for part in found)
    yield Difference("changed", id_, ", ".join(keys), *changed, now, then, found)


def _another_time(old: Program, new: Program, before: str, after: str, was: Raw, will: Raw) -> Iterator[Difference]:
    times = _of(was, _TIMES), _of(will, _TIMES)
    if times[0] != times[1]:
        now, then = (when(each.nodes[id_].step) or _("at once") for each, id_ in ((old, before), (new, after)))
        yield Difference("time", after, "at", *times, now, then)


def _moved(old: Program, new: Program, renamed: Mapping[str, str]) -> Iterator[str]:
    """Yield the steps of ``new`` that stand elsewhere: in another branch, or before what they came after."""
    names = {id_: renamed.get(id_, id_) for id_ in old.nodes}
    before = [names[id_] for id_ in old.nodes if names[id_] in new.nodes]
    after = [id_ for id_ in new.nodes if id_ in set(before)]
    kept = {id_ for a, _b, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
            for id_ in before[a : a + size]}  # fmt: skip
    earlier = {names[id_]: node.parent for id_, node in old.nodes.items()}
    for id_ in after:
        step, branch = earlier[id_]
        if id_ not in kept or (names.get(step, step), branch) != new.nodes[id_].parent:
            yield id_


def _place(program: Program, id_: str) -> str:
    """Return where a step stands, in words."""
    parent = program.nodes[id_].parent
    own = [each for each, node in program.nodes.items() if node.parent == parent]
    place = own.index(id_)
    said = _("after {step}", step=own[place - 1]) if place else _("first")
    return f"{parent[0]}/{parent[1]}: {said}" if parent[0] else said


def _said(program: Program, id_: str) -> str:
    step = program.nodes[id_].step
    return ", ".join(part for part in (when(step), step.sentence()) if part)


def _bodies(program: Program) -> dict[str, Raw]:
    """Return what each step says itself: neither its id nor the steps of its branches, of which the names count."""
    return {str(raw["id"]): dict(_own(raw)) for raw in _steps(program.flow.steps)}


def _steps(steps: Sequence[Raw]) -> Iterator[Raw]:
    for raw in steps:
        yield raw
        for inner in (raw.get("then", ()), raw.get("else", ()), *raw.get("arms", {}).values()):
            yield from _steps(inner)


def _own(raw: Raw) -> Iterator[tuple[str, object]]:
    for key, value in raw.items():
        if key == "arms":
            yield key, sorted(value)
        elif key != "id" and key not in _INSIDE:
            yield key, value


def _without(body: Raw, keys: Iterable[str]) -> dict[str, object]:
    return {key: value for key, value in body.items() if key not in keys}


def _of(body: Raw, keys: Iterable[str]) -> dict[str, object]:
    return {key: body[key] for key in keys if key in body}


def _json(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        said = {field.name.rstrip("_"): _json(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {key: each for key, each in said.items() if each not in (None, {}, [], "")}
    if isinstance(value, Mapping):
        return {key: _json(each) for key, each in value.items()}
    return [_json(each) for each in value] if isinstance(value, list | tuple) else value
