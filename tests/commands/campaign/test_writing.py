"""Campaigns written from the command line: checked first, the rest of the file left as its author wrote it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Mactl


def test_a_new_campaign_is_added_at_the_end(mactl: Mactl, shop: Path) -> None:
    path = shop / "data" / "campaigns.json"
    before = path.read_text("utf-8")
    done = mactl("campaign", "create", "--name", "春茶", "--audience", "city = 杭州", "--channel", "sms,email")
    assert done.out.splitlines() == [
        "Campaign 春茶 is written into data/campaigns.json.",
        "To: city is 杭州",
        "By: SMS, E-mail",
        "Next: mactl send --campaign 春茶 --dry-run",
    ]
    after = path.read_text("utf-8")
    assert after.startswith(before.rstrip().removesuffix("]").rstrip())
    assert json.loads(after)[-1] == {
        "name": "春茶",
        "audience": {"profile.city": "杭州"},
        "channels": ["sms", "email"],
    }


def test_a_faulty_one_is_not_written(mactl: Mactl, shop: Path) -> None:
    path = shop / "data" / "campaigns.json"
    before = path.read_bytes()
    for words in (
        ["--audience", "nobody", "--channel", "sms"],
        ["--audience", "all", "--channel", "fax"],
        ["--audience", "all", "--channel", "sms", "--template", "sms=none"],
        ["--audience", "all", "--channel", "sms", "--cron", "0 10 * *"],
        ["--audience", "all", "--channel", "sms", "--holdout", "2"],
    ):
        done = mactl("campaign", "create", "--name", "X", *words)
        assert done.code == 1, words
        assert done.err.startswith("error: ")
    assert path.read_bytes() == before


def test_a_copy_is_a_draft_of_its_own(mactl: Mactl, shop: Path) -> None:
    assert mactl("campaign", "copy", "会员日", "--to", "会员日二期").code == 0
    made = json.loads((shop / "data" / "campaigns.json").read_text("utf-8"))[-1]
    assert made["name"] == "会员日二期"
    assert "id" not in made
    assert made["topic"] == "promo"


def test_an_editor_changes_it(mactl: Mactl, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "sed -i s/vip_users/new_users/")
    monkeypatch.delenv("VISUAL", raising=False)
    assert mactl("campaign", "edit", "新品推广").out == "新品推广 is changed.\n"
    text = (shop / "data" / "campaigns.json").read_text("utf-8")
    assert json.loads(text)[0]["audience"] == "new_users"
    assert '"channels": ["email", "sms"], "topic": "promo",' in text  # the next one is as it was
    assert mactl("campaign", "edit", "新品推广").out == "新品推广 is as it was.\n"


def test_what_is_wrong_is_kept_and_not_written(mactl: Mactl, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (shop / "data" / "campaigns.json").read_bytes()
    monkeypatch.setenv("VISUAL", "sed -i s/channels/chanels/")
    done = mactl("campaign", "edit", "新品推广")
    assert done.code == 1
    assert "unknown key “chanels” (Did you mean channels?)" in done.err
    kept = Path(done.err.splitlines()[-1].rpartition(" ")[2])
    assert "chanels" in kept.read_text("utf-8")
    kept.unlink()
    assert (shop / "data" / "campaigns.json").read_bytes() == before
