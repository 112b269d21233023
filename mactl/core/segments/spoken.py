"""Reading values, comparisons and windows from the words of the command line, as the JSON that means the same."""

from __future__ import annotations

import re

from mactl.core.segments.operators import DATES, ORDERS, TEXTS
from mactl.core.segments.reader import nearest
from mactl.core.segments.words import Token, Words
from mactl.core.segments.written import plain_number
from mactl.i18n import _

SIGNS = (*ORDERS, *TEXTS, *DATES, "in", "not_in", "between", "exists", "empty")
_DURATION = re.compile(r"(?:[0-9]+[smhdw])+")
_TRUTHS = {"true": True, "false": False}


def is_duration(token: Token) -> bool:
    """Return whether ``token`` is a length of time such as 30d."""
    return token.kind == "word" and _DURATION.fullmatch(token.text) is not None


def read_comparison(words: Words) -> dict[str, object]:
    """Return the next comparison, ``>= 3`` or ``in 上海, 杭州``, as an object of one operator."""
    if words.is_next("not") and words.after.text == "in":
        words.take()
        words.take()
        return {"not_in": _values(words)}
    if words.next.text not in SIGNS:
        raise words.fault(_("an operator is missing here"), nearest(words.next.text, SIGNS))
    operator = words.take().text
    if operator in {"exists", "empty"}:
        return {operator: True}
    if operator in {"in", "not_in"}:
        return {operator: _values(words)}
    if operator == "between":
        low = read_value(words)
        words.expect("and")
        return {operator: [low, read_value(words)]}
    if operator == "anniversary" and words.accept("between"):
        first = read_word(words)
        words.expect("and")
        return {operator: {"from": first, "to": read_word(words)}}
    return {operator: read_word(words) if operator in {*TEXTS, *DATES} else read_value(words)}


def read_value(words: Words) -> object:
    """Return the next value: a number, true or false, or text."""
    token = words.next
    text = words.name(_("a value"))
    if token.kind == "quoted":
        return text
    number = plain_number(text)
    return _TRUTHS.get(text, text) if number is None else number


def read_word(words: Words) -> str:
    """Return the next value as text, also where it is written in digits."""
    return words.name(_("a value"))


def read_words(words: Words) -> list[str]:
    """Return the next values, with commas between, as text."""
    return [str(value) for value in _values(words)]


def read_window(words: Words) -> dict[str, object]:
    """Return the window that follows, if any: ``in 30d``, ``before 2026-01-01``, ``between last_week and today``."""
    found: dict[str, object] = {}
    while True:
        if words.is_next("in") and is_duration(words.after):
            words.take()
            found["within"] = words.take().text
        elif words.is_next("before", "after"):
            side = words.take().text
            found[side] = read_word(words)
        elif words.is_next("between"):
            words.take()
            low = read_word(words)
            words.expect("and")
            found["between"] = [low, read_word(words)]
        else:
            return found


def read_happening(words: Words) -> dict[str, object]:
    """Return the event that follows with its properties: ``order_paid(amount > 100, channel = app)``."""
    said: dict[str, object] = {"event": words.name(_("an event"))}
    if words.accept("("):
        where: dict[str, dict[str, object]] = {}
        while not words.accept(")"):
            path = words.name(_("a property"))
            where.setdefault(path, {}).update(read_comparison(words))
            if not words.is_next(")"):
                words.expect(",")
        said["where"] = where
    return said


def read_event(words: Words) -> dict[str, object]:
    """Return the event that follows with its count, window, and what follows or does not follow it."""
    said = {**read_happening(words), **read_count(words), **read_window(words)}
    while negated := _is_following(words):
        key = "not_followed_by" if negated == "not" else "followed_by"
        for text in ("not", "followed", "by")[negated != "not" :]:
            words.expect(text)
        said[key] = {**read_happening(words), **_read_within(words)}
    return said


def _is_following(words: Words) -> str:
    """Return "not" or "followed" where the next words say that something follows, else nothing."""
    if words.is_next("followed"):
        return "followed"
    return "not" if words.is_next("not") and words.after.text == "followed" else ""


def _read_within(words: Words) -> dict[str, object]:
    if not words.is_next("in") or not is_duration(words.after):
        return {}
    words.take()
    return {"within": words.take().text}


def read_count(words: Words) -> dict[str, object]:
    """Return the count that follows, if any, as ``count``: ``>= 3``, ``between 2 and 5``, ``in 1, 2``."""
    counts: dict[str, object] = {}
    while _is_count(words):
        column, compared = words.next.column, read_comparison(words)
        number = compared.get("in")
        if counts and isinstance(number, list) and len(number) == 1:
            hint = _("Write the unit: {number}d for days.", number=number[0])
            raise words.fault(_("in {number} what?", number=number[0]), hint, column)
        counts.update(compared)
    return {"count": counts} if counts else {}


def _is_count(words: Words) -> bool:
    if words.next.text in {"in", "not_in", "between"}:
        return plain_number(words.after.text) is not None
    return words.next.kind == "sign" and words.next.text in ORDERS


def _values(words: Words) -> list[object]:
    values = [read_value(words)]
    while words.accept(","):
        values.append(read_value(words))
    return values
