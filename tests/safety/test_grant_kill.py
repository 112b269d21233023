"""R1 with coupons: killed while granting, each person ends with at most one coupon, and none is lost (rules M3, M8)."""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
from pathlib import Path

import pytest

from tests.safety.test_kill import finish, judge, sending
from tests.support.postbox import Postbox, opened
from tests.support.shop import Shop, smtp

PEOPLE, KILLS = 1_200, 8
COUPONS = [{"id": "pool", "name": "外卖券", "value": 10, "codes": "pool"}]
LETTER = (
    "{% extends 'email.html' %}{% block subject %}券{% endblock %}{% block body %}[{{ coupon.code }}]{% endblock %}"
)


@pytest.mark.slow
@pytest.mark.loopback
def test_killed_while_granting_nobody_has_two_coupons_and_none_is_lost(tmp_path: Path) -> None:
    shop = Shop(tmp_path / "shop")
    (shop.folder / "data" / "coupons.json").write_text(json.dumps(COUPONS), "utf-8")
    shop.template("email/gift.html", LETTER)
    shop.people(PEOPLE)
    shop.campaign("spring", content={"email": {"template": "gift"}}, grant=[{"coupon": "pool"}])
    with shop.database() as database, database.transaction() as sql:
        codes = [(f"P-{n:05}",) for n in range(PEOPLE)]  # as many as people: one that leaks is one too few
        sql.executemany("INSERT INTO coupon_codes (coupon, code) VALUES ('pool', ?)", codes)
    dice = random.Random(20260302)
    with opened(Postbox(keep=True)) as box:
        shop.config(channels=smtp(box.port))
        for mark in sorted(dice.randrange(1, PEOPLE - 50) for _ in range(KILLS)):
            with sending(shop, "--resume") as process:
                assert box.wait_for(max(mark, box.total + 1), 120), process.stderr
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(dice.random() * 0.02)
                process.send_signal(signal.SIGKILL)
        finish(shop)
    judge(shop, box, PEOPLE, doubts=KILLS)
    _each_has_one(shop)
    _letters_say_what_was_granted(shop, box)


def _each_has_one(shop: Shop) -> None:
    held = shop.sql("SELECT customer, COUNT(*) FROM grants WHERE state = 'granted' GROUP BY customer")
    assert {n for _customer, n in held} == {1}
    assert len(held) == PEOPLE, "whoever got the letter, or may have, keeps the coupon"
    assert shop.sql("SELECT COUNT(DISTINCT code) FROM grants WHERE state = 'granted'") == [(PEOPLE,)]
    received = shop.sql("SELECT customer, COUNT(*) FROM events WHERE type = 'coupon_received' GROUP BY 1")
    assert all(n == 1 for _customer, n in received)


def _letters_say_what_was_granted(shop: Shop, box: Postbox) -> None:
    granted = {str(row[0]) for row in shop.sql("SELECT code FROM grants WHERE state = 'granted'")}
    text = b"".join(box.letters).decode("utf-8", "replace")
    said = {part.partition("]")[0] for part in text.split("[P-")[1:]}
    assert {f"P-{code}" for code in said} <= granted
