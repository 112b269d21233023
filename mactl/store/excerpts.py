"""An excerpt of a workspace's database: a copy in memory that holds some of the customers, with all that is theirs.

What it costs follows how many they are, not how many there are. Left out are the audit, the batches, and of campaigns'
past messages those that held no slot of a cap: nothing that moves anybody on asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable

from mactl.store.database import MEMORY, Database
from mactl.store.faults import naming_faults

LEFT_OUT = frozenset({"audit", "batches", "runs", "alerts", "report_plans", "report_posts", "turns"})
_CHOSEN = "(SELECT customer FROM temp.chosen)"
_MESSAGES = (
    "SELECT t.* FROM temp.chosen p CROSS JOIN whole.messages t INDEXED BY messages_slots"
    " ON t.customer = p.customer AND t.slot_at IS NOT NULL"
    " UNION SELECT t.* FROM main.enrolments n CROSS JOIN whole.messages t INDEXED BY messages_visit"
    " ON t.enrolment = n.id AND t.enrolment > 0"
    " UNION SELECT t.* FROM whole.messages t INDEXED BY messages_due"
    " WHERE t.state IN ('queued', 'delayed') AND t.customer IN (SELECT customer FROM temp.chosen)"
)
# Tables whose customers are found in another way than by a column of that name; those after others read them.
_OWN = {
    "customers": "SELECT t.* FROM temp.chosen p CROSS JOIN whole.customers t ON t.id = p.customer",
    "messages": _MESSAGES,
    "hearings": "SELECT t.* FROM whole.hearings t WHERE t.message IN (SELECT id FROM main.messages)",
    "arrivals": "SELECT t.* FROM whole.arrivals t CROSS JOIN main.events e ON e.id = t.event",
    "backfills": "SELECT t.* FROM whole.backfills t CROSS JOIN main.events e ON e.id = t.event",
    "trail": (
        "SELECT t.* FROM main.enrolments n CROSS JOIN whole.trail t INDEXED BY trail_enrolment ON t.enrolment = n.id"
    ),
    "stirs": "SELECT t.* FROM whole.stirs t CROSS JOIN main.enrolments n ON n.id = t.enrolment",
    "clocks": (
        "SELECT t.* FROM whole.clocks t WHERE t.person = 0 UNION ALL"
        " SELECT t.* FROM whole.flows f CROSS JOIN temp.chosen p CROSS JOIN whole.clocks t"
        " ON t.flow = f.number AND t.person = p.customer"
    ),
    **{
        name: f"SELECT t.* FROM whole.segments s CROSS JOIN temp.chosen p CROSS JOIN whole.{name} t"  # noqa: S608
        " ON t.segment = s.number AND t.customer = p.customer"
        for name in ("members", "watches")
    },
}


def excerpt(database: Database, customers: Iterable[int]) -> Database:
    """Return a copy in memory of a database in a file, with these customers (row ids) alone; the caller closes it."""
    made = Database(MEMORY)
    sql = made.sql
    with naming_faults(database.path):
        sql.execute("ATTACH ? AS whole", (str(database.path),))
        sql.execute("CREATE TEMP TABLE chosen (customer INTEGER PRIMARY KEY)")
        sql.executemany("INSERT OR IGNORE INTO temp.chosen VALUES (?)", ((each,) for each in customers))
        sql.execute("BEGIN")
        for name, statement in _statements(made):
            sql.execute(f"DELETE FROM main.{name}")  # noqa: S608 - tables of this program
            sql.execute(f"INSERT INTO main.{name} {statement}")
        sql.execute("COMMIT")
        sql.execute("DROP TABLE temp.chosen")
        sql.execute("DETACH whole")
    return made


def _statements(made: Database) -> list[tuple[str, str]]:
    """Return what fills each table, those last that look into others."""
    rows = made.rows("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    found = [str(name) for (name,) in rows if name not in LEFT_OUT]
    return [
        (name, _statement(made, name)) for name in sorted(found, key=lambda name: (name in _OWN, name != "messages"))
    ]


def _statement(made: Database, name: str) -> str:
    if name in _OWN:
        return _OWN[name]
    columns = {str(row[1]) for row in made.rows(f"PRAGMA main.table_info({name})")}
    mine = f" WHERE t.customer IN {_CHOSEN}" if "customer" in columns else ""
    return f"SELECT t.* FROM whole.{name} t{mine}"  # noqa: S608
