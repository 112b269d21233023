"""The demo shop: exact counts, the same every time, shapes that hold, and proportions that a shop would have."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

import email_validator
import phonenumbers
import pytest

from mactl.clock import DAY
from mactl.demo.catalogue import Catalogue
from mactl.demo.dice import Dice
from mactl.demo.people import crowd
from mactl.demo.shop import DAYS, NOW, SEED, Shop, build, files, stamp

CUSTOMER_KEYS = {
    "id", "name", "email", "phone", "wechat_openid", "push_tokens", "member_level", "time_zone", "locale", "birthday",
    "gender", "city", "region", "country", "signup_at", "tags", "consents", "attributes",
}  # fmt: skip
STANDARD = {
    "user_signup", "login", "page_view", "product_viewed", "cart_updated", "checkout_started", "order_placed",
    "order_paid", "order_refunded", "store_visited", "coupon_received", "coupon_redeemed",
}  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> Shop:
    return build()


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return dict(files())


def test_it_has_exactly_2000_customers_40_products_and_a_year_of_events(shop: Shop) -> None:
    assert [row["id"] for row in shop.customers] == [f"c{i:04}" for i in range(1, 2001)]
    assert len({product["id"] for product in Catalogue().products}) == 40
    assert 55_000 <= len(shop.events) <= 90_000
    assert {event.type for event in shop.events} == STANDARD
    assert NOW - DAYS * 86_400_000 <= shop.events[0].at
    assert shop.events[-1].at < NOW
    assert len({stamp(event.at)[:7] for event in shop.events}) >= 12


def test_the_same_seed_and_instant_give_the_same_bytes(shop: Shop, made: dict[str, bytes]) -> None:
    assert sorted(made) == ["data/customers.json", "data/events.jsonl"]
    assert json.loads(made["data/customers.json"]) == shop.customers
    assert [json.loads(line)["properties"] for line in made["data/events.jsonl"].splitlines()] == [
        event.properties for event in shop.events
    ]


def test_another_seed_or_instant_gives_another_shop(shop: Shop) -> None:
    names = [row["name"] for row in shop.customers]
    assert [person.row["name"] for person in crowd(Dice(SEED), NOW)] == names
    assert [person.row["name"] for person in crowd(Dice(1), NOW)] != names
    assert crowd(Dice(SEED), NOW + DAY)[0].signup == crowd(Dice(SEED), NOW)[0].signup + DAY


def test_event_rows_have_the_documented_shape(made: dict[str, bytes]) -> None:
    lines = made["data/events.jsonl"].decode().splitlines()
    rows = [json.loads(line) for line in lines]
    assert all(set(row) == {"id", "type", "customer", "at", "source", "properties"} for row in rows)
    assert len({(row["source"], row["id"]) for row in rows}) == len(rows)
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    assert all(row["at"].endswith("+08:00") for row in rows)


def test_customer_rows_have_the_documented_shape(shop: Shop) -> None:
    for row in shop.customers:
        assert set(row) <= CUSTOMER_KEYS
        assert {"email", "phone", "wechat_openid", "push_tokens"} & set(row)
        ZoneInfo(row["time_zone"])
        assert datetime.fromisoformat(row["signup_at"]).tzinfo
        for key, consent in row["consents"].items():
            assert key in ("email", "sms", "email:promo")
            if key != "email:promo":
                assert set(consent) == {"status", "at", "source", "proof"}
                assert consent["status"] in ("granted", "withdrawn")
                assert row["signup_at"] <= consent["at"] < stamp(NOW)


def test_nobody_can_be_reached(shop: Shop) -> None:
    mails = [row["email"] for row in shop.customers if "email" in row]
    phones = [row["phone"] for row in shop.customers if "phone" in row]
    assert len(set(mails)) == len(mails)
    assert len(set(phones)) == len(phones)
    assert all(mail.endswith(("example.com", "example.net", "example.org")) for mail in mails)
    assert all(phone.startswith("+861349000") for phone in phones)
    for mail in mails[::100]:
        assert email_validator.validate_email(mail, check_deliverability=False).normalized == mail
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones[::50])


def test_orders_add_up(shop: Shop) -> None:
    off = {"WELCOME20": 20, "MEMBER15": 15, "SALE50": 50}
    products = {product["id"]: product for product in Catalogue().products}
    paid = [event.properties for event in shop.events if event.type == "order_paid"]
    assert len({order["order_id"] for order in paid}) == len(paid)
    for order in paid:
        assert all(item["price"] == products[item["product_id"]]["price"] for item in order["items"])
        worth = sum(item["price"] * item["quantity"] for item in order["items"])
        assert order["amount"] == pytest.approx(worth - off.get(order.get("coupon", ""), 0))
        assert order["amount"] > 0


def test_an_order_comes_before_what_follows_it(shop: Shop) -> None:
    order_of = {"order_placed": 0, "order_paid": 1, "order_refunded": 2}
    seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for event in shop.events:
        if event.type in order_of:
            seen[event.properties["order_id"]].append((event.at, order_of[event.type]))
    assert all(each == sorted(each, key=lambda pair: pair[1]) for each in seen.values())


def test_it_sells_like_a_shop(shop: Shop) -> None:
    orders, revenue, days = Counter[str](), Counter[str](), Counter[str]()
    for event in shop.events:
        if event.type == "order_paid":
            orders[event.customer] += 1
            revenue[event.customer] += event.properties["amount"]
            days[stamp(event.at)[5:10]] += 1
    best = sorted(revenue.values(), reverse=True)
    assert 0.4 <= len(orders) / 2000 <= 0.65
    assert 0.5 <= sum(n > 1 for n in orders.values()) / len(orders) <= 0.7
    assert 0.45 <= sum(best[: len(best) // 5]) / sum(best) <= 0.7
    assert 150 <= sum(best) / sum(orders.values()) <= 400
    assert days.most_common(1)[0][0] == "11-11"
    assert days["06-18"] > 2 * sum(days.values()) / DAYS


def test_its_people_are_a_crowd(shop: Shop) -> None:
    people = shop.customers

    def share(key: str, value: str) -> float:
        return sum(row.get(key) == value for row in people) / len(people)

    def consent(channel: str, address: str, status: str) -> float:
        have = [row for row in people if address in row]
        return sum(row["consents"].get(channel, {}).get("status") == status for row in have) / len(have)

    assert consent("email", "email", "granted") == pytest.approx(0.80, abs=0.03)
    assert consent("sms", "phone", "granted") == pytest.approx(0.65, abs=0.03)
    assert 0.05 <= consent("email", "email", "withdrawn") <= 0.10
    assert share("country", "CN") == pytest.approx(0.96, abs=0.015)
    assert share("locale", "en-US") > 0.02
    assert 0.45 <= sum("wechat_openid" in row for row in people) / 2000 <= 0.6
    assert {row["name"][0] for row in people} > set("王李张刘陈")
    assert 100 <= sum(row["member_level"] in ("金卡", "钻石") for row in people) <= 400
    joined = [row["signup_at"] for row in people]
    assert joined == sorted(joined, key=lambda at: at[:4])
    assert sum(at >= "2025-03" for at in joined) > 900
