"""Sending windows (T4): both ends, midnight, weekdays, workdays, and the days when clocks change."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mactl.clock import DAY, HOUR
from mactl.core.schedule.instants import iso, parse_instant
from mactl.core.schedule.windows import Window, check_opens, clock_minutes, next_allowed, opening_on, parse_window
from mactl.core.schedule.workdays import Workdays
from mactl.core.schedule.zones import day_of, start_of_day, zone
from mactl.errors import MactlError

ZONES = [
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "America/Havana",
]
ANY_ZONE = st.sampled_from(ZONES).map(zone)
INSTANTS = st.integers(1_293_840_000_000, 1_830_297_600_000)  # 2011 to 2027


def at(text: str, name: str) -> int:
    return parse_instant(text, zone(name))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start = draw(st.none() | st.integers(0, 1439))
    stop = draw(st.none() | st.integers(0, 1440))
    assume(start is None or start != stop)
    weekdays = draw(st.none() | st.frozensets(st.integers(0, 6), min_size=1))
    return Window(start=start, stop=stop, weekdays=weekdays)


@pytest.mark.parametrize("name", ["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
@pytest.mark.parametrize(
    ("window", "ready", "allowed"),
    [
        (("08:00", "10:00"), "2026-03-02T08:00", "2026-03-02T08:00"),  # inclusive
        (("08:00", "10:00"), "2026-03-02T09:59:59.999", "2026-03-02T09:59:59.999"),
        (("08:00", "10:00"), "2026-03-02T10:00", "2026-03-03T08:00"),  # exclusive
        (("08:00", "10:00"), "2026-03-02T07:59:59.999", "2026-03-02T08:00"),
        (("08:00", "10:00"), "2026-03-02T00:00", "2026-03-02T08:00"),
        (("08:00", "10:00"), "2026-03-02T23:59:59.999", "2026-03-03T08:00"),
        (("22:00", "02:00"), "2026-03-02T23:59:59.999", "2026-03-02T23:59:59.999"),
        (("22:00", "02:00"), "2026-03-03T00:00", "2026-03-03T00:00"),
        (("22:00", "02:00"), "2026-03-03T02:00", "2026-03-03T22:00"),
        (("20:00", "24:00"), "2026-03-02T23:59", "2026-03-02T23:59"),
        (("20:00", "24:00"), "2026-03-03T00:00", "2026-03-03T20:00"),
        (("20:00", "00:00"), "2026-03-03T00:00", "2026-03-03T20:00"),
        (("09:00", None), "2026-03-02T23:59", "2026-03-02T23:59"),  # only the start restricts
        (("09:00", None), "2026-03-03T00:00", "2026-03-03T09:00"),
        ((None, "18:00"), "2026-03-02T00:00", "2026-03-02T00:00"),  # only the stop restricts
        ((None, "18:00"), "2026-03-02T18:00", "2026-03-03T00:00"),
        ((None, None), "2026-03-02T18:00", "2026-03-02T18:00"),
    ],
)
def test_hours(name: str, window: tuple[str | None, str | None], ready: str, allowed: str) -> None:
    assert iso(next_allowed(at(ready, name), parse_window(*window), zone(name)), zone(name)) == iso(
        at(allowed, name), zone(name)
    )


@pytest.mark.parametrize(
    ("window", "weekdays", "ready", "allowed"),
    [
        (("08:00", "10:00"), ["fri", "sat"], "2026-03-02T09:00", "2026-03-06T08:00"),  # 2 March 2026 is a Monday
        (("08:00", "10:00"), ["fri", "sat"], "2026-03-06T10:00", "2026-03-07T08:00"),
        (("08:00", "10:00"), ["fri", "sat"], "2026-03-07T10:00", "2026-03-13T08:00"),
        (("22:00", "02:00"), ["fri"], "2026-03-07T01:59", "2026-03-07T01:59"),  # Friday's, on Saturday morning
        (("22:00", "02:00"), ["sat"], "2026-03-07T01:59", "2026-03-07T22:00"),  # Saturday's has not started
        ((None, None), ["wed"], "2026-03-02T12:00", "2026-03-04T00:00"),
    ],
)
def test_a_window_belongs_to_the_day_on_which_it_starts(
    window: tuple[str | None, str | None], weekdays: list[str], ready: str, allowed: str
) -> None:
    opened = next_allowed(at(ready, "Asia/Shanghai"), parse_window(*window, weekdays), zone("Asia/Shanghai"))
    assert opened == at(allowed, "Asia/Shanghai")


SPRING_FESTIVAL = Workdays(
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    off=frozenset(date(2026, 2, 15) + timedelta(days=n) for n in range(9)),
    on=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
)


@pytest.mark.parametrize(
    ("ready", "allowed"),
    [
        ("2026-02-13T18:00", "2026-02-14T09:00"),  # a Saturday that is worked
        ("2026-02-14T18:00", "2026-02-24T09:00"),  # over the whole holiday
        ("2026-02-27T18:00", "2026-02-28T09:00"),
        ("2026-03-06T18:00", "2026-03-09T09:00"),  # an ordinary weekend
    ],
)
def test_workdays_come_from_the_calendar(ready: str, allowed: str) -> None:
    window = parse_window("09:00", "18:00", workdays=True)
    opened = next_allowed(at(ready, "Asia/Shanghai"), window, zone("Asia/Shanghai"), SPRING_FESTIVAL)
    assert opened == at(allowed, "Asia/Shanghai")


def test_past_the_calendars_end_is_an_error() -> None:
    window = parse_window("09:00", "18:00", workdays=True)
    with pytest.raises(MactlError, match="2027-01-01"):
        next_allowed(at("2026-12-31T18:00", "Asia/Shanghai"), window, zone("Asia/Shanghai"), SPRING_FESTIVAL)
    with pytest.raises(MactlError, match="No calendar"):
        next_allowed(at("2026-12-31T18:00", "Asia/Shanghai"), window, zone("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("name", "window", "ready", "allowed"),
    [
        # Clocks forward in New York, 8 March 2026, 02:00 to 03:00.
        ("America/New_York", ("02:15", "02:45"), "2026-03-08T01:00", "2026-03-08T03:00"),  # wholly in the gap
        ("America/New_York", ("02:15", "02:45"), "2026-03-08T03:29", "2026-03-08T03:29"),
        ("America/New_York", ("02:15", "02:45"), "2026-03-08T03:30", "2026-03-09T02:15"),
        ("America/New_York", ("02:30", "04:00"), "2026-03-08T01:00", "2026-03-08T03:00"),
        ("America/New_York", ("01:00", "02:30"), "2026-03-08T03:00", "2026-03-09T01:00"),
        # Clocks back in New York, 1 November 2026, 02:00 to 01:00.
        ("America/New_York", ("01:15", "01:45"), "2026-11-01T00:00", "2026-11-01T01:15-04:00"),
        ("America/New_York", ("01:15", "01:45"), "2026-11-01T01:15-05:00", "2026-11-02T01:15"),
        ("Australia/Lord_Howe", ("02:00", "02:30"), "2026-10-04T01:00", "2026-10-04T02:30"),
        ("Pacific/Apia", ("09:00", "18:00"), "2011-12-29T18:00", "2011-12-31T09:00"),  # no 30 December
    ],
)
def test_on_the_days_when_clocks_change(name: str, window: tuple[str, str], ready: str, allowed: str) -> None:
    assert next_allowed(at(ready, name), parse_window(*window), zone(name)) == at(allowed, name)


@given(INSTANTS, windows(), ANY_ZONE)
def test_never_before_and_idempotent(instant: int, window: Window, where: object) -> None:
    allowed = next_allowed(instant, window, where)  # type: ignore[arg-type]
    assert instant <= allowed <= instant + 9 * DAY
    assert next_allowed(allowed, window, where) == allowed  # type: ignore[arg-type]


@given(INSTANTS, windows(), ANY_ZONE)
def test_always_inside_an_opening(instant: int, window: Window, where: object) -> None:
    allowed = next_allowed(instant, window, where)  # type: ignore[arg-type]
    days = [day_of(allowed, where) - timedelta(days=n) for n in range(3)]  # type: ignore[arg-type]
    openings = [opening_on(day, window, where) for day in days]  # type: ignore[arg-type]
    assert any(opening and opening[0] <= allowed < opening[1] for opening in openings)


@given(INSTANTS, st.integers(0, 10**9), windows(), ANY_ZONE)
def test_an_earlier_message_is_never_allowed_later(instant: int, later: int, window: Window, where: object) -> None:
    early = next_allowed(instant, window, where)  # type: ignore[arg-type]
    assert early <= next_allowed(instant + later, window, where)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize(
    "window", [("02:15", "02:45"), ("01:00", "03:00"), ("08:00", "21:00"), ("23:30", "00:30"), ("00:00", "00:01")]
)
@pytest.mark.parametrize("year", [2011, 2024, 2026])
def test_a_year_of_days_opens_once_each(name: str, window: tuple[str, str], year: int) -> None:
    """The pure half of R7: both clock changes, a leap day, and Samoa's missing day."""
    where, hours = zone(name), parse_window(*window)
    instant = start_of_day(date(year, 1, 2), where)
    end = start_of_day(date(year + 1, 1, 2), where)
    sent = []
    while (opens := next_allowed(instant, hours, where)) < end:
        sent.append(opens)
        closes = next(
            opening[1]
            for n in range(2)
            if (opening := opening_on(day_of(opens, where) - timedelta(days=n), hours, where))
            and opening[0] <= opens < opening[1]
        )
        instant = closes
    days = [day_of(opens, where) for opens in sent]
    missing = 1 if (name, year) == ("Pacific/Apia", 2011) else 0
    whole = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    # A window that is open across the first midnight counts as its own opening.
    assert len(days) - whole + missing in ((0, 1) if window[0] == "23:30" else (0,))
    assert len(set(days)) >= whole - missing


