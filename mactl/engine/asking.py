"""Questions of turns answered set-wise: many enrolments, few statements (rule F8).

A condition is decided at the instant at which the step was due (T5). Enrolments for which it reads alike, parameters
and all, are asked about in one statement.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from mactl.core.flows.questions import Question
from mactl.core.model.customer import COLUMNS
from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.events import Happening
from mactl.core.segments.operands import json_path
from mactl.core.segments.parse import parse
from mactl.core.segments.sql import TRUE, Sql, fill
from mactl.engine.abtests import in_flows
from mactl.store import asked
from mactl.store.asked import Asked
from mactl.store.database import Database
from mactl.store.enrolments import EnrolmentRow

Answers = dict[str, Any]


class Wanted(NamedTuple):
    """What an enrolment's turn must be told, decided at ``at``."""

    row: EnrolmentRow
    at: int
    questions: tuple[Question, ...]


def answer(database: Database, context: Context, wanted: Sequence[Wanted]) -> dict[int, Answers]:
    """Return the answers to all questions, by enrolment; ``context`` knows segments, campaigns, zones and mode."""
    found: dict[int, Answers] = defaultdict(dict)
    groups: dict[int, tuple[Question, list[Wanted]]] = {}
    for each in wanted:
        for question in each.questions:  # of one program: the same question is the same object
            groups.setdefault(id(question), (question, []))[1].append(each)
    for question, asking in groups.values():
        for number, value in _answered(database, context, question, asking).items():
            found[number][question.id] = value
    return found


def fitting(
    database: Database, context: Context, kind: str, where: Mapping[str, Any], events: Iterable[int]
) -> set[int]:
    """Return those of ``events`` (all of type ``kind``) whose properties fit ``where``."""
    if not where:
        return set(events)
    return asked.events_where(database, list(events), _happening(_text({"event": kind, "where": where})).fits(context))


def holding(
    database: Database, context: Context, condition: Mapping[str, Any], people: Iterable[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return those of ``people`` (row id, instant) for whom a condition holds at that instant."""
    read = _condition(_text(condition))
    scoped = replace(context, scope=asked.TABLE)
    found: set[tuple[int, int]] = set()
    for sql, group in _alike(read, scoped, people).items():
        holders = asked.holders(database, {person for person, _at in group}, sql)
        found.update(each for each in group if each[0] in holders)
    return found


def _alike(read: Condition, context: Context, people: Iterable[tuple[int, int]]) -> dict[Sql, list[tuple[int, int]]]:
    """Group people by what a condition is in SQL at their instant: most conditions read alike at any."""
    groups: dict[Sql, list[tuple[int, int]]] = {}
    of_instant: dict[int, list[tuple[int, int]]] = {}  # the group of each instant
    for person, at in people:
        if at not in of_instant:
            of_instant[at] = groups.setdefault(read.sql(replace(context, now=at)), [])
        of_instant[at].append((person, at))
    return groups


def _answered(database: Database, context: Context, question: Question, asking: Sequence[Wanted]) -> dict[int, Any]:
    match question.kind:
        case "condition":
            holders = holding(database, context, question.condition or {}, [(w.row.customer, w.at) for w in asking])
            return {w.row.id: (w.row.customer, w.at) in holders for w in asking}
        case "event":
            return _first_events(database, context, question, asking)
        case "value":
            return _values(database, question.type, asking)
        case "arm":
            return dict(
                in_flows.arms(database, question.type, [(w.row.id, w.row.customer, w.row.customer_id) for w in asking])
            )


def first_events(
    database: Database, rows: Sequence[Asked], kind: str, match: str = "", fits: Sql = TRUE
) -> dict[int, int]:
    """Return when the first event of type ``kind`` came that ``fits``, by the number of who asks.

    With ``match`` only one counts that has this property as the asker's own event has it.
    """
    if match:
        path = json_path(match.split("."))
        said = fill("CAST(json_extract(e.properties, {}) AS TEXT)", path)
        fits = fill("({} AND {} = CAST(json_extract(w.said, {}) AS TEXT))", fits, said, path)
    return asked.first_events(database, rows, kind, fits)


def _first_events(
    database: Database, context: Context, question: Question, asking: Sequence[Wanted]
) -> dict[int, int | None]:
    """Return when the first event came that is asked about, by enrolment."""
    fits = (
        _happening(_text({"event": question.type, "where": question.where})).fits(context) if question.where else TRUE
    )
    rows = [
        Asked(w.row.id, w.row.customer, _since(question, w), w.row.event or 0, w.row.properties or "{}") for w in asking
    ]
    first = first_events(database, rows, question.type, question.match, fits)
    return {w.row.id: first.get(w.row.id) for w in asking}


def _since(question: Question, wanted: Wanted) -> int:
    """Return from when on events answer a question; what set the clock of an entry without an event does not."""
    row = wanted.row
    if question.since == "due":
        return wanted.at
    return row.anchor + 1 if row.event is None and row.anchor < row.since else min(row.anchor, row.since)


def _values(database: Database, path: str, asking: Sequence[Wanted]) -> dict[int, Any]:
    """Return what stands at a path of the profile: a column, or an attribute."""
    name = path.removeprefix("profile.").removeprefix("attributes.")
    own = path.removeprefix("profile.") if path.removeprefix("profile.") in COLUMNS else None
    found = asked.values(database, [w.row.customer for w in asking], own, name)
    return {w.row.id: found.get(w.row.customer) for w in asking}


def _text(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=dict)


@lru_cache(maxsize=512)
def _condition(text: str) -> Condition:
    return parse(json.loads(text))


@lru_cache(maxsize=512)
def _happening(text: str) -> Happening:
    found = parse(json.loads(text))
    happening: Happening = found.happening  # type: ignore[attr-defined] # it says an event
    return happening
