"""Scheduled reports by ticks: to a folder, a mailbox and a robot (a real server), once each planned instant."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mactl.store import idle
from mactl.store.database import Database
from tests.commands.conftest import Mactl

SUNDAY, MONDAY = "2026-03-01T12:00+08:00", "2026-03-02T09:00+08:00"


class Group:
    """A chat group's robot on loopback: what it was told, and what it answers next."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.answers: list[tuple[int, bytes]] = []
        group = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                group.told.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                status, body = group.answers.pop(0) if group.answers else (200, b'{"errcode": 0, "errmsg": "ok"}')
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/send?key=secret-key-1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def texts(self) -> list[str]:
        return [told["text"]["content"] for told in self.told]


@pytest.fixture
def group() -> Iterator[Group]:
    made = Group()
    yield made
    made.server.shutdown()
    made.server.server_close()


def configure(shop: Path, **sections: object) -> None:
    config = json.loads((shop / "config.json").read_text("utf-8"))
    (shop / "config.json").write_text(json.dumps({**config, **sections}, ensure_ascii=False), "utf-8")


def weekly(shop: Path, *to: str, **more: object) -> None:
    configure(shop, reports=[{"name": "周报", "kind": "core", "every": "week", "to": list(to), **more}])


def states(shop: Path) -> list[tuple[str, str, int]]:
    with Database(shop / "data" / "mactl.db") as database:
        return [(row[0], row[1], row[2]) for row in database.rows("SELECT target, state, attempts FROM report_posts")]


def test_a_folder_gets_each_planned_instant_once(mactl: Mactl, shop: Path) -> None:
    weekly(shop, "reports")
    assert mactl("tick", now=SUNDAY).code == 0
    assert not (shop / "reports").exists()
    for now in (MONDAY, "2026-03-02T09:01+08:00", "2026-03-03T12:00+08:00"):
        assert mactl("tick", now=now).code == 0
    assert [path.name for path in (shop / "reports").iterdir()] == ["周报-2026-03-02T0900.html"]
    page = next((shop / "reports").iterdir()).read_text("utf-8")
    assert "<svg" in page
    assert '<html lang="' in page


def test_after_an_outage_only_the_latest_is_made(mactl: Mactl, shop: Path) -> None:
    weekly(shop, "reports", format="md")
    mactl("tick", now=SUNDAY)
    mactl("tick", now="2026-03-25T12:00+08:00")
    assert [path.name for path in (shop / "reports").iterdir()] == ["周报-2026-03-23T0900.md"]


def test_a_tick_with_a_report_due_is_not_idle(mactl: Mactl, shop: Path) -> None:
    weekly(shop, "reports")
    mactl("tick", now=SUNDAY)
    monday = 1_772_413_200_000
    assert idle.is_idle(str(shop), monday - 1)
    assert not idle.is_idle(str(shop), monday)
    weekly(shop, "reports", at="10:00")
    assert not idle.is_idle(str(shop), monday - 1)  # a changed config.json is planned afresh
    mactl("tick", now=SUNDAY)
    assert idle.is_idle(str(shop), monday)


@pytest.mark.loopback
def test_a_robot_gets_ten_lines_in_the_workspaces_language(mactl: Mactl, shop: Path, group: Group) -> None:
    configure(shop, robots={"销售群": {"provider": "wecom", "url": group.url}},
              workspace={"name": "栗屿生活", "locale": "zh-CN"})  # fmt: skip
    weekly(shop, "robot:销售群")
    for now in (SUNDAY, MONDAY, MONDAY):
        assert mactl("tick", now=now).code == 0
    (text,) = group.texts()
    assert text.startswith("六大核心指标\n")
    assert len(text.splitlines()) <= 10
    assert states(shop) == [("robot:销售群", "sent", 1)]


@pytest.mark.loopback
def test_what_was_refused_for_now_is_tried_again_and_no_more_than_that(mactl: Mactl, shop: Path, group: Group) -> None:
    configure(shop, robots={"a": {"provider": "wecom", "url": group.url}})
    weekly(shop, "robot:a")
    group.answers = [(200, b'{"errcode": 45009, "errmsg": "too many"}')]
    mactl("tick", now=SUNDAY)
    first = mactl("tick", now=MONDAY)
    assert (first.code, states(shop)) == (1, [("robot:a", "waiting", 1)])
    assert "too many" in first.out + first.err
    assert mactl("tick", now="2026-03-02T09:05+08:00").code == 0
    assert len(group.told) == 1  # not yet
    mactl("tick", now="2026-03-02T09:11+08:00")
    assert (len(group.told), states(shop)) == (2, [("robot:a", "sent", 2)])


