import contextlib
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.instants import day, instant
from mactl.core.schedule.instants import iso
from mactl.errors import MactlError

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-02", "2026-03-02T00:00:00+08:00"),
        ("2026-03-02T14:10", "2026-03-02T14:10:00+08:00"),
        ("2026-03-02 14:10:05", "2026-03-02T14:10:05+08:00"),
        ("2026-03-02T14:10:05.123Z", "2026-03-02T22:10:05.123+08:00"),
        ("2026-03-02T14:10+0100", "2026-03-02T21:10:00+08:00"),
        ("2026/3/2", "2026-03-02T00:00:00+08:00"),
        ("2026.3.2", "2026-03-02T00:00:00+08:00"),
        ("2026/3/2 9:05", "2026-03-02T09:05:00+08:00"),
        ("2026/03/02 02:10 PM", "2026-03-02T14:10:00+08:00"),
        ("2026年3月2日", "2026-03-02T00:00:00+08:00"),
        ("2026年3月2日 14:10", "2026-03-02T14:10:00+08:00"),
        ("2026年3月2日下午2点10分", "2026-03-02T14:10:00+08:00"),
        ("２０２６-０３-０２", "2026-03-02T00:00:00+08:00"),
        (" 2026-03-02 ", "2026-03-02T00:00:00+08:00"),
        ("20260302", "2026-03-02T00:00:00+08:00"),
        ("20260302141005", "2026-03-02T14:10:05+08:00"),
        (20260302, "2026-03-02T00:00:00+08:00"),
        ("1772431800", "2026-03-02T14:10:00+08:00"),
        (1772431800, "2026-03-02T14:10:00+08:00"),
        (1772431800123, "2026-03-02T14:10:00.123+08:00"),
    ],
)
def test_each_spelling_means_its_instant(written: object, meant: str) -> None:
    assert iso(instant(written, SHANGHAI), SHANGHAI) == meant


def test_a_workbook_s_serial_is_a_local_time() -> None:
    assert iso(instant(46083.590277777777, SHANGHAI, excel=True), SHANGHAI) == "2026-03-02T14:10:00+08:00"
    assert day(46083, excel=True) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-03-29 02:30", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25 03:30", "2026-10-25T03:30:00+01:00"),
        ("2026-10-26 03:30", "2026-10-26T03:30:00+01:00"),
    ],
)
def test_hours_that_clocks_skip_or_repeat(written: str, meant: str) -> None:
    assert iso(instant(written, BERLIN), BERLIN) == meant


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("02/03/2026", "two ways"),
        ("2/3/26", "two ways"),
        ("soon", "2026-03-02"),
        ("", "2026-03-02"),
        (None, "2026-03-02"),
        (True, "2026-03-02"),
        (float("nan"), "2026-03-02"),
        (float("inf"), "2026-03-02"),
        (12, "2026-03-02"),
        ("2026-02-30", "month, day"),
        ("2026/13/1", "month, day"),
        ("2026-03-02 25:00", "month, day"),
        (46083.5, "2026-03-02"),
    ],
)
def test_what_is_no_instant_is_named(written: object, hint: str) -> None:
    with pytest.raises(MactlError) as caught:
        instant(written, SHANGHAI)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "written", ["1990-03-02", "1990/3/2", "1990年3月2日", "19900302", 19900302, "1990-03-02T10:00Z"]
)
def test_days(written: object) -> None:
    assert day(written) == date(1990, 3, 2)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_iso_comes_back(moment: datetime) -> None:
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // (datetime.resolution * 1000)
    assert instant(iso(milliseconds, SHANGHAI), BERLIN) == milliseconds
    assert instant(milliseconds, SHANGHAI) == milliseconds or milliseconds < 10**11


@given(st.one_of(st.text(), st.floats(), st.integers(), st.text("0123456789-/:T年月日 +Z")), st.booleans())
def test_any_value_is_an_instant_or_a_named_fault(value: object, excel: bool) -> None:
    with contextlib.suppress(MactlError):
        assert isinstance(instant(value, SHANGHAI, excel=excel), int)
    with contextlib.suppress(MactlError):
        assert day(value, excel=excel)
