"""``mactl customers``, ``events`` and ``suppress`` on the command line, from import to export."""

from __future__ import annotations

import json
from pathlib import Path

from tests.commands.conftest import Mactl

CSV = (
    "编号,姓名,手机号,邮箱,城市,标签\nA1,王小梅,13800000001,mei@example.com,上海,vip;母婴\nA2,李强,138****0002,,北京,\n"
)


def put(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


def test_a_file_is_imported_shown_and_exported(mactl: Mactl, shop: Path) -> None:
    file = put(shop / "会员.csv", CSV)
    dry = mactl("customers", "import", file, "--dry-run", "--format", "json").json
    assert (dry["created"], dry["rejected"], dry["dry_run"]) == (1, 1, True)
    done = mactl("customers", "import", file, "--consent", "email,sms", "--consent-source", "2026会员协议")
    assert done.code == 3, done.err
    assert "masked" in done.out
    shown = mactl("customers", "show", "13800000001", "--format", "json").json
    assert (shown["id"], shown["name"], shown["tags"]) == ("A1", "王小梅", ["vip", "母婴"])
    assert shown["consents"]["sms"]["source"] == "2026会员协议"
    assert mactl("customers", "export", "out.csv", "--tag", "母婴", "--format", "json").json["count"] >= 1
    assert (shop / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_import_that_left_rows_out_exits_with_3_and_one_that_took_all_with_0(mactl: Mactl, shop: Path) -> None:
    """A script that runs at night notices, whatever it imports; a rehearsal answers as the import would."""
    ids, at = "id\nA1\n", "customer,type,at\nA1,login,2026-03-01\n"
    phones = "手机号\n13800000008\n"
    for words, good, bad in (
        (("customers", "import"), ids, "id,phone\nA2,12\n"),
        (("events", "import"), at, "customer,type,at\nnobody,login,2026-03-01\n"),
        (("suppress", "import"), phones, phones + "x\n"),
    ):
        rehearsals = [] if words[0] == "suppress" else [("--dry-run",)]
        for more in (*rehearsals, ()):
            assert mactl(*words, put(shop / "good.csv", good), *more).code == 0, words
            assert mactl(*words, put(shop / "bad.csv", bad), *more).code == 3, words
            assert mactl(*words, put(shop / "bad.csv", bad), *more).code == 3, "again: it still was not taken"


def test_customers_are_changed_by_hand(mactl: Mactl, shop: Path) -> None:
    assert mactl("customers", "add", "id=Z9", "name=赵一", "email=z9@example.com").code == 0
    again = mactl("customers", "add", "id=Z9")
    assert (again.code, "there already" in again.err) == (1, True)
    assert mactl("customers", "set", "Z9", "city=杭州", "size=M").code == 0
    assert mactl("customers", "tag", "z9@example.com", "--add", "手工", "--remove", "x").code == 0
    shown = mactl("customers", "show", "Z9", "--format", "json").json
    assert (shown["city"], shown["attributes"], shown["tags"]) == ("杭州", {"size": "M"}, ["手工"])
    assert {one["name"] for one in shown["changes"]} == {"city", "attributes.size", "手工"}
    assert mactl("customers", "find", "z9@", "--format", "json").json["count"] == 1
    assert mactl("customers", "list", "--tag", "手工", "--format", "json").json["count"] == 1
    wrong = mactl("customers", "set", "Z9", "phone=12")
    assert (wrong.code, wrong.err.count("\n")) == (1, 2)


def test_events_are_imported_and_tracked(mactl: Mactl, shop: Path) -> None:
    orders = put(shop / "orders.csv", "cust_id,date,usd\nN1,2026-02-01,12.50\nN1,2026-02-01,12.50\nN2,2027-01-01,1\n")
    words = ("events", "import", orders, "--type", "order_paid", "--map", "customer=cust_id", "--map", "at=date")
    first = mactl(*words, "--map", "amount=usd", "--create-customers", "--format", "json").json
    assert (first["created"], first["rejected"]) == (2, 1)
    second = mactl(*words, "--map", "amount=usd", "--create-customers", "--format", "json").json
    assert (second["created"], second["unchanged"]) == (0, 2)
    tracked = mactl(
        "events", "track", "order_paid", "--customer", "N1", "amount=99.50", "--id", "A17", "--format", "json"
    )
    assert tracked.json["stored"] is True
    tail = mactl("events", "tail", "--type", "order_paid", "-n", "1", "--format", "json").json["events"]
    assert tail[0].pop("at").startswith("2026-03-02T10:00:0")
    assert tail == [
        {"customer": "N1", "type": "order_paid", "source": "track",
         "properties": {"amount": 99.5}}
    ]  # fmt: skip
    assert mactl("events", "track", "login", "--customer", "nobody").code == 1


def test_the_suppression_list_is_kept(mactl: Mactl, shop: Path) -> None:
    assert mactl("suppress", "add", "13800000009", "--channel", "sms", "--reason", "来电要求").code == 0
    found = mactl("suppress", "check", "+86 138 0000 0009", "--format", "json").json
    assert (found["suppressed"], found["entries"][0]["reason"]) == (True, "来电要求")
    file = put(shop / "s.csv", "手机号\n13800000008\nx\n")
    done = mactl("suppress", "import", file, "--format", "json").json
    assert (done["added"], done["rejected"]) == (1, 1)
    assert len(mactl("suppress", "list", "--format", "json").json["entries"]) == 2
    assert mactl("suppress", "remove", "13800000009", "--channel", "sms", "--format", "json").json == {"removed": 1}
    assert json.loads(mactl("suppress", "check", "13800000009", "--format", "json").out)["suppressed"] is False


def test_wrong_words_are_answered_with_the_right_ones(mactl: Mactl, shop: Path) -> None:
    file = put(shop / "c.csv", CSV)
    for words in (
        ("customers", "import", "nowhere.csv"),
        ("customers", "import", file, "--map", "phone"),
        ("customers", "import", file, "--map", "phone=Handy"),
        ("customers", "import", file, "--preset", "ebay"),
        ("customers", "import", file, "--consent", "mail"),
        ("customers", "show", "nobody"),
        ("customers", "tag", "nobody", "--add", "x"),
        ("customers", "tag", "nobody"),
        ("customers", "export", "out.doc"),
        ("events", "track", "login", "--customer", "nobody", "oops"),
        ("suppress", "add", "nobody"),
    ):
        ran = mactl(*words)
        assert ran.code in {1, 2}, words
        assert ran.err.startswith("error: "), words
        assert "hint: " in ran.err, words
        assert ran.out == "", words


def test_an_import_is_listed_undone_and_audited(mactl: Mactl, shop: Path) -> None:
    file = put(shop / "会员.csv", CSV)
    number = mactl("customers", "import", file, "--consent", "email", "--format", "json").json["batch"]
    listed = mactl("customers", "batches", "--format", "json").json["batches"][0]
    assert (listed["number"], listed["kind"], listed["created"], listed["rejected"]) == (number, "customers", 1, 1)
    assert listed["at"].startswith("2026-03-02T10:00:0")
    mactl("customers", "tag", "A1", "--add", "手工")
    kept = mactl("customers", "undo", str(number))
    assert (kept.code, kept.out) == (0, "customer\treason\nA1\twas changed since\n")
    assert mactl("customers", "undo", str(number)).code == 1
    log = mactl("customers", "audit", "--format", "json").json["entries"]
    assert [(one["what"], one["who"]) for one in log] == [("undo import", "mei"), ("import consent", "mei")]
    assert mactl("customers", "audit", "会员", "--format", "json").json["entries"][0]["detail"]["channels"] == ["email"]


def test_instants_on_a_pipe_are_in_the_zone_of_the_workspace(mactl: Mactl, shop: Path) -> None:
    assert mactl("customers", "add", "id=Z9").code == 0
    assert mactl("events", "track", "login", "--customer", "Z9", "--at", "2026-03-01T08:30").code == 0
    assert mactl("suppress", "add", "13800000001").code == 0
    assert "2026-03-01T08:30:00+08:00\tZ9\tlogin" in mactl("events", "tail").out
    assert "+08:00" in mactl("suppress", "list").out
    assert "2026-03-01T08:30:00+08:00\tlogin" in mactl("customers", "show", "Z9").out


def test_a_customer_is_shown_in_words_without_brackets(mactl: Mactl, shop: Path) -> None:
    file = put(shop / "会员.csv", "编号,姓名,性别,生日,尺码\nA1,王小梅,male,1990-03-02,M\n")
    assert mactl("customers", "import", file, "--map", "size=尺码").code == 0
    assert mactl("customers", "set", "A1", "email=mei@example.com").code == 0
    file = put(shop / "同意.csv", "编号\nA1\n")
    assert mactl("customers", "import", file, "--consent", "email", "--consent-source", "会员协议").code == 0
    lines = mactl("customers", "show", "A1", "--lang", "zh").out.splitlines()
    assert {"性别\t男", "生日\t1990年3月2日", "属性\tsize: M"} <= set(lines)
    assert mactl("customers", "set", "A1", 'birthday={"lunar": "08-15"}').code == 0
    assert "生日\t农历 08-15" in mactl("customers", "show", "A1", "--lang", "zh").out
    assert "邮件授权\t已同意 · 2026年3月2日 10:00 · 会员协议" in lines


def test_decisions_and_imports_are_told_in_the_language_spoken(mactl: Mactl, shop: Path) -> None:
    mactl("customers", "import", put(shop / "会员.csv", CSV), "--consent", "email")
    assert "\t导入授权\t会员.csv" in mactl("customers", "audit", "--lang", "zh").out
    assert "\t客户资料\t" in (listed := mactl("customers", "batches", "--lang", "zh").out)
    assert "\t已完成\t" in listed


def test_no_event_of_a_kind_is_not_no_event(mactl: Mactl, shop: Path) -> None:
    assert mactl("customers", "add", "id=Z9").code == 0
    assert mactl("events", "track", "login", "--customer", "Z9").code == 0
    assert mactl("events", "tail", "--type", "logn").out == "No such event.\n"
