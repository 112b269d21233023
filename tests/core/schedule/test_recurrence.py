"""Recurring schedules: each local time once, missed ones named."""

from __future__ import annotations

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.schedule.instants import iso, parse_instant
from mactl.core.schedule.recurrence import (
    At,
    Due,
    latest_due,
    next_after,
    occurrence_key,
    occurrences,
    parse_cron,
    planned_instant,
    read_schedule,
)
from mactl.core.schedule.zones import day_of, zone
from mactl.errors import MactlError

SHANGHAI = zone("Asia/Shanghai")
NEW_YORK = zone("America/New_York")
BERLIN = zone("Europe/Berlin")


@pytest.mark.parametrize(
    ("expression", "name", "since", "expected"),
    [
        ("0 9 * * mon", "Asia/Shanghai", "2026-03-02T09:00", "2026-03-09T09:00"),  # strictly after
        ("0 9 * * mon", "Asia/Shanghai", "2026-03-02T08:59:59.999", "2026-03-02T09:00"),
        ("0 9 1 * *", "Asia/Kathmandu", "2026-03-02", "2026-04-01T09:00"),
        ("0 9 29 2 *", "Asia/Shanghai", "2026-03-02", "2028-02-29T09:00"),
        ("0 9 L * *", "Asia/Shanghai", "2026-02-02", "2026-02-28T09:00"),
        ("30 2 * * *", "America/New_York", "2026-03-07T12:00", "2026-03-08T03:00"),  # in the gap
        ("30 2 * * *", "America/New_York", "2026-03-08T03:00", "2026-03-09T02:30"),
        ("30 1 * * *", "America/New_York", "2026-10-31T12:00", "2026-11-01T01:30-04:00"),
        ("30 1 * * *", "America/New_York", "2026-11-01T01:30-04:00", "2026-11-02T01:30"),  # not its second
        ("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00", "2026-10-04T02:30"),
        ("0 9 * * *", "Pacific/Apia", "2011-12-29T12:00", "2011-12-31T00:00"),
    ],
)
def test_next(expression: str, name: str, since: str, expected: str) -> None:
    where = zone(name)
    assert next_after(parse_cron(expression, where), parse_instant(since, where)) == parse_instant(expected, where)


def test_two_times_in_one_gap_are_one_occurrence() -> None:
    cron = parse_cron("0,30 2,3 * * *", NEW_YORK)
    day = list(occurrences(cron, parse_instant("2026-03-08", NEW_YORK), parse_instant("2026-03-09", NEW_YORK)))
    assert [iso(instant, NEW_YORK)[11:16] for instant in day] == ["03:00", "03:30"]


@pytest.mark.parametrize("expression", ["30 1 * * *", "30 2 * * *", "0 3 * * *", "59 23 * * *", "0 0 * * *"])
@pytest.mark.parametrize("name", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana"])
def test_a_year_of_days_has_one_each(expression: str, name: str) -> None:
    where = zone(name)
    year = list(
        occurrences(
            parse_cron(expression, where),
            parse_instant("2024-01-01", where) - 1,
            parse_instant("2025-01-01", where) - 1,
        )
    )
    assert len(year) == len({day_of(instant, where) for instant in year}) == 366


def test_of_several_missed_only_the_latest_runs() -> None:
    cron = parse_cron("0 9 * * *", SHANGHAI)
    since, now = parse_instant("2026-03-02T09:00", SHANGHAI), parse_instant("2026-03-05T10:00", SHANGHAI)
    due = latest_due(cron, since, now)
    assert due.run == parse_instant("2026-03-05T09:00", SHANGHAI)
    assert due.missed == (parse_instant("2026-03-03T09:00", SHANGHAI), parse_instant("2026-03-04T09:00", SHANGHAI))
    assert latest_due(cron, now, now) == Due(None)
    assert latest_due(cron, since, since) == Due(None)


def test_due_includes_this_very_instant() -> None:
    now = parse_instant("2026-03-03T09:00", SHANGHAI)
    assert latest_due(parse_cron("0 9 * * *", SHANGHAI), now - 1, now) == Due(now)


def test_once() -> None:
    schedule = At(instant=1000)
    assert next_after(schedule, 999) == 1000
    assert next_after(schedule, 1000) is None
    assert latest_due(schedule, 0, 5000) == Due(1000)
    assert occurrence_key(schedule, 1000) == "1"
    assert planned_instant("1") is None


def test_the_key_of_an_occurrence_is_its_planned_instant() -> None:
    instant = parse_instant("2026-03-02T09:00", SHANGHAI)
    key = occurrence_key(parse_cron("0 9 * * *", SHANGHAI), instant)
    assert key == "2026-03-02T01:00:00Z"
    assert planned_instant(key) == instant


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "0 9 * *",
        "0 0 9 * * *",
        "61 * * * *",
        "0 9 * * funday",
        "0 0 30 2 *",
        "0 9 31 2,4 *",
        "@daily",
        "0 9 * * */0",
    ],
)
def test_refuses_with_a_hint(expression: str) -> None:
    with pytest.raises(MactlError) as caught:
        parse_cron(expression, SHANGHAI)
    assert "Five fields" in caught.value.hint


def test_a_schedule_is_read_as_files_give_it() -> None:
    assert read_schedule(SHANGHAI, at="2026-03-02T09:00") == At(instant=parse_instant("2026-03-02T09:00", SHANGHAI))
    assert read_schedule(BERLIN, cron="0  9 * * mon") == parse_cron("0 9 * * mon", BERLIN)
    wrongs: tuple[dict[str, str], ...] = ({}, {"at": "2026-03-02", "cron": "0 9 * * *"})
    for wrong in wrongs:
        with pytest.raises(MactlError, match="either") as caught:
            read_schedule(SHANGHAI, **wrong)
        assert "2026-03-02T09:00" in caught.value.hint


@given(
    st.integers(1_700_000_000_000, 1_830_000_000_000),
    st.sampled_from(["*/20 * * * *", "30 1,2 * * *", "0 9 * * mon-fri", "15 2 1 * *"]),
    st.sampled_from([SHANGHAI, NEW_YORK, BERLIN]),
)
def test_occurrences_follow_each_other_and_agree(instant: int, expression: str, where: object) -> None:
    cron = parse_cron(expression, where)  # type: ignore[arg-type]
    first = list(islice(cron.after(instant), 12))
    assert all(early < late for early, late in pairwise([instant, *first]))
    assert all(next_after(cron, early) == late for early, late in pairwise(first))


def test_the_field_that_cannot_be_read_is_named() -> None:
    for expression, value, field in (
        ("0 25 * * *", "'25'", "hour"),
        ("61 9 * * *", "'61'", "minute"),
        ("0 9 * * 周一", "'周一'", "weekday"),
        ("0 9 32 * *", "'32'", "day of the month"),
    ):
        with pytest.raises(MactlError) as caught:
            parse_cron(expression, zone("Asia/Shanghai"))
        assert caught.value.message.endswith(f": {value} is no {field}")
    assert parse_cron("０　９　＊　＊　１", zone("Asia/Shanghai")).expression == "0 9 * * 1"