@pytest.mark.loopback
def test_a_bad_address_fails_and_its_key_is_never_shown(mactl: Mactl, shop: Path, group: Group) -> None:
    configure(shop, robots={"a": {"provider": "wecom", "url": "${ROBOT}"}})
    weekly(shop, "robot:a", "reports")
    (shop / ".env").write_text(f"ROBOT={group.url}\n", "utf-8")
    group.answers = [(200, b'{"errcode": 93000, "errmsg": "invalid webhook url, hint: key=secret-key-1"}')]
    mactl("tick", now=SUNDAY)
    done = mactl("tick", now=MONDAY)
    assert done.code == 1
    assert "secret-key-1" not in done.out + done.err
    assert sorted(states(shop)) == [("reports", "sent", 1), ("robot:a", "failed", 1)]


def test_a_mailbox_gets_the_page_through_the_mail_channel(mactl: Mactl, shop: Path) -> None:
    weekly(shop, "boss@example.com")
    mactl("tick", now=SUNDAY)
    assert mactl("tick", now=MONDAY).code == 0
    (mail,) = (shop / "data" / "sandbox").glob("**/new/*")
    assert b"boss@example.com" in mail.read_bytes()
    assert b"<script" not in mail.read_bytes()


def test_a_post_whose_process_died_is_in_doubt_and_never_sent_again(mactl: Mactl, shop: Path) -> None:
    weekly(shop, "reports")
    mactl("tick", now=SUNDAY)
    with Database(shop / "data" / "mactl.db") as database:
        database.sql.execute(
            "INSERT INTO report_posts VALUES ('周报', 1772413200000, 'reports', 'claimed', 1, 0, 1772413200000, '')"
        )
    mactl("tick", now="2026-03-02T11:00+08:00")
    assert states(shop) == [("reports", "unknown", 1)]
    assert not (shop / "reports").exists()


@pytest.mark.loopback
def test_trouble_is_told_once_a_day(mactl: Mactl, shop: Path, group: Group) -> None:
    configure(shop, robots={"a": {"provider": "wecom", "url": group.url}}, alerts={"to": "robot:a"})
    (shop / "data" / "campaigns.json").write_text('[{"name": "x"}]', "utf-8")
    for now in (SUNDAY, "2026-03-01T13:00+08:00"):
        assert mactl("tick", now=now).code == 1
    assert len(group.told) == 1
    mactl("tick", now="2026-03-02T13:00+08:00")
    assert len(group.told) == 2
    assert "campaigns.json" in group.texts()[0]


@pytest.mark.loopback
def test_a_tick_that_fails_and_one_that_did_not_run_are_told(mactl: Mactl, shop: Path, group: Group) -> None:
    configure(shop, robots={"a": {"provider": "wecom", "url": group.url}}, alerts={"to": ["robot:a"]})
    weekly(shop, "reports")
    mactl("tick", now=SUNDAY)
    mactl("tick", now="2026-03-02T14:00+08:00")
    assert "no tick ran since" in group.texts()[0]
    (shop / "data" / "customers.json").write_text("[{", "utf-8")
    assert mactl("tick", now="2026-03-02T14:01+08:00").code == 1
    assert "customers.json" in group.texts()[1]


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        ({"reports": [{"kind": "core", "every": "day"}]}, "“to” is missing"),
        ({"reports": [{"kind": "core", "to": "a"}]}, "a report has either every or cron"),
        ({"reports": [{"every": "day", "to": "robot:x"}]}, "no robot named x"),
        ({"reports": [{"every": "day", "to": "a"}, {"every": "week", "to": "b"}]}, "two reports are named overview"),
        ({"reports": [{"every": "day", "at": "9", "to": "a"}]}, '"9" is not what is wanted here'),
        ({"robots": {"a": {"provider": "teams"}}}, '"teams" is not what is wanted here'),
    ],
)
def test_faults_of_the_settings_are_named(mactl: Mactl, shop: Path, sections: dict[str, object], told: str) -> None:
    configure(shop, **sections)
    assert told in mactl("tick", now=SUNDAY).err
