"""The filters that templates have besides Jinja's own."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from mactl.core.links import dynamic_url, is_web
from mactl.templating import formats
from mactl.templating.people import given_name, masked

Filter = Callable[..., Any]


def default(value: Any, instead: Any = "", _boolean: bool = True) -> Any:
    """Return ``value``, or ``instead`` when it is missing, null, or text of blanks."""
    if isinstance(value, str):
        return value if value.strip() else instead
    return instead if value is None or isinstance(value, Undefined) else value


def truncate_zh(value: object, width: int, end: str = "…") -> str:
    """Return text cut to ``width`` Chinese letters (a Latin letter counts half), the ``end`` included."""
    text = str(value)
    if sum(map(_halves, text)) <= 2 * width:
        return text
    room = 2 * width - sum(map(_halves, end))
    kept = 0
    for letter in text:
        room -= _halves(letter)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + end


def _halves(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" or ord(letter) > 0xFFFF else 1


def _settings_filters(locale: str, currency: str, time_zone: str) -> dict[str, Filter]:
    def money(
        value: object, currency: str = currency, *, wan: bool = False, decimals: int | None = None, lang: str = locale
    ) -> str:
        return formats.money(value, currency, lang, wan=wan, decimals=decimals)

    @pass_context
    def date(context: Context, value: object, style: str = "", lang: str = locale) -> str:
        return formats.spoken_date(_when(context, value, time_zone)[0], lang, style)

    @pass_context
    def with_time(context: Context, value: object, style: str = "", lang: str = locale) -> str:
        when, timed = _when(context, value, time_zone)
        return (formats.spoken_datetime if timed else formats.spoken_date)(when, lang, style)

    return {"money": money, "date": date, "datetime": with_time}


def _when(context: Context, value: object, home: str) -> tuple[Any, bool]:
    customer = context.get("customer")
    own = customer.get("time_zone") if isinstance(customer, Mapping) else None
    return formats.moment(value, formats.zone(str(own or home), home), formats.zone(home, "UTC"))


def safe_target(url: str) -> str:
    """Return ``url`` when it is of a kind that a message may hold, else ``#`` (no scripts, no data)."""
    plain = url.strip()
    kind = plain.partition(":")[0].lower() if ":" in plain else ""
    harmless = not kind.isalnum() or kind in ("http", "https", "mailto", "tel", "sms", "weixin", "cid")
    return plain if harmless and plain.isprintable() else "#"


def _followed(context: Context, url: str) -> str:
    target = safe_target(url)
    tracking = context.get("_tracking")
    if tracking is None or not is_web(target) or target == context.get("unsubscribe_url"):
        return target
    target = tracking.target(target)
    token = context.get("_token")
    return dynamic_url(tracking.base_url, tracking.key, token, target) if tracking.follows and token else target


@pass_context
def track(context: Context, value: object) -> Markup:
    """Return a link that was made for one message, in its signed form where clicks are tracked."""
    return Markup(html.escape(_followed(context, html.unescape(str(value)))))  # noqa: S704 - escaped on this line


@pass_context
def track_plain(context: Context, value: object) -> str:
    """Return ``track``'s link as text."""
    return _followed(context, str(value))


def filters(*, locale: str, currency: str, time_zone: str, html_body: bool) -> dict[str, Filter]:
    """Return the filters by name, at home in one language, currency and time zone."""
    return {
        "default": default,
        "d": default,
        "masked": masked,
        "given_name": given_name,
        "truncate_zh": truncate_zh,
        "_track": track if html_body else track_plain,
        **_settings_filters(locale, currency, time_zone),
    }
