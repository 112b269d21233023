"""Random conditions and a random little shop, full of what real data is full of."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import strategies as st

from mactl.core.model.score import Band, Rule, Score, Stage
from mactl.core.segments.scoring import scales
from mactl.store.database import Database

NOW = 1_772_420_000_000  # 2026-03-02T10:53:20+08:00
DAY = 86_400_000

CITIES = ("上海", "杭州", "", None, "New York", "上海市")
LEVELS: tuple[object, ...] = (
    None, "", "金卡", 3, "3", 3.5, "12a", "0086", True, False, "true", [], ["a", "金卡"], [3, "4"], {"x": 1},
    "2026-03-01", "2026-03-02T10:00:00+08:00", "2026-03-02 10:00", NOW - DAY, (NOW - DAY) // 1000, "2000-02-29",
)  # fmt: skip
ZONES = (None, "", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Nowhere/Land", "Europe/Berlin")
BIRTHDAYS = (None, "", "2000-02-29", "--03-05", "1990-03-02", "lunar:08-15", "nonsense", "2026-03-02")
EVENTS = ("order_paid", "login", "自定义")

texts = st.sampled_from(["上海", "杭", "金卡", "3", "a", "%", "_", "'", '"', "0086", "x y", "and", "-30d", "市"])
numbers = st.sampled_from([0, 1, 3, 3.5, -1, 100, 1e20])
scalars = st.one_of(texts, numbers, st.booleans())
days = st.sampled_from(
    ["today", "yesterday", "-30d", "+3d", "this_week", "last_month", "2026-03-01", "2026-02", "this_year"]
)
moments = st.one_of(days, st.sampled_from(["now", "-12h", "-90m", "2026-03-02T10:00", "2026-03-02T02:00:00Z"]))
lengths = st.sampled_from(["30d", "1h", "2w", "90m", "365d"])


def one(operators: list[str], values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(lambda operator, value: {operator: value}, st.sampled_from(operators), values)


def pairs(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(lambda low, high: {"between": [low, high]}, values, values)


def lists(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return one(["in", "not_in"], st.lists(values, min_size=1, max_size=3))


flags = one(["exists", "empty"], st.booleans())
orders = ["=", "!=", ">", ">=", "<", "<="]
dated = one(["before", "after", "on"], moments)
anniversaries = one(
    ["anniversary"],
    st.one_of(days, st.sampled_from([{"from": "-3d", "to": "+3d"}, {"from": "this_month", "to": "next_month"}])),
)
plain = st.one_of(
    scalars, one(orders, scalars), one(["contains", "starts_with", "ends_with"], texts), lists(scalars), flags,
    one(["matches"], st.sampled_from(["^上", "[0-9]+", "卡$", "(?i)A"])), pairs(numbers),
)  # fmt: skip
numeric = st.one_of(one(orders, numbers), lists(numbers), pairs(numbers), flags)
dates = st.one_of(dated, one(orders, moments), pairs(moments), anniversaries, flags, lists(moments))


def under(paths: list[str], values: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(lambda path, value: {f"profile.{path}": value}, st.sampled_from(paths), values)


profiles = st.one_of(
    under(
        [
            "city",
            "name",
            "attributes.level",
            "level",
            "level.x",
            "missing",
            "email",
            "phone",
            "tags",
            "ids.taobao",
            "id",
        ],
        plain,
    ),
    under(["attributes.level"], st.one_of(dated, anniversaries)),
    under(["birthday", "signup_at"], dates),
)
windows = st.one_of(
    st.just({}),
    st.builds(lambda length: {"within": length}, lengths),
    st.builds(lambda day: {"after": day}, moments),
    st.builds(lambda day: {"before": day}, moments),
    st.builds(lambda low, high: {"between": [low, high]}, moments, moments),
)
wheres = st.one_of(
    st.just({}),
    st.builds(lambda value: {"where": {"amount": value}}, numeric),
    st.builds(lambda value: {"where": {"product": value}}, plain),
)


followed = st.builds(
    lambda key, name, where, within: {key: {"event": name, **where, **within}},
    st.sampled_from(["followed_by", "not_followed_by"]),
    st.sampled_from(EVENTS),
    wheres,
    st.one_of(st.just({}), st.builds(lambda length: {"within": length}, lengths)),
)


def events(count: bool) -> st.SearchStrategy[dict[str, object]]:
    counts = (
        st.builds(lambda value: {"count": value}, st.one_of(one(orders, numbers), lists(numbers), pairs(numbers)))
        if count
        else st.just({})
    )
    return st.builds(
        lambda name, *rest: {"event": name, **{key: value for part in rest for key, value in part.items()}},
        st.sampled_from(EVENTS), windows, wheres, st.one_of(st.just({}), counts),
        st.one_of(st.just({}), followed, st.builds(lambda one, other: one | other, followed, followed))
        if count else st.just({}),
    )  # fmt: skip


def aggregates() -> st.SearchStrategy[dict[str, object]]:
    def joined(function: str, of: str, event: Mapping[str, object], value: object) -> dict[str, object]:
        return {function: {**event, "of": of}, "is": value}

    functions = st.sampled_from(["sum", "min", "max", "first", "last"])
    ends = st.sampled_from(["min", "max", "first", "last"])
    return st.one_of(
        st.builds(joined, functions, st.just("amount"), events(count=False), numeric),
        st.builds(joined, st.sampled_from(["sum", "min", "max"]), st.just("product"), events(count=False), numeric),
        st.builds(joined, st.sampled_from(["first", "last"]), st.just("product"), events(count=False), plain),
        st.builds(joined, ends, st.just("at"), events(count=False), dates),
    )


others = st.sampled_from([
    {"tag": "母婴"}, {"tag": {"!=": "母婴"}}, {"tag": {"in": ["母婴", "3"]}}, {"tag": {"starts_with": "母"}},
    {"has": "email"}, {"has": "sms"}, {"has": "ids.taobao"}, {"consent": "email"},
    {"consent": "email", "topic": "promo"}, {"consent": "email", "topic": "promo", "is": "unknown"},
    {"consent": "email", "is": "withdrawn"}, {"consent": "email", "is": "unknown"},
    {"consent": "push", "is": "unknown"},
    {"consent": "sms", "topic": "is", "is": "withdrawn"}, {"consent": "wechat", "is": "granted"},
    {"consent": "push"}, {"suppressed": True}, {"suppressed": False}, {"suppressed": True, "channel": "sms"},
    {"sample": 0.5}, {"sample": 0.3, "key": "pilot-1"}, {"message": "sent"}, {"message": "opened", "within": "14d"},
    {"message": "clicked", "campaign": "新品推广"}, {"message": "bounced", "channel": "email", "after": "last_month"},
    {"message": "sent", "flow": "欢迎流程", "step": "a"},
    {"message": "sent", "template": "email"}, {"message": "clicked", "link": "/sale", "within": "30d"},
    {"segment": "上海人"}, {"segment": "two"},
])  # fmt: skip

groups = st.sampled_from(["重要价值", "重要价值客户", "Champions", "nobody"])
saved = st.one_of(
    st.builds(lambda value: {"rfm": value}, st.one_of(groups, lists(groups), flags, one(["=", "!="], groups))),
    st.builds(lambda name, value: {"rfm": {name: value}}, st.sampled_from(["r", "f", "m"]), numeric),
    st.builds(lambda value: {"rfm": {"code": value}}, st.sampled_from(["555", "111", 555])),
    st.builds(
        lambda name, value: {name: value},
        st.sampled_from(["clv", "churn_risk", "expected_purchases", "p_alive"]),
        numeric,
    ),
    st.builds(
        lambda value: {"score": value},
        st.one_of(one(orders, numbers), lists(numbers), pairs(numbers)),
    ),
    st.builds(lambda value: {"score": {"band": value}, "of": "lead"}, st.sampled_from(["热", "冷"])),
    st.builds(lambda value: {"score": {"stage": value}}, lists(st.sampled_from(["MQL", "SQL"]))),
)
SCORES = scales([
    Score(
        id="lead", name="线索", stages=(Stage(name="MQL", from_=10),),
        bands=(Band(name="冷", from_=0), Band(name="热", from_=10)),
        points=(
            Rule(points=5, event="login", half_life="7d"), Rule(points=-2, when={"tag": "母婴"}),
            Rule(points=3, event="order_paid", cap=4),
        ),
    )
])  # fmt: skip

conditions = st.recursive(
    st.one_of(profiles, events(count=True), aggregates(), others, saved),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=5,
)


def fill_shop(database: Database) -> int:
    """Put sixty customers in, every value with every other sooner or later; return how many."""
    people = 60
    for number in range(1, people + 1):
        database.sql.execute(
            "INSERT INTO customers (id, customer_id, name, city, time_zone, birthday, signup_at, attributes, "
            "created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            (
                number,
                f"c{number}",
                "张三" if number % 2 else None,
                CITIES[number % len(CITIES)],
                ZONES[number % len(ZONES)],
                BIRTHDAYS[number % len(BIRTHDAYS)],
                None if number % 5 == 0 else NOW - number * DAY // 3,
                json.dumps({"level": LEVELS[number % len(LEVELS)]}, ensure_ascii=False),
            ),
        )
        _surround(database, number)
    return people


def _surround(database: Database, number: int) -> None:
    sql = database.sql
    if number % 3:
        sql.execute("INSERT INTO addresses VALUES ('email', ?, ?, NULL, 'ok', 0)", (f"{number}@a.com", number))
        sql.execute(
            "INSERT INTO consents VALUES (?, 'email', '', ?, 0, '', '')", (number, ("granted", "withdrawn")[number % 2])
        )
    if number % 4 == 0:
        sql.execute("INSERT INTO addresses VALUES ('phone', ?, ?, NULL, 'invalid', 0)", (f"+86138{number:08}", number))
        sql.execute("INSERT INTO addresses VALUES ('taobao', ?, ?, NULL, 'ok', 0)", (f"tb{number}", number))
        sql.execute(
            "INSERT INTO consents VALUES (?, 'email', 'promo', ?, 0, '', '')",
            (number, ("granted", "withdrawn")[number % 3 > 0]),
        )
    if number % 10 == 1:
        sql.execute("INSERT INTO suppressions VALUES (?, '', '', 'asked', '', 0)", (f"{number}@a.com",))
    if number % 4 == 1:
        sql.execute("INSERT INTO tags VALUES (?, ?, 0, '')", (number, ("母婴", "3", "儿童")[number % 3]))
    _act(database, number)
    _save(database, number)
    if number % 6 == 0:
        sql.execute(
            "INSERT INTO messages (origin, customer, channel, state, due, first_due, sent_at, opened_at, "
            "clicked_at, changed_at) "
            "VALUES (?, ?, 'email', 'sent', 0, 0, ?, ?, ?, 0)",
            (1 + number % 2, number, NOW - number * DAY, NOW if number % 12 else None, NOW if number % 18 else None),
        )


def _save(database: Database, number: int) -> None:
    """Save what was worked out of some: RFM scores, forecasts (not all of them hold), a stage."""
    sql = database.sql
    if number == 1:
        names = [("champions", "Champions"), ("1", "重要价值"), ("1", "重要价值客户"), ("8", "一般挽留")]
        sql.executemany("INSERT INTO rfm_names VALUES (?, ?)", names)
    if number % 3 == 0:
        score, key = 1 + number % 5, ("1", "8")[number % 2]
        sql.execute(
            "INSERT INTO rfm_scores VALUES (?, 3, 1, 100, ?, ?, 1, 'champions', ?, 0)", (number, score, score, key)
        )
        clv = None if number % 9 == 0 else number / 2
        sql.execute("INSERT INTO forecasts VALUES (?, ?, 0.5, ?, ?, 365, 0)", (number, clv, number % 4, clv and 0.9))
    if number % 8 == 0:
        sql.execute("INSERT INTO score_stages VALUES ('lead', ?, 'MQL', 0)", (number,))


def _act(database: Database, number: int) -> None:
    for turn in range(number % 4):
        amount = (None, 1_000_000, 5_000)[(number + turn) % 3]
        product = (None, "", "A", 3, "3", ["A", "B"])[(number + turn) % 6]
        type_, at = EVENTS[turn % len(EVENTS)], NOW - turn * 9 * DAY - number * DAY // 2
        database.sql.execute(
            "INSERT INTO events (customer, type, at, source, source_id, amount, properties) "
            "VALUES (?, ?, ?, 1, ?, ?, ?)",
            (number, type_, at, number * 100 + turn, amount, json.dumps({"product": product})),
        )
        database.sql.execute(
            "INSERT INTO rollups VALUES (?, ?, 1, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + 1, "
            "amount = amount + excluded.amount, first_at = min(first_at, excluded.first_at), "
            "last_at = max(last_at, excluded.last_at)",
            (number, type_, amount or 0, at, at),
        )
