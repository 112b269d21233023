"""Random flows with every kind of step, and hands that edit them: what hypothesis draws for tests of edits."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.engine.test_random_journeys import branching, falling, flows, leave, send, tag

Json = dict[str, Any]
EDITS = ("text", "time", "insert", "remove", "rename", "swap", "into", "out", "timeout", "kind", "field", "aim")
TESTED = "greeting"  # the A/B test of the experiments
_CALL: Json = {"webhook": {"url": "https://example.com/hook"}}
_START: Json = {"start": "other"}
_JUMP: Json = {"goto": ""}  # where to is drawn when all steps have names
_LEAPING: Json = {"send": {"email": ""}, "on_skip": "goto:"}
_TESTED: Json = {"experiment": TESTED, "arms": {"a": [], "b": [{"wait": "3h", "send": {"sms": ""}}]}, "else": []}
_leading = st.sampled_from([_CALL, _START, _JUMP, _LEAPING])


def _branching(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(inner, max_size=2)
    tested = st.builds(lambda a, b, c: {"experiment": TESTED, "arms": {"a": a, "b": b}, "else": c}, some, some, some)
    return branching(inner) | tested


_bodies = st.recursive(falling | send | _leading | _leading | tag | leave, _branching, max_leaves=8)


@st.composite
def some_flow(draw: st.DrawFn) -> Json:
    """Draw a flow with any kinds of steps; its jumps lead further down."""
    made: Json = draw(flows(bodies=_bodies))
    aim(made, draw)
    return made


def lists(steps: list[Json]) -> Iterator[list[Json]]:
    """Yield a list of steps, and those inside it."""
    yield steps
    for step in steps:
        for inner in (step.get("then"), step.get("else"), *step.get("arms", {}).values()):
            if inner is not None:
                yield from lists(inner)


def aim(flow: Json, draw: Any, *, anew: str = "") -> None:
    """Let every jump lead further down: one that does not, or that of the step ``anew``, is drawn; where nothing is
    further down there is none."""
    steps = list(_walked(flow["steps"]))
    for place, step in enumerate(steps):
        later = [each["id"] for each in steps[place + 1 :]]
        for key in ("goto", "on_skip"):
            said = str(step.get(key, "")).removeprefix("goto:")
            if key not in step or (said in later and step["id"] != anew):
                continue
            if later:
                step[key] = ("goto:" if key == "on_skip" else "") + draw(st.sampled_from(later))
            else:
                del step[key]
                step.update({"exit": "done with"} if key == "goto" else {})


def _walked(steps: list[Json]) -> Iterator[Json]:
    """Yield all steps in the file's order, as jumps count it."""
    for step in steps:
        yield step
        for inner in (step.get("then", []), step.get("else", []), *step.get("arms", {}).values()):
            yield from _walked(inner)


class Editor:
    """Edits a flow as a hand in its file would; every choice is drawn."""

    def __init__(self, flow: Json, draw: Any) -> None:
        self.flow = copy.deepcopy(flow)
        self.draw = draw
        self.fresh = 0

    def pick(self, *, filled: bool = True) -> tuple[list[Json], int]:
        places = [(own, at) for own in lists(self.flow["steps"]) for at in range(len(own) + (not filled))]
        return places[self.draw(st.integers(0, len(places) - 1))]

    def named(self, body: Json) -> Json:
        """Return a step with a name, and names for those inside it."""
        for inner in (body.get("then", []), body.get("else", []), *body.get("arms", {}).values()):
            inner[:] = [self.named(each) for each in inner]
        return {"id": self.name(), **body}

    def rename(self, step: Json) -> None:
        """Give a step another name, and let the jumps to it follow."""
        before, step["id"] = step["id"], self.name()
        for each in _walked(self.flow["steps"]):
            for key, said in (("goto", before), ("on_skip", f"goto:{before}")):
                if each.get(key) == said:
                    each[key] = said.replace(before, step["id"])

    def name(self) -> str:
        self.fresh += 1
        return f"n{self.draw(st.integers(0, 10_000))}x{self.fresh}"

    def edit(self, what: str) -> None:
        """Edit one thing; a jump that leads nowhere then is mended, as the file's check asks for."""
        own, at = self.pick()
        named = own[at]["id"]
        self._edit(what, own, at)
        aim(self.flow, self.draw, anew=named if what == "aim" else "")

    def _edit(self, what: str, own: list[Json], at: int) -> None:
        step = own[at]
        match what:
            case "text" if "send" in step:
                step["send"] = {self.draw(st.sampled_from(["email", "sms", "push"])): ""}
            case "time":
                step.pop("at", None)
                step.pop("wait", None)
                step |= self.draw(st.sampled_from([{}, {"at": "2d"}, {"wait": "3h"}, {"wait": "5d"}]))
            case "insert":
                where, place = self.pick(filled=False)
                body = self.draw(st.sampled_from([{"send": {"push": ""}}, {"wait": "2h", "send": {"email": ""}},
                                                  {"wait_until": {"event": "order_paid", "timeout": "2d"}},
                                                  {"task": {"queue": "q", "title": "t", "due": "1d"}},
                                                  {"do": [{"tag": "+x"}]}, _CALL, _START, _JUMP, _LEAPING,
                                                  _TESTED]))  # fmt: skip
                where.insert(place, self.named(copy.deepcopy(body)))
            case "remove" if len(self.flow["steps"]) > 1 or own is not self.flow["steps"]:
                del own[at]
            case "rename":
                self.rename(step)
            case "swap":
                other = self.draw(st.integers(0, len(own) - 1))
                own[at], own[other] = own[other], own[at]
            case "into" | "out" if len(self.flow["steps"]) > 1 or own is not self.flow["steps"]:
                del own[at]
                where, place = self.pick(filled=False)
                where.insert(place, step)
            case "timeout" if "task" in step:
                step["task"]["timeout"] = self.draw(st.sampled_from(["2h", "2d", "9d"]))
            case "timeout" if "timeout" in step.get("wait_until", {}):
                step["wait_until"]["timeout"] = self.draw(st.sampled_from(["2h", "2d", "9d"]))
            case "kind":
                own[at] = {"id": step["id"], "task": {"queue": "q", "title": "t", "due": "1d"}}
            case "field":
                self.flow |= self.draw(st.sampled_from([
                    {"goal": {"event": "order_paid"}}, {"goal": {"event": "order_paid", "within": "2d"}},
                    {"exit": [{"event": "cart_updated"}]}, {"filter": {"not": {"tag": "x"}}},
                    {"quiet": "20:00-10:00"}, {"holdout": 0.3}, {"on_skip": "next"}, {"key": "$event.cart_id"},
                    {"reentry": "once"}, {"trigger": {"event": "order_paid"}}, {"max_late": "2h"},
                ]))  # fmt: skip