def test_a_time_of_day_in_full_width_signs_is_read_and_one_in_words_guessed() -> None:
    assert clock_minutes("０８：３０") == 510
    for text, guess in (("8点", "08:00"), ("20点半", "20:30"), ("9时15分", "09:15"), ("8", "08:00")):
        with pytest.raises(MactlError) as caught:
            clock_minutes(text)
        assert caught.value.hint == f"Did you mean {guess}?"


@pytest.mark.parametrize("text", ["8", "25:00", "08:60", "24:01", "8点", "", "-1:00"])
def test_times_of_day_are_checked(text: str) -> None:
    with pytest.raises(MactlError):
        clock_minutes(text)


def test_windows_that_never_open_are_errors() -> None:
    with pytest.raises(MactlError, match="08:00"):
        parse_window("08:00", "08:00")
    with pytest.raises(MactlError):
        parse_window(weekdays=[])
    with pytest.raises(MactlError, match="friday"):
        parse_window(weekdays=["friday"])


def test_windows_are_held_against_each_other() -> None:
    night, day = parse_window("22:00", "06:00", ["sun"]), parse_window("08:00", "20:00")
    monday = parse_window("05:00", "07:00", ["mon"])
    with pytest.raises(MactlError):
        check_opens(night, day)
    check_opens(night, monday)  # Sunday's night runs into Monday
    with pytest.raises(MactlError):
        check_opens(night, parse_window("05:00", "07:00", ["sun"]))


def test_a_window_keeps_its_length_over_an_ordinary_day() -> None:
    opening = opening_on(date(2026, 3, 2), parse_window("22:00", "06:00"), zone("Asia/Shanghai"))
    assert opening is not None
    assert opening[1] - opening[0] == 8 * HOUR
