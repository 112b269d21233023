"""``mactl coupon`` and ``mactl customers points``, from the file to the person."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Mactl

COUPONS = [
    {"name": "外卖券", "id": "meal", "value": 10, "codes": "pool"},
    {"name": "立减", "id": "off", "value": 20},
]


def with_coupons(shop: Path, listed: list[dict[str, object]] = COUPONS) -> None:
    (shop / "data" / "coupons.json").write_text(json.dumps(listed, ensure_ascii=False), "utf-8")


def put(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def test_a_pool_is_filled_and_counted(mactl: Mactl, shop: Path) -> None:
    with_coupons(shop)
    codes = put(shop / "券码.csv", "序号,券码\n1,A-100\n2,A-101\n3,A-100\n")
    first = mactl("coupon", "import", codes, "--coupon", "外卖券", "--format", "json").json
    assert first == {"coupon": "meal", "added": 2, "known": 0, "free": 2}
    again = mactl("coupon", "import", put(shop / "more.txt", "A-101\nA-102\n"), "--coupon", "meal", "--format", "json")
    assert again.json == {"coupon": "meal", "added": 1, "known": 1, "free": 3}
    listed = mactl("coupon", "list", "--format", "json").json["coupons"]
    assert [(one["id"], one["codes_free"], one["granted"]) for one in listed] == [("meal", 3, 0), ("off", None, 0)]


def test_a_file_with_a_bad_code_adds_nothing_and_names_the_row(mactl: Mactl, shop: Path) -> None:
    with_coupons(shop)
    wrong = mactl("coupon", "import", put(shop / "x.csv", "code\nGOOD-1\n有 空格\n"), "--coupon", "meal")
    assert (wrong.code, "row 3" in wrong.err) == (1, True)
    assert mactl("coupon", "list", "--format", "json").json["coupons"][0]["codes_free"] == 0
    generated = mactl("coupon", "import", put(shop / "y.txt", "GOOD-1\n"), "--coupon", "off")
    assert (generated.code, "generated" in generated.err) == (1, True)
    unknown = mactl("coupon", "import", put(shop / "y.txt", "GOOD-1\n"), "--coupon", "mael")
    assert (unknown.code, "meal" in unknown.err) == (1, True)


def test_faults_of_the_file_are_named_by_doctor_with_their_lines(mactl: Mactl, shop: Path) -> None:
    wrong = {"name": "坏券", "kind": "percent", "value": 120, "valid": "soon", "length": 2, "prefix": "春"}
    with_coupons(shop, [*COUPONS, wrong])
    said = mactl("doctor").out
    assert all(f"[2].{key}" in said for key in ("value", "max_value", "valid", "length", "prefix"))
    assert mactl("coupon", "list").code == 1


def test_points_are_booked_spent_and_shown(mactl: Mactl, shop: Path) -> None:
    mactl("customers", "add", "id=Z9", "name=赵一")
    booked = mactl(
        "customers", "points", "Z9", "--earn", "100", "--key", "o7", "--valid", "30d", "--format", "json"
    ).json
    assert (booked["balance"], booked["bookings"][0]["expires_at"][:16]) == (100, "2026-04-01T10:00")
    assert mactl("customers", "points", "Z9", "--earn", "100", "--key", "o7", "--format", "json").json["balance"] == 100
    spent = mactl("customers", "points", "Z9", "--spend", "30", "--note", "礼品", "--format", "json").json
    assert (spent["balance"], spent["bookings"][0]["points"]) == (70, -30)
    refused = mactl("customers", "points", "Z9", "--spend", "71")
    assert (refused.code, "70 points" in refused.err) == (1, True)
    late = mactl("customers", "points", "Z9", "--format", "json", now="2026-04-01T10:01+08:00").json
    assert late["balance"] == 0
    assert mactl("customers", "show", "Z9", "--format", "json").json["points"] == 70
    audit = mactl("customers", "audit", "--format", "json").out
    assert audit.count('"points"') >= 2


def test_wrong_words_are_answered(mactl: Mactl, shop: Path) -> None:
    with_coupons(shop)
    mactl("customers", "add", "id=Z9")
    assert mactl("customers", "points", "Z9", "--earn", "1", "--spend", "1").code == 2
    assert mactl("customers", "points", "Z9", "--note", "x").code == 2
    assert mactl("coupon", "revoke").code == 2
    assert mactl("coupon", "revoke", "--campaign", "新品推广", "--coupon", "nope").code == 1
    for word in ("--campaign", "--flow"):
        wrong = mactl("coupon", "revoke", word, "nope")
        assert (wrong.code, "nope" in wrong.err) == (1, True), "a misspelt name revokes nothing and must not look done"


def test_coupons_of_a_flow_are_revoked_by_its_name_as_by_its_id(mactl: Mactl, shop: Path) -> None:
    with_coupons(shop)
    gift = {"id": "gift", "send": {"email": "coupon", "grant": [{"coupon": "off"}]}}
    flow = {"id": "hi", "name": "问候", "trigger": {"event": "user_signup"}, "steps": [gift]}
    (shop / "data" / "flows.json").write_text(json.dumps([flow]), "utf-8")
    assert mactl("flow", "activate", "hi", now="2026-03-01T09:00+08:00").code == 0
    assert mactl("customers", "add", "id=u1", "email=u1@example.com", "consents=email").code == 0
    assert mactl("events", "track", "user_signup", "--customer", "u1").code == 0
    assert mactl("tick").code == 0
    assert mactl("coupon", "revoke", "--flow", "问候", "--dry-run", "--format", "json").json["codes"]
    assert mactl("coupon", "revoke", "--flow", "问候", "--format", "json").json["revoked"] == 1
    assert mactl("coupon", "revoke", "--flow", "hi", "--format", "json").json["revoked"] == 0
