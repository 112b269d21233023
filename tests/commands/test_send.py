"""``mactl send`` on a terminal: one run is one whole campaign."""

import json
from pathlib import Path

from tests.commands.conftest import Mactl
from tests.support.shop import Shop

PEOPLE = [
    {"id": "mail", "name": "王梅", "email": "mei@example.com", "consents": {"email": True}},
    {"id": "phone", "name": "李雷", "phone": "+8613490000001", "consents": {"sms": True}},
    {"id": "nobody", "name": "周舟"},
]
CAMPAIGN = {"name": "召回", "audience": "all", "channels": ["wechat", "sms", "email"], "mode": "fallback",
            "content": {"wechat": {"template": "win_back"}}, "grant": [{"coupon": "COMEBACK30"}]}  # fmt: skip


def test_a_fallback_tries_every_channel_in_one_send(mactl: Mactl, shop: Path) -> None:
    (shop / "data" / "customers.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    (shop / "data" / "campaigns.json").write_text(json.dumps([CAMPAIGN]), encoding="utf-8")
    done = mactl("send", "--campaign", "召回", "--format", "json").json
    assert {channel: row["sent"] for channel, row in done["by_channel"].items()} == {"email": 1, "sms": 1}
    assert (done["audience"], done["sent"], done["queued"]) == (3, 2, 0)
    assert sum(done["skipped"].values()) == 1


def test_a_second_send_at_the_same_instant_goes_on(mactl: Mactl, shop: Path) -> None:
    (shop / "data" / "customers.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    (shop / "data" / "campaigns.json").write_text(json.dumps([{**CAMPAIGN, "mode": "all"}]), encoding="utf-8")
    assert mactl("send", "--campaign", "召回", "--limit", "1", "--format", "json").json["sent"] == 1
    done = mactl("send", "--campaign", "召回", "--resume", "--format", "json").json
    assert (done["sent"], done["queued"]) == (2, 0)


def test_a_first_rehearsal_knows_the_tags_of_customers_json(mactl: Mactl, tmp_path: Path) -> None:
    shop = Shop(tmp_path / "fresh")
    people = [{"id": "a", "email": "a@example.com", "tags": ["茶友"], "consents": {"email": True}}]
    (shop.folder / "data" / "customers.json").write_text(json.dumps(people), "utf-8")
    shop.campaign(audience={"tag": "茶友"})
    done = mactl("-C", str(shop.folder), "send", "--campaign", "spring", "--dry-run", "--format", "json")
    assert (done.json["would"]["sent"], done.err) == (1, "")


def test_a_test_message_is_answered_in_words(mactl: Mactl, tmp_path: Path) -> None:
    """For people in their language; for programs in the codes that stay."""
    shop = Shop(tmp_path / "words")
    shop.template("sms.txt", "no signature")
    shop.campaign(channels=["email", "sms"])
    words = ("-C", str(shop.folder), "send", "--campaign", "spring", "--test-to", "mei@example.com",
             "--test-to", "13800000001")  # fmt: skip
    said = mactl(*words, "--lang", "zh")
    assert said.code == 3
    for expected in ("邮件", "短信", "沙箱", "已发送", "失败", "签名"):
        assert expected in said.out, (expected, said.out)
    for code in (" email ", " sms ", "sandbox", " sent ", " error "):
        assert code not in said.out, (code, said.out)
    rows = mactl(*words, "--format", "json").json["rows"]
    assert [(row["channel"], row["mode"], row["outcome"], row["error"]) for row in rows] == [
        ("email", "sandbox", "sent", None), ("sms", "sandbox", "error", "content"),
    ]  # fmt: skip
    assert rows[1]["code"] == "signature_missing"
