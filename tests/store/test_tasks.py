"""Tasks: opened once a visit, closed when nobody needs them, finished with what came of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.store import tasks
from mactl.store.database import Database
from mactl.store.tasks import Finished, NewTask

CALL = NewTask(3, 1, "cart", "call", 1, "telesales", "回访", "", "li", '["sold","refused"]', 10, 500, 900)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    found = Database(tmp_path / "mactl.db")
    found.sql.execute(
        "INSERT INTO customers (id, customer_id, name, created_at, updated_at) VALUES (1, 'c1', '王小梅', 0, 0)"
    )
    return found


def test_a_visit_asks_once(database: Database) -> None:
    tasks.open_all(database, [CALL, CALL._replace(title="again"), CALL._replace(visit=2, due=400)])
    assert [(one.title, one.due, one.name) for one in tasks.waiting(database)] == [
        ("回访", 400, "王小梅"),
        ("回访", 500, "王小梅"),
    ]


def test_lists_are_narrowed_by_queue_person_and_time(database: Database) -> None:
    tasks.open_all(database, [CALL, CALL._replace(visit=2, queue="visits", assignee="wu", due=800)])
    assert [one.queue for one in tasks.waiting(database, queue="visits")] == ["visits"]
    assert [one.id for one in tasks.waiting(database, assignee="li", due_by=600)] == [1]
    tasks.take(database, 2, "li", 20)
    assert [one.id for one in tasks.waiting(database, assignee="li")] == [1, 2]


def test_what_is_done_stays_done(database: Database) -> None:
    tasks.open_all(database, [CALL])
    tasks.finish(database, 1, "sold", "两件", "li", 300)
    tasks.close(database, [(3, "late")], 900)
    assert tasks.finished(database, [(3, 1), (3, 2), (4, 1)]) == {3: Finished("sold", 300)}
    assert (tasks.waiting(database), [one.outcome for one in tasks.ended(database, 5)]) == ([], ["sold"])


def test_a_closed_task_is_no_outcome(database: Database) -> None:
    tasks.open_all(database, [CALL])
    tasks.close(database, [(3, "goal")], 400)
    assert tasks.finished(database, [(3, 1)]) == {}
    assert [(one.state, one.outcome) for one in tasks.ended(database, 5)] == [("closed", "goal")]
