"""Files of customers taken in: mapped, checked, once; conflicts and rejects named."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import asdict
from pathlib import Path

import pytest

from mactl.core.decode.marks import Marker
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_customers import import_customers
from mactl.engine.import_events import EventOptions, import_events
from mactl.engine.intake import Imported, Surroundings
from mactl.errors import MactlError


def put(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    return path


def take(around: Surroundings, path: Path, **options: object) -> Imported:
    return import_customers(around, path, CustomerOptions(**options))  # type: ignore[arg-type]


def everything(around: Surroundings) -> dict[str, list[tuple[object, ...]]]:
    tables = ("customers", "addresses", "consents", "tags", "changes", "touched")
    return {name: list(around.database.rows(f"SELECT * FROM {name} ORDER BY 1, 2")) for name in tables}


MEI = {
    "id": "c1",
    "name": "王小梅",
    "email": "Mei@EXAMPLE.com",
    "phone": "13800000001",
    "city": "上海",
    "time_zone": "Asia/Shanghai",
    "tags": ["vip", "母婴"],
    "consents": {"email": True, "sms:promo": {"status": "withdrawn", "at": "2026-01-01", "source": "form"}},
    "attributes": {"level": "gold"},
    "ids": {"taobao": "tb1"},
}


def test_a_customer_is_taken_in_whole(around: Surroundings, tmp_path: Path) -> None:
    done = take(around, put(tmp_path / "c.json", [MEI]))
    assert (done.taken.created, done.rejects) == (1, 0)
    found = everything(around)
    assert [row[:3] for row in found["addresses"]] == [
        ("email", "mei@example.com", 1),
        ("phone", "+8613800000001", 1),
        ("taobao", "tb1", 1),
    ]
    assert [row[1:4] for row in found["consents"]] == [("email", "", "granted"), ("sms", "promo", "withdrawn")]
    assert [row[1] for row in found["tags"]] == ["vip", "母婴"]
    assert found["changes"] == []
    assert found["touched"] == [(1, around.now, 0)]


def test_importing_twice_is_importing_once(around: Surroundings, tmp_path: Path) -> None:
    path = put(tmp_path / "c.json", [MEI, {"id": "c2", "phone": "13800000002"}])
    take(around, path)
    before = everything(around)
    done = take(around, path)
    assert (done.taken.created, done.taken.updated, done.taken.unchanged) == (0, 0, 2)
    assert everything(around) == before


def test_a_changed_row_leaves_its_history(around: Surroundings, tmp_path: Path) -> None:
    take(around, put(tmp_path / "c.json", [MEI]))
    done = take(around, put(tmp_path / "d.json", [{**MEI, "city": "杭州", "attributes": {"level": "black"}}]))
    assert done.taken.updated == 1
    rows = list(around.database.rows("SELECT kind, name, old, new, at FROM changes ORDER BY name"))
    assert rows == [
        ("profile", "attributes.level", '"gold"', '"black"', around.now),
        ("profile", "city", '"上海"', '"杭州"', around.now),
    ]


def test_a_withdrawn_consent_is_never_restored_by_a_file(around: Surroundings, tmp_path: Path) -> None:
    take(around, put(tmp_path / "c.json", [{"id": "c1", "consents": {"email": False}}]))
    done = take(around, put(tmp_path / "d.json", [{"id": "c1", "consents": {"email": True}}]), consent=("email",))
    assert done.taken.kept == 1
    assert around.database.row("SELECT status FROM consents") == ("withdrawn",)


def test_an_address_of_somebody_else_is_a_named_conflict(around: Surroundings, tmp_path: Path) -> None:
    rows = [{"id": "a", "email": "a@x.com"}, {"id": "b", "email": "a@x.com"}, {"id": "c", "phone": "13800000003"}]
    done = take(around, put(tmp_path / "c.json", rows))
    assert (done.taken.created, done.rejects) == (2, 1)
    assert "a@x.com belongs to customer a" in done.taken.rejected[0].reason


def test_a_row_without_id_is_known_by_its_address(around: Surroundings, tmp_path: Path) -> None:
    take(around, put(tmp_path / "c.json", [{"id": "a", "email": "a@x.com", "city": "上海"}]))
    done = take(around, put(tmp_path / "d.json", [{"email": "a@x.com", "city": "杭州"}, {"email": "b@x.com"}]))
    assert (done.taken.created, done.taken.updated) == (1, 1)
    assert around.database.row("SELECT city FROM customers WHERE customer_id = 'a'") == ("杭州",)


def test_chinese_headings_are_understood(around: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "会员.csv"
    text = "会员编号,姓名,手机号,邮箱,城市,生日,会员等级,标签,注册时间,积分\n"
    text += "001,王梅,１３８００００００１１,mei@x.com,上海,1990/3/2,金卡,vip;母婴,2025/1/5 9:30,120\n"
    text += "002,李强,138****0000,,北京,,,,,5\n"
    path.write_bytes(text.encode("gb18030"))
    done = take(around, path, consent=("sms",), consent_source="2026会员协议")
    assert (done.taken.created, done.rejects) == (1, 1)
    row = around.database.row("SELECT customer_id, name, city, birthday, member_level, attributes FROM customers")
    assert row == ("001", "王梅", "上海", "1990-03-02", "金卡", '{"积分":120}')
    assert around.database.row("SELECT value FROM addresses WHERE kind = 'phone'") == ("+8613800000011",)
    assert around.database.row("SELECT channel, status, source FROM consents") == ("sms", "granted", "2026会员协议")
    assert done.errors is not None
    rejected = list(csv.DictReader(done.errors.read_text("utf-8-sig").splitlines()))
    assert rejected[0]["row"] == "3"
    assert "masked" in rejected[0]["reason"]
    assert rejected[0]["phone"] == "138****0000"


def test_a_mapping_from_a_missing_column_is_refused(around: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("id,mail\n1,a@x.com\n", "utf-8")
    with pytest.raises(MactlError, match="no column “Handy”") as caught:
        take(around, path, columns={"phone": "Handy"})
    assert "id, mail" in caught.value.hint


def test_a_dry_run_reports_and_writes_nothing(around: Surroundings, tmp_path: Path) -> None:
    path = put(tmp_path / "c.json", [MEI, {"id": "c2", "phone": "12"}])
    done = take(around, path, dry_run=True)
    assert (done.taken.created, done.rejects) == (1, 1)
    assert not any(everything(around).values())
    assert around.database.number("SELECT count(*) FROM batches") == 0
    assert list(tmp_path.glob("*.errors.csv")) == []


def test_a_cut_short_import_goes_on(around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mactl.engine.steps.CHUNK", 10)
    path = put(tmp_path / "c.json", [{"id": f"c{n}", "email": f"u{n}@x.com"} for n in range(35)])

    def stop(done: int, _read: int, _size: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_customers(around, path, CustomerOptions(), stop)
    assert around.database.number("SELECT count(*) FROM customers") == 20
    done = import_customers(around, path, CustomerOptions())
    assert (done.resumed, done.rows, done.taken.created) == (20, 15, 15)
    assert around.database.number("SELECT count(*) FROM customers") == 35
    assert around.database.row("SELECT state, rows FROM batches") == ("finished", 35)


def test_what_could_not_be_read_is_told_once_though_an_import_is_cut(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mactl.engine.steps.CHUNK", 10)
    rows: list[object] = [{"id": f"c{n}"} for n in range(35)]
    rows[4], rows[10], rows[22] = "five", "eleven", "twenty-three"
    path = put(tmp_path / "c.json", rows)

    def stop(done: int, _read: int, _size: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_customers(around, path, CustomerOptions(), stop)
    done = import_customers(around, path, CustomerOptions())
    assert (done.rows, done.rejects) == (12, 1)
    assert done.errors
    told = [line.split(",")[0] for line in done.errors.read_text("utf-8-sig").splitlines()]
    assert told == ["row", "5", "11", "23"]


def test_packed_files_are_read(around: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "c.csv.gz"
    path.write_bytes(gzip.compress(b"id,email,history\n1,a@x.com,142.44\n"))
    assert take(around, path).taken.created == 1
    assert around.database.row("SELECT attributes FROM customers") == ('{"history":142.44}',)


def test_skip_leaves_known_customers_alone(around: Surroundings, tmp_path: Path) -> None:
    take(around, put(tmp_path / "c.json", [{"id": "a", "city": "上海"}]))
    done = take(around, put(tmp_path / "d.json", [{"id": "a", "city": "杭州"}, {"id": "b"}]), skip=True)
    assert (done.taken.created, done.taken.updated) == (1, 0)
    assert around.database.row("SELECT city FROM customers WHERE customer_id = 'a'") == ("上海",)


def test_people_of_a_shop_are_found_by_its_orders(around: Surroundings, tmp_path: Path) -> None:
    people, orders = tmp_path / "会员.csv", tmp_path / "订单.csv"
    people.write_text("买家昵称,联系手机\n小梅梅,13800000001\n", "utf-8")
    assert take(around, people, preset="taobao").taken.created == 1
    orders.write_text("买家会员名,订单编号,订单付款时间,买家实际支付金额\n小梅梅,1,2026-02-01 10:00,99.5\n", "utf-8")
    done = import_events(around, orders, EventOptions(preset="taobao"))
    assert (done.taken.created, done.rejects) == (1, 0)


def test_an_id_that_stands_twice_changes_nobody_unnoticed(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mactl.engine.steps.CHUNK", 2)
    rows: list[dict[str, object]] = [
        {"id": "a", "city": "上海"},
        {"id": "b", "city": "上海"},
        {"id": "a", "city": "杭州"},  # in a later chunk
        {"id": "c", "city": "北京"},
        {"id": "d", "city": "北京"},
        {"id": "d", "city": "广州"},  # in the same chunk
        {"id": "b", "city": "上海"},  # says the same: harmless
    ]
    done = take(around, put(tmp_path / "c.json", rows))
    assert (done.taken.created, done.taken.updated, done.taken.unchanged) == (4, 0, 1)
    assert [(one.number, one.row["city"]) for one in done.taken.rejected] == [(3, "杭州"), (6, "广州")]
    assert "customer a stands twice in this file" in done.taken.rejected[0].reason
    cities = list(around.database.rows("SELECT customer_id, city FROM customers ORDER BY customer_id"))
    assert cities == [("a", "上海"), ("b", "上海"), ("c", "北京"), ("d", "北京")]


def test_a_row_as_it_was_behind_a_changed_one_of_the_same_customer_is_named(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mactl.engine.steps.CHUNK", 1)
    take(around, put(tmp_path / "c.json", [{"id": "a", "city": "上海"}, {"id": "b", "city": "上海"}]))
    rows: list[dict[str, object]] = [{"id": "a", "city": "杭州"}, {"id": "b", "city": "上海"}]
    rows += [{"id": "a", "city": "上海"}, {"id": "b", "city": "杭州"}]
    done = take(around, put(tmp_path / "c.json", rows))
    assert (done.taken.updated, done.taken.unchanged) == (1, 1)
    assert [one.number for one in done.taken.rejected] == [3, 4]
    cities = list(around.database.rows("SELECT customer_id, city FROM customers ORDER BY customer_id"))
    assert cities == [("a", "杭州"), ("b", "上海")]


def test_a_second_row_behind_the_cut_of_an_import_is_named_as_in_a_whole_one(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mactl.engine.steps.CHUNK", 2)
    known = [{"id": name, "city": "上海"} for name in "abcd"]
    take(around, put(tmp_path / "known.json", known))
    rows: list[dict[str, object]] = [
        {"id": "a", "city": "杭州"},
        {"id": "b", "city": "上海"},  # as it was
        {"id": "c", "email": "no address"},  # refused: it spoke of nobody
        {"id": "new", "city": "北京"},
        {"id": "a", "city": "广州"},
        {"id": "b", "city": "广州"},
        {"id": "c", "city": "广州"},
        {"id": "new", "city": "广州"},
        {"id": "a", "city": "杭州"},  # says the same
    ]
    path = put(tmp_path / "c.json", rows)

    def stop(done: int, _read: int, _size: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_customers(around, path, CustomerOptions(), stop)
    done = take(around, path)
    assert [(one.number, one.field) for one in done.taken.rejected] == [(5, "id"), (6, "id"), (8, "id")]
    assert (done.resumed, done.taken.updated, done.taken.unchanged) == (4, 1, 1)
    cities = dict(around.database.rows("SELECT customer_id, city FROM customers"))  # type: ignore[arg-type]
    assert cities == {"a": "杭州", "b": "上海", "c": "广州", "d": "上海", "new": "北京"}


@pytest.mark.parametrize("known_before", [False, True])
def test_a_row_without_id_behind_the_cut_is_known_as_a_second_one_by_its_addresses(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known_before: bool
) -> None:
    monkeypatch.setattr("mactl.engine.steps.CHUNK", 3)
    if known_before:
        known = [{"id": name, "email": f"{name}@x.com", "phone": f"1380000000{n}"} for n, name in enumerate("abc")]
        take(around, put(tmp_path / "known.json", known))
    rows: list[dict[str, object]] = [
        {"id": "a", "email": "a@x.com", "phone": "13800000000", "city": "上海"},
        {"email": "b@x.com", "phone": "13800000001", "city": "上海"},  # without an id, before the cut and after it
        {"id": "", "email": "c@x.com", "phone": "13800000002", "city": "上海"},  # an empty one
        {"email": "a@x.com", "city": "杭州"},
        {"phone": "13800000001", "city": "杭州"},  # by the other address, so another id would be made of it
        {"phone": "13800000002", "city": "杭州"},
        {"phone": "13800000009", "city": "杭州"},  # nobody else
    ]
    whole, cut = put(tmp_path / "whole.json", rows), put(tmp_path / "cut.json", rows)

    def stop(done: int, _read: int, _size: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_customers(around, cut, CustomerOptions(), stop)
    done = take(around, cut)
    assert [(one.number, one.field) for one in done.taken.rejected] == [(4, "id"), (5, "id"), (6, "id")]
    assert (done.resumed, done.taken.created, done.taken.updated) == (3, 1, 0)
    cities = [row[0] for row in around.database.rows("SELECT city FROM customers ORDER BY id")]
    assert cities == ["上海", "上海", "上海", "杭州"]
    assert [one.number for one in take(around, whole).taken.rejected] == [4, 5, 6], "as in one that was not cut"


def test_a_changed_row_that_stands_twice_alike_is_no_contradiction(
    around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mactl.engine.steps.CHUNK", 1)
    take(around, put(tmp_path / "known.json", [{"id": "a", "city": "上海"}]))
    rows: list[dict[str, object]] = [{"id": "a", "city": "杭州"}, *({"id": f"n{n}"} for n in range(20))]
    done = take(around, put(tmp_path / "c.json", [*rows, rows[0]]))
    assert (done.taken.updated, done.taken.created, done.taken.unchanged, done.rejects) == (1, 20, 1, 0)


def test_rows_taken_in_by_an_earlier_mactl_are_known_again(around: Surroundings, tmp_path: Path) -> None:
    path = put(tmp_path / "c.json", [MEI, {"id": "c2", "city": "北京"}])
    take(around, path)
    said = json.dumps({**asdict(CustomerOptions()), "errors": None, "dry_run": None}, sort_keys=True, default=str)
    with around.database.transaction() as sql:
        sql.execute("UPDATE customers SET city = '杭州', import_digest = ?", (Marker(said).former(MEI),))
    done = take(around, put(path, [MEI, {"id": "c2", "city": "广州"}]))
    assert (done.taken.unchanged, done.taken.updated, done.rejects) == (1, 1, 0)
    assert [row[0] for row in around.database.rows("SELECT city FROM customers ORDER BY id")] == ["杭州", "广州"]


def test_a_refused_consent_or_tag_leaves_the_other_rows_of_its_chunk_alone(
    around: Surroundings, tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"id": "a", "consents": {"email": True}, "tags": ["vip"]},
        {"id": "b", "consents": {"fax": True}, "tags": ["vip"]},
        {"id": "c", "consents": {"email": True}, "tags": [{"no": "tag"}]},
        {"id": "d", "consents": {"email": True}, "tags": ["vip"]},
    ]
    done = take(around, put(tmp_path / "c.json", rows))
    assert (done.taken.created, [one.number for one in done.taken.rejected]) == (2, [2, 3])
    found = everything(around)
    assert [row[:2] for row in found["consents"]] == [(1, "email"), (2, "email")]
    assert [row[:2] for row in found["tags"]] == [(1, "vip"), (2, "vip")]
