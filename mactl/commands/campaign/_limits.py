"""The options of campaigns that hold them in: caps, budget, quiet hours, sending window, goal."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from mactl.errors import UsageError
from mactl.i18n import _, mark

_CAP = mark("At most so many messages to a person: 2/day, sms=1/7d; none lifts the workspace's. Once for each.")
_BUDGET = mark("What it may use up: 300 (money), max_messages=1000, max_coupon_value=500. Once for each; or none.")
_QUIET = mark("Its own quiet hours, such as 22:00-09:00; none for none, default for those of the channel.")
_WINDOW = mark("Send only then, in place of quiet hours: 08:00-10:00, 'fri,sat 19:00-21:00', workdays; or none.")
_GOAL = mark("What counts as a conversion: order_paid, order_paid/14d (within), or as JSON.")

Cap = Annotated[list[str] | None, typer.Option("--cap", metavar="[SCOPE=]N/TIME", help=_CAP)]
Budget = Annotated[list[str] | None, typer.Option("--budget", metavar="[KEY=]NUMBER", help=_BUDGET)]
Quiet = Annotated[str | None, typer.Option("--quiet", metavar="HOURS", help=_QUIET)]
Window = Annotated[str | None, typer.Option("--window", metavar="[DAYS] HOURS", help=_WINDOW)]
Goal = Annotated[str | None, typer.Option("--goal", metavar="EVENT[/TIME]", help=_GOAL)]
NONE = "none"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LIMITS = ("max_cost", "max_messages", "max_coupon_value")
_HOURS = re.compile(r"(\d{1,2}:\d{2})?-(\d{1,2}:\d{2})?")


def put(
    definition: Mapping[str, Any],
    *,
    cap: Sequence[str] | None = None,
    budget: Sequence[str] | None = None,
    quiet: str | None = None,
    window: str | None = None,
    goal: str | None = None,
) -> dict[str, Any]:
    """Return a campaign's definition with what the options say; what is ``none`` is taken out of it."""
    found = dict(definition)
    if cap:
        found["cap"] = {"n": 0} if list(cap) == [NONE] else _single([_cap(text) for text in cap])
    if budget:
        found["budget"] = None if list(budget) == [NONE] else _budget(found.get("budget"), budget)
    if quiet is not None:
        found["quiet"] = {NONE: None}.get(quiet, quiet)
    if window is not None:
        found["window"] = None if window == NONE else _window(window)
    if goal is not None:
        found["goal"] = _goal(goal)
    unset: list[str] = [key for key in ("budget", "window") if key in found and found[key] is None]
    unset += ["quiet"] if quiet == "default" else []
    return {key: value for key, value in found.items() if key not in unset}


def _single(caps: list[dict[str, object]]) -> object:
    return caps[0] if len(caps) == 1 else caps


def _cap(text: str) -> dict[str, object]:
    scope, equals, rest = text.rpartition("=")
    number, slash, per = rest.partition("/")
    if not slash or not number.strip().isascii() or not number.strip().isdigit() or (equals and not scope.strip()):
        raise UsageError(
            _("not a cap: {text}", text=repr(text)), _("write how many in how long: 2/day, sms=1/7d; none for no cap")
        )
    return {"scope": scope.strip() or "all", "n": int(number), "per": per.strip()}


def _budget(before: object, texts: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = dict(before) if isinstance(before, Mapping) else {}
    for text in texts:
        key, _equals, number = text.rpartition("=")
        key = key.strip() or "max_cost"
        if key not in _LIMITS:
            raise UsageError(
                _("a budget has no {key}", key=key),
                _("it has {names}; a number alone is max_cost", names=", ".join(_LIMITS)),
            )
        found[key] = _number(number, text, whole=key == "max_messages")
    return found


def _number(text: str, said: str, *, whole: bool) -> int | float:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0 or (whole and amount != int(amount)):
        raise UsageError(
            _("not a budget: {text}", text=repr(said)),
            _("write a number: 300, max_messages=1000, max_coupon_value=500"),
        )
    return int(amount) if amount == int(amount) else float(amount)


def _window(text: str) -> dict[str, object]:
    *days, hours = text.split() or [""]
    found: dict[str, object] = {}
    span = _HOURS.fullmatch(hours)
    if span and hours != "-":
        found |= {key: value for key, value in zip(("start", "stop"), span.groups(), strict=True) if value}
    else:
        days.append(hours)
    names = [day.strip().lower() for word in days for day in word.replace("，", ",").split(",") if day.strip()]
    if "workdays" in names:
        found["workdays"] = True
        names.remove("workdays")
    if not all(name in _DAYS for name in names) or not (found or names):
        raise UsageError(
            _("not a sending window: {text}", text=repr(text)),
            _("write 08:00-10:00, 'fri,sat 19:00-21:00' or 'workdays 09:00-18:00'; none for no window"),
        )
    return {**found, "weekdays": names} if names else found


def _goal(text: str) -> dict[str, object]:
    if text.lstrip().startswith("{"):
        try:
            given = json.loads(text)
        except ValueError as fault:
            raise UsageError(
                _("the goal is not JSON: look at character {n}", n=getattr(fault, "pos", 0) + 1), _(_GOAL_HINT)
            ) from None
        return dict(given)
    event, slash, within = text.partition("/")
    if not event.strip() or (slash and not within.strip()):
        raise UsageError(_("not a goal: {text}", text=repr(text)), _(_GOAL_HINT))
    return {"event": event.strip(), **({"within": within.strip()} if slash else {})}


_GOAL_HINT = mark('write order_paid, order_paid/14d or {"event": "order_paid", "where": {"amount": {">": 100}}}')
