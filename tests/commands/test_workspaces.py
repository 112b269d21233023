"""Many workspaces with one command: each by itself, one line each, the worst exit code; what they share."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mactl.commands._workspaces import worst
from mactl.store.locks import FileLock
from tests.commands.conftest import Mactl
from tests.support.shop import Shop

NOON = "2026-03-02T12:00+08:00"


@pytest.fixture
def clients(mactl: Mactl, tmp_path: Path) -> dict[str, Shop]:
    """Return three clients, each with a campaign that is due at noon; and two folders that are no workspace."""
    shops = {}
    for name in ("acme", "bolt", "茶铺"):
        shop = shops[name] = Shop(tmp_path / "clients" / name)
        shop.people(3)
        shop.campaign("spring", schedule={"at": "2026-03-02T11:00"})
        assert mactl("-C", str(shop.folder), "campaign", "schedule", "spring").code == 0
    (tmp_path / "clients" / "_shared" / "data").mkdir(parents=True)
    (tmp_path / "clients" / "notes.txt").write_text("not a client", "utf-8")
    return shops


def tick(mactl: Mactl, *more: str) -> dict[str, Any]:
    done = mactl("tick", "--workspaces", "clients/*", "--format", "json", *more, now=NOON)
    found = {Path(one["workspace"]).name: one for one in done.json["workspaces"]}
    return {"code": done.code, **found}


def test_every_client_is_ticked_and_has_a_line(mactl: Mactl, clients: dict[str, Shop]) -> None:
    done = tick(mactl)
    assert done["code"] == 0
    assert [done[name]["messages"] for name in clients] == [{"sent": 3}] * 3
    assert all(shop.states() == {"sent": 3} for shop in clients.values())
    lines = mactl("tick", "--workspaces", "clients/*", now=NOON).out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["workspace", "acme", "bolt", "茶铺"]
    assert all("nothing was due" in line for line in lines[1:])


def test_a_failure_stops_nobody_and_is_the_worst(mactl: Mactl, clients: dict[str, Shop]) -> None:
    (clients["acme"].folder / "config.json").write_text("{", "utf-8")
    lock = FileLock(clients["bolt"].folder / "data" / "tick.lock")
    assert lock.acquire("somebody else")
    with lock:
        done = tick(mactl)
    assert (done["code"], done["acme"]["exit_code"], done["bolt"]["exit_code"], done["茶铺"]["exit_code"]) == (
        1,
        1,
        4,
        0,
    )
    assert "config.json" in done["acme"]["error"]
    assert "another tick" in done["bolt"]["error"]
    assert clients["茶铺"].states() == {"sent": 3}


def test_a_held_lock_alone_exits_four(mactl: Mactl, clients: dict[str, Shop]) -> None:
    lock = FileLock(clients["bolt"].folder / "data" / "tick.lock")
    assert lock.acquire("somebody else")
    with lock:
        assert tick(mactl)["code"] == 4


@pytest.mark.parametrize(
    ("codes", "code"), [([], 0), ([0, 0], 0), ([0, 3], 3), ([3, 4], 3), ([4, 1, 3], 1), ([0, 4], 4)]
)
def test_the_worst_exit_code(codes: list[int], code: int) -> None:
    assert worst(codes) == code


def test_doctor_and_report_have_a_line_for_each(mactl: Mactl, clients: dict[str, Shop]) -> None:
    (clients["acme"].folder / "data" / "segments.json").write_text("[{]", "utf-8")
    done = mactl("doctor", "--workspaces", "clients/*", now=NOON)
    lines = done.out.splitlines()
    assert (done.code, len(lines)) == (1, 4)
    assert lines[1].startswith("acme\t1\t")
    assert "segments.json" in lines[1]
    tick(mactl)
    done = mactl("report", "--workspaces", "clients/*", "--format", "json", now=NOON)
    assert (done.code, [one["exit_code"] for one in done.json["workspaces"]]) == (0, [0, 0, 0])
    table = mactl("report", "--workspaces", "clients/*", "--format", "table", "--lang", "zh", now=NOON).out
    assert "茶铺" in table
    assert "沙箱" in table


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["tick", "--workspaces", "nowhere/*"], 1, "no workspace is named by nowhere/*"),
        (["tick", "--workspaces", "clients/notes.txt"], 1, "no workspace is named by"),
        (["tick", "--workspaces", ""], 1, ""),
        (["tick", "--workspaces"], 2, "workspaces"),
        (["tick", "--workspaces", "clients/acme", "clients/bolt"], 2, "clients/bolt"),
        (["-C", "clients/acme", "tick", "--workspaces", "clients/*"], 2, "leave out -C"),
        (["doctor", "--workspaces", "clients/*", "--adopt"], 2, "for one workspace"),
        (["tick", "--workspaces", "clients/*", "--now", "soon"], 2, ""),
        (["send", "--campaign", "spring", "--workspaces", "clients/*"], 2, "workspaces"),
        (["report", "--workspaces", "clients/*", "--kind", "cost"], 2, ""),
    ],
)
def test_wrong_input(mactl: Mactl, clients: dict[str, Shop], words: list[str], code: int, said: str) -> None:
    done = mactl(*words, now=NOON)
    assert (done.code, said in done.err) == (code, True), (done.out, done.err)


def test_a_wrong_now_is_a_wrong_use(mactl: Mactl, clients: dict[str, Shop]) -> None:
    done = mactl("-C", "clients/acme", "campaign", "list", "--now", "tomorrowish")
    assert (done.code, "--now" in done.err) == (2, True)


@pytest.mark.slow
def test_one_daemon_serves_them_all_and_ends_cleanly(clients: dict[str, Shop], tmp_path: Path) -> None:
    (clients["acme"].folder / "config.json").write_text("{", "utf-8")
    words = [sys.executable, "-m", "mactl", "daemon", "--workspaces", "clients/*", "--seconds", "1"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "MACTL_NOW": NOON}
    process = subprocess.Popen(words, cwd=tmp_path, env=environ, stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while clients["bolt"].states() != {"sent": 3} or clients["茶铺"].states() != {"sent": 3}:
        assert time.monotonic() < until
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    _out, said = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "acme: " in said
    assert "bolt: launched: spring" in said
    assert "looking every second;" in said


def orders(mactl: Mactl, shop: Shop, *amounts: int) -> None:
    """Let customers of a shop pay orders."""
    for number, amount in enumerate(amounts, 1):
        words = ("events", "track", "order_paid", "--customer", f"c{number}", f"amount={amount}")
        assert mactl("-C", str(shop.folder), *words).code == 0


def test_report_adds_the_clients_up_and_gives_each_a_file_of_its_own(
    mactl: Mactl, clients: dict[str, Shop], tmp_path: Path
) -> None:
    orders(mactl, clients["acme"], 100, 200)
    orders(mactl, clients["bolt"], 50)
    clients["bolt"].config(workspace={"name": "Bolt GmbH", "brand": {"name": "Bolt"}})
    done = mactl("report", "--workspaces", "clients/*", "--out", "reports", now=NOON)
    assert (done.code, "3 files written to reports" in done.err) == (0, True), done.err
    assert [line.split("\t")[:3] for line in done.out.splitlines()] == [
        ["workspace", "orders", "order_revenue"],
        ["acme", "2", "300"],
        ["bolt", "1", "50"],
        ["茶铺", "0", "0"],
        ["Together", "3", "350"],
    ]
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["acme.html", "bolt.html", "茶铺.html"]
    page = (tmp_path / "reports" / "bolt.html").read_text("utf-8")
    assert "Bolt GmbH" in page
    assert "¥50.00" in page
    assert "300" not in page


@pytest.mark.parametrize("form", ["json", "csv", "md", "xlsx"])
def test_the_files_of_clients_have_the_format_asked_for(
    mactl: Mactl, clients: dict[str, Shop], tmp_path: Path, form: str
) -> None:
    (tmp_path / "2026.03").mkdir()
    done = mactl("report", "--workspaces", "clients/*", "--out", "2026.03", "--format", form, now=NOON)
    assert done.code == 0, done.err
    assert sorted(path.name for path in (tmp_path / "2026.03").iterdir()) == [
        f"acme.{form}", f"bolt.{form}", f"茶铺.{form}",
    ]  # fmt: skip
    assert done.out.startswith("workspace\torders"), "the terminal has the table of all"


def test_a_client_whose_report_fails_has_its_line_and_the_others_their_files(
    mactl: Mactl, clients: dict[str, Shop], tmp_path: Path
) -> None:
    (clients["bolt"].folder / "config.json").write_text("{", "utf-8")
    done = mactl("report", "--workspaces", "clients/*", "--out", "reports", "--format", "md", now=NOON)
    assert done.code == 1
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["acme.md", "茶铺.md"]
    assert [line for line in done.out.splitlines() if line.startswith("bolt\t1\terror: ")]


def test_money_of_several_currencies_is_not_added_up(mactl: Mactl, clients: dict[str, Shop]) -> None:
    orders(mactl, clients["acme"], 100)
    orders(mactl, clients["bolt"], 50)
    clients["bolt"].config(workspace={"name": "Bolt", "currency": "EUR", "time_zone": "Europe/Berlin"})
    found = mactl("report", "--workspaces", "clients/*", "--format", "json", now=NOON).json
    assert {one: found["together"][one]["order_revenue"] for one in found["together"]} == {"CNY": 100, "EUR": 50}
    rows = [line.split("\t")[:4] for line in mactl("report", "--workspaces", "clients/*", now=NOON).out.splitlines()]
    assert rows[0] == ["workspace", "currency", "orders", "order_revenue"]
    assert rows[-2:] == [["Together", "CNY", "1", "100"], ["Together", "EUR", "1", "50"]]


def test_other_reports_have_a_line_for_each_and_their_files(
    mactl: Mactl, clients: dict[str, Shop], tmp_path: Path
) -> None:
    words = ("report", "--workspaces", "clients/*", "--kind", "funnel", "--steps", "page_view,order_paid")
    done = mactl(*words, "--out", "funnels", now=NOON)
    assert done.code == 0, done.err
    assert [line.split("\t")[0] for line in done.out.splitlines()] == ["workspace", "acme", "bolt", "茶铺"]
    assert len(list((tmp_path / "funnels").glob("*.html"))) == 3


def test_workspaces_of_one_name_are_told_apart(mactl: Mactl, tmp_path: Path) -> None:
    for name in ("north", "south"):
        Shop(tmp_path / name / "shop").people(1)
    done = mactl("report", "--workspaces", "*/shop", "--out", "reports", now=NOON)
    assert [line.split("\t")[0] for line in done.out.splitlines()[1:3]] == ["north/shop", "south/shop"]
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["north-shop.html", "south-shop.html"]


def test_a_folder_is_for_many_workspaces_only(mactl: Mactl, clients: dict[str, Shop], tmp_path: Path) -> None:
    done = mactl("-C", "clients/acme", "report", "--out", str(tmp_path), now=NOON)
    assert (done.code, "does not say in which format" in done.err) == (2, True)


@pytest.mark.slow
def test_the_daemon_finds_new_folders_and_lets_go_of_those_that_are_gone(
    clients: dict[str, Shop], tmp_path: Path
) -> None:
    clients["bolt"].folder.rename(tmp_path / "bolt")
    words = [sys.executable, "-m", "mactl", "daemon", "--workspaces", "clients/*", "--seconds", "1"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "MACTL_NOW": NOON}
    log = tmp_path / "log"
    with log.open("w") as stream, subprocess.Popen(words, cwd=tmp_path, env=environ, stderr=stream) as process:
        try:
            _until(lambda: clients["acme"].states() == {"sent": 3})
            clients["acme"].folder.rename(tmp_path / "acme")
            (tmp_path / "bolt").rename(clients["bolt"].folder)
            _until(lambda: "acme: the folder is gone" in log.read_text("utf-8"))
            _until(lambda: clients["bolt"].states() == {"sent": 3})
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert clients["茶铺"].states() == {"sent": 3}
    assert "Traceback" not in log.read_text("utf-8")


def _until(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.2)


SHARED_ACTION = {"name": "thank", "do": [{"tag": "+thanked"}]}


def test_actions_festivals_and_presets_fall_through(mactl: Mactl, clients: dict[str, Shop], tmp_path: Path) -> None:
    shop, shared = clients["acme"], tmp_path / "clients" / "_shared" / "data"
    shop.config(extends="../_shared", governance={"require_approval": True})
    (shared / "actions.json").write_text(json.dumps([SHARED_ACTION]), "utf-8")
    dates = [{"name": "店庆", "dates": [{"year": 2026, "day": "2026-03-02"}], "blackout": True}]
    (shared / "festivals.json").write_text(json.dumps(dates), "utf-8")
    (shared / "presets").mkdir()
    preset = {"customers": {"客户号": "id", "邮箱地址": "email"}, "events": {}}
    (shared / "presets" / "erp.json").write_text(json.dumps(preset), "utf-8")
    flow = {"name": "thanks", "trigger": {"event": "order_paid"}, "steps": [{"id": "a", "action": "thank"}]}
    (shop.folder / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    where = ("-C", str(shop.folder))
    assert mactl(*where, "flow", "approve", "--flow", "thanks").code == 0
    activated = mactl(*where, "flow", "activate", "--flow", "thanks")
    assert activated.code == 0, activated.err
    changed = [{**SHARED_ACTION, "do": [{"tag": "+other"}]}]
    (shared / "actions.json").write_text(json.dumps(changed), "utf-8")
    refused = mactl(*where, "flow", "activate", "--flow", "thanks")
    assert (refused.code, "not approved" in refused.err) == (1, True), "what is inherited is in the hash"
    own = [{**SHARED_ACTION, "do": [{"tag": "+own"}]}]
    (shop.folder / "data" / "actions.json").write_text(json.dumps(own), "utf-8")
    shown = mactl(*where, "flow", "validate", "--flow", "thanks")
    assert shown.code == 0, shown.err
    shop.config(extends="../_shared")
    shop.campaign("noon")
    assert mactl(*where, "send", "--campaign", "noon", "--format", "json", now=NOON).json["delayed"] == 3
    (tmp_path / "people.csv").write_text("客户号,邮箱地址\nx1,x1@example.com\n", "utf-8")
    done = mactl(*where, "customers", "import", "people.csv", "--preset", "erp", "--yes")
    assert done.code == 0, done.err
    assert shop.sql("SELECT value FROM addresses a JOIN customers c ON c.id = a.customer WHERE customer_id = 'x1'") == [
        ("x1@example.com",)
    ]


def test_an_own_action_with_a_fault_is_not_replaced_by_a_shared_one(
    mactl: Mactl, clients: dict[str, Shop], tmp_path: Path
) -> None:
    shop, shared = clients["acme"], tmp_path / "clients" / "_shared" / "data"
    shop.config(extends="../_shared")
    (shared / "actions.json").write_text(json.dumps([SHARED_ACTION]), "utf-8")
    (shop.folder / "data" / "actions.json").write_text(json.dumps([{"name": "thank", "done": 1}]), "utf-8")
    flow = {"name": "thanks", "trigger": {"event": "order_paid"}, "steps": [{"id": "a", "action": "thank"}]}
    (shop.folder / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    assert mactl("-C", str(shop.folder), "flow", "activate", "--flow", "thanks").code == 1


def test_a_faulty_shared_file_and_preset_are_named(mactl: Mactl, clients: dict[str, Shop], tmp_path: Path) -> None:
    shop, shared = clients["acme"], tmp_path / "clients" / "_shared" / "data"
    shop.config(extends="../_shared")
    (shared / "actions.json").write_text('[{"name": "x", "doo": []}]', "utf-8")
    assert "../_shared/data/actions.json" in mactl("-C", str(shop.folder), "doctor").out
    (shared / "presets").mkdir()
    (shared / "presets" / "erp.json").write_text('{"customers": {"a": 1}}', "utf-8")
    (tmp_path / "people.csv").write_text("a\n1\n", "utf-8")
    done = mactl("-C", str(shop.folder), "customers", "import", "people.csv", "--preset", "erp", "--yes")
    assert (done.code, "is no preset" in done.err) == (1, True)
    done = mactl("-C", str(shop.folder), "customers", "import", "people.csv", "--preset", "taobo", "--yes")
    assert (done.code, "Did you mean taobao?" in done.err) == (1, True)
