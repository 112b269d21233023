"""A/B tests at work: what was started, who is in which arm, what came of it; inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mactl.core.experiments.assignment import Assigned, Design, Role
from mactl.store.database import Database

_COLUMNS = (
    "id, mode, campaign, definition, campaign_definition, version, state, started_at, deadline, next_look, ended_at,"
    " winner, verdict, waves"
)
_JSON = ("definition", "campaign_definition", "verdict", "waves")


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A test that was started: its definition and its campaign's as they were then (JSON), and where it stands.

    ``state`` is running, concluded or stopped; ``campaign`` is "" for a test inside a flow.
    """

    id: str
    mode: str
    campaign: str
    definition: Mapping[str, Any]
    campaign_definition: Mapping[str, Any]
    version: str
    state: str
    started_at: int
    deadline: int
    next_look: int | None
    ended_at: int | None
    winner: str
    verdict: Mapping[str, Any]
    waves: Sequence[Mapping[str, Any]]


def find(database: Database, test: str) -> Started | None:
    """Return a test that was started, by its id."""
    row = database.row(f"SELECT {_COLUMNS} FROM experiments WHERE id = ?", (test,))  # noqa: S608
    return None if row is None else _started(row)


def everything(database: Database) -> list[Started]:
    """Return all tests that were started, the latest first."""
    rows = database.rows(f"SELECT {_COLUMNS} FROM experiments ORDER BY started_at DESC, id")  # noqa: S608
    return [_started(row) for row in rows]


def due(database: Database, now: int) -> list[Started]:
    """Return the running tests to be looked at now."""
    rows = database.rows(
        f"SELECT {_COLUMNS} FROM experiments WHERE state = 'running' AND next_look <= ? ORDER BY next_look, id",  # noqa: S608
        (now,),
    )
    return [_started(row) for row in rows]


def of_campaign(database: Database, campaign: str) -> Started | None:
    """Return the test by which a campaign goes out, if one was started."""
    row = database.row(
        f"SELECT {_COLUMNS} FROM experiments WHERE campaign = ? ORDER BY started_at DESC LIMIT 1",  # noqa: S608
        (campaign,),
    )
    return None if row is None else _started(row)


def _started(row: tuple[Any, ...]) -> Started:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Started(**{**values, **{name: json.loads(values[name]) for name in _JSON}})


def called(database: Database, name: str) -> Started | None:
    """Return a test that was started, by its id or its name."""
    found = find(database, name)
    if found is not None:
        return found
    row = database.row("SELECT id FROM experiments WHERE definition ->> 'name' = ?", (name,))
    return None if row is None else find(database, str(row[0]))


def create(database: Database, columns: Mapping[str, object], *, anew: bool = True) -> None:
    """Record that a test was started; ``anew`` forgets what was drawn for one of the same id that ran before."""
    values = {name: _text(value) if name in _JSON else value for name, value in columns.items()}
    if anew:
        database.sql.execute("DELETE FROM assignments WHERE test = ?", (values["id"],))
    marks = ", ".join("?" * len(values))
    database.sql.execute(
        f"INSERT OR REPLACE INTO experiments ({', '.join(values)}) VALUES ({marks})",  # noqa: S608 - the names are this program's own
        list(values.values()),
    )


def change(database: Database, test: str, **columns: object) -> None:
    """Change columns of a started test."""
    values = {name: _text(value) if name in _JSON else value for name, value in columns.items()}
    database.sql.execute(
        f"UPDATE experiments SET {', '.join(f'{name} = ?' for name in values)} WHERE id = ?",  # noqa: S608 - as above
        [*values.values(), test],
    )


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def assign(database: Database, design: Design, customers: Iterable[tuple[int, str]], now: int) -> None:
    """Store what each customer (row id, public id) is to a test; who was drawn before stays what he is."""
    drawn = ((number, design.assign(name)) for number, name in customers)
    keep(database, design.test, drawn, now)


def keep(database: Database, test: str, assigned: Iterable[tuple[int, Assigned]], now: int) -> None:
    """Store assignments that were made, by the customers' row ids; who was drawn before stays what he is."""
    database.sql.executemany(
        "INSERT OR IGNORE INTO assignments (test, customer, role, arm, at) VALUES (?, ?, ?, ?, ?)",
        ((test, number, one.role, one.arm, now) for number, one in assigned),
    )


def assigned(database: Database, test: str, customer: int) -> Assigned | None:
    """Return what a customer (row id) is to a test; None where he was not drawn yet."""
    row = database.row("SELECT role, arm FROM assignments WHERE test = ? AND customer = ?", (test, customer))
    return None if row is None else Assigned(*row)


def give_arms(database: Database, test: str, given: Iterable[tuple[int, str]]) -> None:
    """Give an arm to people (row ids) who test and have none yet: a later wave of a bandit."""
    database.sql.executemany(
        "UPDATE assignments SET arm = ? WHERE test = ? AND customer = ? AND role = 'test' AND arm = ''",
        ((arm, test, number) for number, arm in given),
    )


def leave_to_the_rest(database: Database, test: str) -> None:
    """Let those who test and were never given an arm wait for the winner: a bandit ended before their wave."""
    database.sql.execute("UPDATE assignments SET role = 'rest' WHERE test = ? AND role = 'test' AND arm = ''", (test,))


def without_arm(database: Database, test: str) -> list[tuple[int, str]]:
    """Return the row ids and public ids of those who test and have no arm yet."""
    rows = database.rows(
        "SELECT c.id, c.customer_id FROM assignments x JOIN customers c ON c.id = x.customer"
        " WHERE x.test = ? AND x.role = 'test' AND x.arm = '' ORDER BY c.id",
        (test,),
    )
    return [(int(number), str(name)) for number, name in rows]


def counts(database: Database, test: str) -> dict[Assigned, int]:
    """Return how many people are in each role and arm."""
    rows = database.rows(
        "SELECT role, arm, COUNT(*) FROM assignments WHERE test = ? GROUP BY role, arm ORDER BY role, arm", (test,)
    )
    return {Assigned(_role(role), str(arm)): int(number) for role, arm, number in rows}


def gathered(database: Database) -> Iterator[tuple[int, str]]:
    """Yield the row id and public id of those whom ``outbox.gather`` gathered, in order of their ids."""
    rows = database.rows("SELECT c.id, c.customer_id FROM temp.audience a JOIN customers c ON c.id = a.customer")
    return ((int(number), str(name)) for number, name in rows)


def _role(text: str) -> Role:
    return "holdout" if text == "holdout" else "test" if text == "test" else "rest"
