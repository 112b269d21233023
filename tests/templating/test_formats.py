from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mactl.errors import MactlError
from mactl.templating import Library
from mactl.templating.formats import money

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("value", "options", "said"),
    [
        (1299, {}, "¥1,299.00"),
        ("1,299.005", {}, "¥1,299.01"),
        (-5, {}, "-¥5.00"),
        (0, {}, "¥0.00"),
        (12990, {"wan": True}, "¥1.3万"),
        (20000, {"wan": True}, "¥2万"),
        (29900, {"wan": True}, "¥2.99万"),
        (123456789, {"wan": True}, "¥12,345.68万"),
        (9999, {"wan": True}, "¥9,999.00"),
        (1299, {"decimals": 0}, "¥1,299"),
    ],
)
def test_money_in_chinese(value, options, said):
    assert money(value, "CNY", "zh", **options) == said


@pytest.mark.parametrize(
    ("currency", "said"),
    [("USD", "$12,990.00"), ("JPY", "¥12,990"), ("HKD", "HK$12,990.00"), ("CHF", "CHF 12,990.00")],
)
def test_money_in_english_has_no_wan(currency, said):
    assert money(12990, currency, "en", wan=True) == said


@pytest.mark.parametrize("value", ["", "abc", None, True, float("nan"), float("inf"), "1e400", [], "9" * 40])
def test_what_is_no_money_is_an_error(value):
    with pytest.raises(MactlError):
        money(value, "CNY", "zh")


@pytest.fixture
def said(write, tmp_path):
    def of(expression, locale="zh", **customer):
        write("sms/d.txt", "{{ " + expression + " }}")
        library = Library(roots=[tmp_path / "templates"], locale=locale, currency="USD" if locale == "en" else "CNY")
        values = {"customer": customer, "workspace": {}, "campaign": {}, "now": 1_772_431_800_000}
        return library.preview(channel="sms", name="d", **values).text

    return of


@pytest.mark.parametrize(
    ("expression", "locale", "text"),
    [
        ("now|date", "zh", "2026年3月2日"),
        ("now|date", "en", "2 March 2026"),
        ("now|datetime", "zh", "2026年3月2日 14:10"),
        ("now|datetime", "en", "2 March 2026, 14:10"),
        ("now|date('short')", "zh", "3月2日"),
        ("now|datetime('short')", "en", "2 March, 14:10"),
        ("now|date('%Y-%m-%d')", "zh", "2026-03-02"),
        ("now|date(lang='en')", "zh", "2 March 2026"),
        ("'2026-3-2'|date", "zh", "2026年3月2日"),
        ("'2026/03/02'|datetime", "zh", "2026年3月2日"),
        ("'2026-03-01T20:00:00Z'|datetime", "zh", "2026年3月2日 04:00"),
        ("'2026-03-02T08:00'|datetime", "zh", "2026年3月2日 08:00"),
        ("1299|money", "en", "$1,299.00"),
        ("1299|money('EUR')", "en", "€1,299.00"),
    ],
)
def test_dates_and_money_in_templates(said, expression, locale, text):
    assert said(expression, locale) == text


def test_instants_are_shown_in_the_customers_zone_and_dates_are_not_moved(said):
    assert said("now|datetime", time_zone="America/New_York") == "2026年3月2日 01:10"
    assert said("now|datetime", time_zone="Nowhere/Land") == "2026年3月2日 14:10"
    assert said("now|datetime", time_zone="../../etc/passwd") == "2026年3月2日 14:10"
    assert said("'2026-03-02'|date", time_zone="America/New_York") == "2026年3月2日"


@pytest.mark.parametrize("value", ["'soon'", "1e30", "true", "[]", "'2026-13-40'"])
def test_what_is_no_date_is_an_error(said, value):
    with pytest.raises(MactlError, match="is no date"):
        said(value + "|date")


def test_pythons_own_dates_are_taken(write, render):
    write("sms/d.txt", "{{ customer.a|date }} {{ customer.b|datetime }}")
    customer = {"a": date(2026, 3, 2), "b": datetime(2026, 3, 2, 6, tzinfo=UTC)}
    assert render("sms", name="d", customer=customer).text == "2026年3月2日 2026年3月2日 14:00"
