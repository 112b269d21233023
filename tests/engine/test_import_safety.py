"""Imports that are killed, repeated or hostile (R4, R6)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from mactl.core.schedule.instants import iso
from mactl.engine import steps
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_customers import import_customers
from mactl.engine.import_events import EventOptions, import_events
from mactl.engine.intake import Surroundings
from mactl.errors import MactlError
from mactl.store.documents import everybody

ROWS = 30_000
CHILD = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from zoneinfo import ZoneInfo
    from mactl.engine import import_customers as work, steps
    from mactl.engine.customer_options import CustomerOptions
    from mactl.engine.intake import Surroundings
    from mactl.store.database import Database
    steps.CHUNK = 200
    with Database(Path(sys.argv[1])) as database:
        around = Surroundings(database=database, now=1, zone=ZoneInfo("UTC"))
        work.import_customers(around, Path(sys.argv[2]), CustomerOptions(), lambda *_: print("+", flush=True))
    """
)
HOSTILE = [
    "{{ 7*7 }}{% for x in range(9**9) %}",
    "a\r\nBcc: all@example.com",
    '=HYPERLINK("http://x")',
    "'; DROP TABLE customers;--",
    "<script>alert(1)</script>",
    "../../../etc/passwd",
    "\u202egnp.exe",
    "\x00null",
    "\ud800broken",
    "x" * 9_000,
    "NaN",
    "👩\u200d👧" * 50,
]


def test_a_killed_import_goes_on_and_loses_or_repeats_nothing(around: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps([{"id": f"c{n}", "email": f"u{n}@x.com", "tags": ["t"]} for n in range(ROWS)]), "utf-8")
    database = around.database
    for kills in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(database.path), str(path)], stdout=subprocess.PIPE, env=dict(os.environ)
        )
        assert child.stdout
        for _chunk in range(kills + 1):
            child.stdout.readline()
        time.sleep(0.003 * kills)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        done = database.number("SELECT count(*) FROM customers")
        assert done == database.number("SELECT rows FROM batches")
        assert done == database.number("SELECT count(*) FROM tags") == database.number("SELECT count(*) FROM addresses")
    import_customers(around, path, CustomerOptions())
    assert database.number("SELECT count(*) FROM customers") == ROWS
    assert database.number("SELECT count(*) FROM batches") == 1


def test_a_file_that_is_written_while_it_is_read_is_refused_and_then_taken(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "CHUNK", 100)
    path = tmp_path / "c.jsonl"
    lines = [json.dumps({"id": f"c{n}", "city": "上海"}, ensure_ascii=False) + "\n" for n in range(1000)]
    path.write_text("".join(lines), "utf-8")

    def spoil(rows: int, _done: int, _size: int) -> None:
        if rows == 200:
            path.write_text("".join(lines[:900]).replace("上海", "杭州"), "utf-8")

    with pytest.raises(MactlError, match=r"c\.jsonl was changed while it was read"):
        import_customers(around, path, CustomerOptions(), spoil)
    before = around.database.number("SELECT count(*) FROM customers")
    assert 200 <= before < 900  # what was read before the change is taken
    done = import_customers(around, path, CustomerOptions())
    assert (done.taken.created, done.taken.updated, done.rejects) == (900 - before, before, 0)


def test_a_file_that_is_replaced_while_it_is_read_is_taken_as_it_was(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "CHUNK", 100)
    path, fresh = tmp_path / "c.jsonl", tmp_path / "fresh.jsonl"
    path.write_text("".join(json.dumps({"id": f"c{n}"}) + "\n" for n in range(1000)), "utf-8")
    fresh.write_text('{"id": "other"}\n', "utf-8")
    done = import_customers(
        around, path, CustomerOptions(), lambda rows, *_: fresh.replace(path) if rows == 200 else None
    )
    assert done.taken.created == 1000
    assert import_customers(around, path, CustomerOptions()).taken.created == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"id": "a"}, {"id": "b"', "line 1"),
        ('[{"id": "a"}, {"id": "b"}]]', "after the end"),
        ("[" * 100_000, "nested"),
        ('[{"id": "a", "id": "b"}]', "stands here and on line"),
        ('{"id": "a"}' * 3, ""),
        ("\x00\x01\x02", ""),
    ],
)
def test_truncated_and_hostile_json_is_named(around: Surroundings, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(text, "utf-8")
    with pytest.raises(MactlError) as fault:
        import_customers(around, path, CustomerOptions())
    assert said in fault.value.message + fault.value.hint
    path.write_text('[{"id": "a"}, {"id": "b"}]', "utf-8")
    import_customers(around, path, CustomerOptions())
    assert around.database.number("SELECT count(*) FROM customers") == 2


def test_hostile_data_stays_data(around: Surroundings, tmp_path: Path) -> None:
    rows = [
        {"id": f"h{n}", "name": text, "tags": [text], "attributes": {text: text}, "company": text}
        for n, text in enumerate(HOSTILE)
    ]
    rows += [{"id": text, "name": "x"} for text in HOSTILE]
    rows += [{"id": f"t{n}", "name": value} for n, value in enumerate([[], {}, True, 10**400, {"a": {"b": []}}])]
    path = tmp_path / "c.json"
    path.write_text(json.dumps(rows), "utf-8")
    done = import_customers(around, path, CustomerOptions())
    assert done.taken.created + done.rejects == len(rows)
    assert done.taken.created >= 20
    found = list(everybody(around.database, lambda at: iso(at, around.zone)))
    assert len(found) == done.taken.created
    assert not any("\n" in str(one.get("name")) or "\r" in str(one.get("name")) for one in found)
    assert done.errors
    assert done.errors.read_text("utf-8-sig").count("\n") >= done.rejects
    events = tmp_path / "e.json"
    said = [{"type": text, "customer": "h0", "at": "2026-01-01", "properties": {text: text}} for text in HOSTILE]
    events.write_text(json.dumps(said), "utf-8")
    taken = import_events(around, events, EventOptions())
    assert taken.taken.created + taken.rejects == len(said)


def test_a_workbook_is_understood(around: Surroundings, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["会员编号", "姓名", "手机号", "生日", "积分"])  # type: ignore[union-attr]
    book.active.append([1001, "王梅", 1.38e10, "1990/3/2", 12.5])  # type: ignore[union-attr]
    book.active.append(["1002", "李强", "138****0000", None, None])  # type: ignore[union-attr]
    book.save(tmp_path / "会员.xlsx")
    done = import_customers(around, tmp_path / "会员.xlsx", CustomerOptions())
    assert (done.taken.created, done.rejects) == (1, 1), done.taken.rejected
    row = around.database.row(
        "SELECT c.customer_id, a.value, c.birthday FROM customers c JOIN addresses a ON a.customer = c.id"
    )
    assert row == ("1001", "+8613800000000", "1990-03-02")
