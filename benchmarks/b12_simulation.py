"""B12: days of history that `flow simulate` lives through a second, for one flow, with 10,000 people against 1,000.

The flow is a cart recovery of two messages with a goal; quiet hours, a cap and the templates count, as they do when it
is sent for real. In a week of history everybody fills a cart once, every other pays, and each looks at four pages. A
tick comes every quarter of an hour in which anything happened. The ratio is of days a second: a tenth is what ten times
as many people may cost at most.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path

from benchmarks.harness import Result, Scale, in_turn, seconds
from mactl.api.opening import open_workspace
from mactl.clock import DAY
from mactl.engine import catalogue, simulating
from mactl.engine.simulating import Stretch
from mactl.engine.workspace import Workspace
from mactl.store.database import Database

START = 1_772_380_800_000  # 2 March 2026, midnight in Shanghai
DAYS = 7
PAIRS = 3
_FLOW = {
    "id": "cart",
    "name": "Cart",
    "trigger": {"event": "cart_updated", "quiet_for": "30m"},
    "goal": {"event": "order_paid", "within": "7d"},
    "quiet": "21:00-08:00",
    "steps": [
        {"id": "remind", "at": "1h", "send": {"email": "hello"}},
        {"id": "offer", "at": "24h", "send": {"email": "hello", "fallback": ["sms:hello"]}},
    ],
}
_PEOPLE = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)"
_WHEN = ":start + abs(i * 7919 + {salt}) * 104729 % (:days * 86400000 - 172800000)"
_EVENTS = (
    "INSERT INTO events (customer, type, at, source, source_id, properties)"
    " SELECT i, '{kind}', {at}, 1, {key}, '{{}}' FROM n"
)
_ROWS = (
    "INSERT INTO sources (id, name) VALUES (1, 'shop')",
    (
        f"{_PEOPLE} INSERT INTO customers (id, customer_id, name, created_at, updated_at)"
        " SELECT i, 'c' || i, 'N' || i, 0, 0 FROM n"
    ),
    (
        f"{_PEOPLE} INSERT INTO addresses (kind, value, customer, since)"
        " SELECT 'email', 'c' || i || '@example.com', i, 0 FROM n WHERE i % 10"
    ),
    (
        f"{_PEOPLE} INSERT INTO addresses (kind, value, customer, since)"
        " SELECT 'phone', '+86' || (13490000000 + i), i, 0 FROM n"
    ),
    f"{_PEOPLE} INSERT INTO consents (customer, channel, status, at) SELECT i, 'email', 'granted', 0 FROM n",
    f"{_PEOPLE} INSERT INTO consents (customer, channel, status, at) SELECT i, 'sms', 'granted', 0 FROM n",
    f"{_PEOPLE} " + _EVENTS.format(kind="cart_updated", at=_WHEN.format(salt=1), key="i"),
    f"{_PEOPLE} "
    + _EVENTS.format(kind="order_paid", at=_WHEN.format(salt=1) + " + 43200000", key="-i")
    + " WHERE i % 2",
    *(
        f"{_PEOPLE} " + _EVENTS.format(kind="page_view", at=_WHEN.format(salt=salt), key=f"'{salt}/' || i")
        for salt in (20_000, 300_000, 4_000_000, 50_000_000)
    ),
)


def run(scale: Scale) -> Result:
    """Measure at three numbers of people; the largest has the figure, the smallest is what it is held to."""
    sizes = [scale.size(1_000, 20), scale.size(3_000, 30), scale.size(10_000, 40)]
    result = Result(
        code="B12",
        title=f"days of history simulated a second: one flow, {sizes[-1]:,} people against {sizes[0]:,}",
        ours=f"{sizes[-1]:,} people",
        theirs=f"{sizes[0]:,} people",
        unit="days/s",
        goal=0.1,
    )
    few = History(scale.folder / "few", sizes[0])
    for size in sizes:
        many = History(scale.folder / f"people{size}", size)
        result.pairs = in_turn(many.days_a_second, few.days_a_second, 2 if scale.quick else PAIRS)
        rate = statistics.median(a for a, _b in result.pairs)
        result.growth.append((size, rate, statistics.median(a / b for a, b in result.pairs)))
    result.notes.append(
        f"{DAYS} days, a cart and four pages a person, half of them pay; {many.messages:,} messages judged and rendered"
    )
    return result


class History:
    """A workspace in whose database ``people`` have lived through a week."""

    def __init__(self, folder: Path, people: int) -> None:
        self.workspace = _laid_out(folder)
        self.messages = 0
        with self.workspace.open() as database:
            _fill(database, people)

    def days_a_second(self) -> float:
        """Let the flow live through the week; return how many days of it went by in a second."""
        authored = catalogue.read(self.workspace)
        stretch = Stretch(start=START, stop=START + DAYS * DAY)
        with self.workspace.open() as database:
            took = seconds(lambda: self._simulate(database, authored, stretch))
        return DAYS / took

    def _simulate(self, database: Database, authored: catalogue.Catalogue, stretch: Stretch) -> None:
        found = simulating.simulate(self.workspace, database, authored, list(authored.flows), stretch)
        assert not found.faults, found.faults
        self.messages = len(found.figures.messages)
        assert self.messages, "nothing was sent"


def _fill(database: Database, people: int) -> None:
    with database.transaction() as sql:
        for statement in _ROWS:
            given = {"people": people, "start": START, "days": DAYS}
            sql.execute(statement, {name: value for name, value in given.items() if f":{name}" in statement})


def _laid_out(folder: Path) -> Workspace:
    (folder / "data").mkdir(parents=True)
    for name, text in (
        (
            "email/hello.html",
            "<html><head><title>{% block subject %}Hello{% endblock %}</title></head><body>Hi</body></html>",
        ),
        ("sms/hello.txt", "Hello {{ customer.name }}"),
    ):
        path = folder / "templates" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    settings = {"workspace": {"time_zone": "Asia/Shanghai"}, "caps": [{"scope": "all", "n": 2, "per": "day"}]}
    (folder / "config.json").write_text(json.dumps(settings), "utf-8")
    (folder / "data" / "flows.json").write_text(json.dumps([_FLOW]), "utf-8")
    return open_workspace(folder)
