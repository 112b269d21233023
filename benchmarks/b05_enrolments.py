"""B5: a thousand enrolments due among a million that wait, against as many among ten thousand.

The work is the advance leg's own (engine/advance.py): due enrolments are read through their index, asked about
set-wise, turned by the machine, and what they do is written in one transaction at full durability. Each of the thousand
is asked a condition, which holds for none of them, and has a message put into the ledger. Every run takes the next
thousand, so nothing is undone between runs. The ratio is of seconds; how many enrolments a second that is stands in the
table of sizes.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path

from benchmarks.harness import Result, Scale, disk, in_turn, seconds
from mactl.api.opening import open_workspace
from mactl.engine import advance, catalogue, flow_legs, flowing
from mactl.engine.advance import Advanced
from mactl.engine.workspace import Workspace
from mactl.store.database import Database

DUE = 1_000
NOW = 1_772_420_000_000
_FLOW = {
    "id": "welcome",
    "name": "Welcome",
    "trigger": {"event": "user_signup"},
    "goal": {"event": "order_paid"},
    "steps": [
        {"id": "ask", "at": "1h", "if": {"tag": "vip"}, "then": [{"id": "greet", "send": {"email": "hello"}}]},
        {"id": "hello", "send": {"email": "hello"}},
    ],
}
_PEOPLE = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)"
_ROWS = (
    f"{_PEOPLE} INSERT INTO customers (id, customer_id, created_at, updated_at) SELECT i, 'c' || i, :now, :now FROM n",
    f"{_PEOPLE} INSERT INTO awaits (customer, type, enrolment, role) SELECT i, 'order_paid', i, 'goal' FROM n",
    # The first rows are due in groups of a thousand, a second apart; all others in a day to come.
    (
        f"{_PEOPLE} INSERT INTO enrolments (id, flow, version, customer, key, entered_at, anchor, step, phase, visit,"
        " since, due) SELECT i, 1, 1, i, '', :now, :now, 'ask', 'waiting', 1, :now, iif(i <= :due * :runs,"
        " :now + (i - 1) / :due * 1000, :now + 86400000 + i) FROM n"
    ),
)


def run(scale: Scale) -> Result:
    """Measure at three numbers of people who wait; the largest has the figure, the smallest is what it is held to."""
    folder = disk(scale.folder)
    due = scale.size(DUE, 20)
    sizes = [scale.size(10_000, 200), scale.size(100_000, 400), scale.size(1_000_000, 800)]
    result = Result(
        code="B5",
        title=f"{due:,} enrolments due among {sizes[-1]:,} waiting, against among {sizes[0]:,}",
        ours=f"{sizes[-1]:,} waiting",
        theirs=f"{sizes[0]:,} waiting",
        unit="s",
        goal=4,
        at_most=True,
        growth_unit="enrolments/s",
    )
    runs = scale.pairs + 1
    for size in sizes:
        many = Crowd(folder / f"waiting{size}", size, due, runs)
        few = Crowd(folder / f"beside{size}", sizes[0], due, runs)
        result.pairs = in_turn(many.advance, few.advance, scale.pairs)
        rate = due / statistics.median(a for a, _b in result.pairs)
        result.growth.append((size, rate, statistics.median(a / b for a, b in result.pairs)))
        many.database.close()
        few.database.close()
    result.notes.append(f"at least 25,000 enrolments/s are asked for: among {sizes[-1]:,} it is {rate:,.0f}")
    return result


class Crowd:
    """A workspace in which ``people`` wait, ``due`` of them a second for ``runs`` seconds."""

    def __init__(self, folder: Path, people: int, due: int, runs: int) -> None:
        self.workspace = _laid_out(folder)
        self.database = self.workspace.open()
        self.authored = catalogue.read(self.workspace)
        self.due, self.now = due, NOW
        flowing.activate(self.workspace, self.database, self.authored, self.authored.flow("welcome"))
        _fill(self.database, people, due, runs)
        self.advance()  # the first run warms what later ones find warm

    def advance(self) -> float:
        """Take the next turns that are due; return the seconds that it took."""
        legs = flow_legs.legs(self.workspace, self.database, self.authored, self.now)
        done = Advanced()
        took = seconds(lambda: advance.advance(legs.journeys, done))
        assert done.turns == 2 * self.due, (done.turns, done.blocked)
        self.now += 1000
        return took


def _fill(database: Database, people: int, due: int, runs: int) -> None:
    with database.transaction() as sql:
        for statement in _ROWS:
            names = [name for name in ("people", "now", "due", "runs") if f":{name}" in statement]
            given = {"people": people, "now": NOW, "due": due, "runs": runs}
            sql.execute(statement, {name: given[name] for name in names})
    database.sql.execute("ANALYZE")
    database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _laid_out(folder: Path) -> Workspace:
    (folder / "data").mkdir(parents=True)
    (folder / "templates" / "email").mkdir(parents=True)
    (folder / "templates" / "email" / "hello.html").write_text(
        "<html><head><title>{% block subject %}Hello{% endblock %}</title></head><body>Hello</body></html>", "utf-8"
    )
    (folder / "config.json").write_text(json.dumps({"workspace": {"time_zone": "Asia/Shanghai"}}), "utf-8")
    (folder / "data" / "flows.json").write_text(json.dumps([_FLOW]), "utf-8")
    return open_workspace(folder)
