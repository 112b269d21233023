"""``mactl failed list`` and ``retry``: what people read of it, and the choice that is asked of them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from tests.commands.conftest import Mactl


def test_failures_are_listed_and_tried_again_by_choice(mactl: Mactl, shop: Path) -> None:
    assert mactl("failed", "list", "--format", "json").json == {"failed": 0, "groups": [], "latest": []}
    assert "Nothing failed for good." in mactl("failed", "list", "--format", "table").out
    hook = {"id": "hook", "webhook": {"url": "https://example.com/${NOWHERE}"}}
    flow = {"id": "hi", "name": "问候", "trigger": {"event": "user_signup"}, "steps": [hook]}
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    mactl("flow", "activate", "hi", now="2026-03-01T09:00+08:00")
    mactl("customers", "add", "id=u1")
    mactl("events", "track", "user_signup", "--customer", "u1")
    with sqlite3.connect(shop / "data" / "mactl.db") as sql:
        sql.execute("UPDATE calls SET state = 'failed', attempts = 6, code = '500', detail = 'Server Error'")
    found = mactl("failed", "list", "--flow", "问候", "--format", "json").json
    assert (found["failed"], found["groups"][0]["name"], found["groups"][0]["open"]) == (1, "hi", 1)
    assert found["latest"][0]["detail"] == "Server Error"
    shown = mactl("failed", "list", "--format", "table").out
    assert "1 message or call failed for good." in shown
    assert "Server Error" in shown
    for verb in ("list", "retry"):
        wrong = mactl("failed", verb, "--flow", "问侯")
        assert (wrong.code, "问候" in wrong.err) == (1, True), "a misspelt name is not a flow without failures"
        assert mactl("failed", verb, "--campaign", "nope").code == 1
        assert mactl("failed", verb, "--channel", "mail").code == 2
    assert mactl("failed", "list", "--channel", "webhook", "--format", "json").json["failed"] == 1
    assert mactl("failed", "retry").code == 2
    assert mactl("failed", "retry", "--flow", "hi", "--dry-run", "--format", "json").json == {
        "dry_run": True, "messages": 0, "calls": 1, "not_tried": {},
    }  # fmt: skip
    assert "1 call" in mactl("failed", "retry", "--flow", "hi", "--format", "table").out
    assert "There is nothing to try again." in mactl("failed", "retry", "--all", "--format", "table").out


def test_messages_of_a_flow_in_doubt_are_listed_and_sent_again_by_choice_alone(mactl: Mactl, shop: Path) -> None:
    flow = {"id": "hi", "name": "问候", "trigger": {"event": "user_signup"},
            "steps": [{"id": "hello", "send": {"email": "welcome"}}]}  # fmt: skip
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    mactl("flow", "activate", "hi", now="2026-03-01T09:00+08:00")
    mactl("customers", "add", "id=u1x", "email=u1x@example.com", "consents=email")
    mactl("events", "track", "user_signup", "--customer", "u1x")
    mactl("tick")
    with sqlite3.connect(shop / "data" / "mactl.db") as sql:
        assert sql.execute("UPDATE messages SET state = 'unknown', reason = 'no_answer' WHERE state = 'sent'").rowcount
    assert "mactl failed list --in-doubt --flow hi lists them" in mactl("doctor").out
    assert mactl("failed", "list", "--format", "json").json["failed"] == 0, "nobody knows that it failed"
    found = mactl("failed", "list", "--in-doubt", "--flow", "问候", "--format", "json").json["latest"]
    assert [(one["customer"], one["reason"]) for one in found] == [("u1x", "no_answer")]
    assert "There is nothing to try again." in mactl("failed", "retry", "--all", "--format", "table").out
    again = mactl("failed", "retry", "--in-doubt", "--flow", "hi", "--format", "json").json
    assert again["messages"] == 1
    mactl("tick")
    assert mactl("failed", "list", "--in-doubt", "--format", "json").json["failed"] == 0
    assert "doubt" not in mactl("doctor").out
