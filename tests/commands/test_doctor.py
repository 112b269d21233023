"""``mactl doctor``: a green line when all is well, every fault with its remedy when not."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from tests.commands.conftest import Mactl


def test_the_starter_is_well(mactl: Mactl, shop: Path) -> None:
    done = mactl("doctor")
    checks = "budget, caps, database, files, inlets, journeys, machine, mirror, references, settings, templates"
    assert (done.code, done.out) == (0, f"✓ All is well: {checks}.\n")


def test_what_was_looked_at_is_said_in_chinese(mactl: Mactl, shop: Path) -> None:
    said = mactl("doctor", "--lang", "zh").out
    assert said.startswith("✓ 一切正常：预算、频控、数据库、")
    assert not any(letter.isascii() and letter.isalpha() for letter in said), said


def test_every_fault_is_named_at_once(mactl: Mactl, shop: Path) -> None:
    campaigns = shop / "data" / "campaigns.json"
    campaigns.write_text(
        '[{"name": "A", "audience": "nobody", "channels": ["sms"]},\n'
        ' {"name": "B", "audience": "all", "chanels": ["sms"]}]',
        "utf-8",
    )
    (shop / "data" / "segments.json").write_text(
        '[{"name": "x", "where": {"segment": "y"}}, {"name": "y", "where": {"segment": "x"}}]', "utf-8"
    )
    (shop / "data" / "products.json").write_text("[，]", "utf-8")
    (shop / "templates" / "sms" / "bad.txt").write_text("{{ customer.nam", "utf-8")
    done = mactl("doctor", "--format", "json")
    assert done.code == 1
    said = "\n".join(one["message"] for one in done.json["findings"])
    for wanted in (
        "data/campaigns.json:2 [1].chanels: unknown key “chanels”",
        "data/products.json:1",
        "campaign A: No segment named nobody",
        "segment x: These segments are defined by each other: x > y > x",
        "bad.txt:1",
    ):
        assert wanted in said


def test_settings_that_cannot_send_are_named(mactl: Mactl, shop: Path) -> None:
    path = shop / "config.json"
    config = json.loads(path.read_text("utf-8"))
    config["channels"]["email"] |= {"provider": "smtp", "smtp_host": "mail.shop.cn", "username": "u"}
    config["channels"]["email"]["password"] = "${NO_SUCH_SECRET}"
    config["consent"] = {"unknown": "allow"}
    path.write_text(json.dumps(config), "utf-8")
    (shop / ".env").write_text("A=1", "utf-8")
    (shop / ".env").chmod(0o644)
    findings = mactl("doctor", "--format", "json").json["findings"]
    said = "\n".join(one["message"] for one in findings)
    assert "channel email: The secret NO_SUCH_SECRET is not set" in said
    assert "consent.unknown is “allow”" in said
    assert ".env can be read by others" in said


def test_a_broken_config_is_itself_the_finding(mactl: Mactl, shop: Path) -> None:
    (shop / "config.json").write_text('{"chanels": {}}', "utf-8")
    done = mactl("doctor")
    assert done.code == 1
    assert done.out.splitlines()[0].startswith("✗ config.json:1 chanels: unknown key “chanels”")


def test_a_copied_database_sends_only_after_adoption(mactl: Mactl, shop: Path) -> None:
    mactl("send", "--campaign", "新品推广", "--yes")
    database = shop / "data" / "mactl.db"
    shutil.copy(database, shop / "copy.db")
    (shop / "copy.db").replace(database)
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    assert mactl("doctor").code == 1
    adopted = mactl("doctor", "--adopt")
    assert (adopted.code, adopted.out.splitlines()[0]) == (0, f"{database} may send from now on.")


def test_it_speaks_chinese(mactl: Mactl, shop: Path) -> None:
    assert mactl("doctor", "--lang", "zh").out.startswith("✓ 一切正常：")


def test_every_check_has_a_name_in_each_language(mactl: Mactl, shop: Path) -> None:
    said = mactl("--lang", "zh", "doctor").out
    assert "预算、频控、数据库" in said
    assert not re.search("[a-z]", said)
