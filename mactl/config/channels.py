"""The channels of ``config.json``: their own keys, their provider's, and whether they are live or sandbox."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from mactl.config import checks
from mactl.config.checks import Check, nearest
from mactl.config.fields import Fields
from mactl.config.vault import is_secret
from mactl.core.model.config import ChannelSettings
from mactl.core.model.message import CHANNELS
from mactl.i18n import _

KEYS: dict[str, Check] = {
    "provider": checks.text,
    "rate": checks.rate,
    "rate_group": checks.text,
    "cost": checks.amount,
    "quiet": checks.quiet,
    "subject_prefix": checks.text,
}
SANDBOX = "sandbox"
_HOST = re.compile(r"(?:.*_)?(?:host|url|endpoint|server)").fullmatch
_CREDENTIAL = re.compile(r"(?:.*_)?(?:key|secret|token|password|username|id|sid)").fullmatch
_STAND_IN = re.compile(
    r"your[\W_].*|<.*>|\.\.\.|x{3,}|\*{3,}|change[\W_]?me|todo|placeholder|.*[\W_]here", re.IGNORECASE
).fullmatch
_EXAMPLE = re.compile(r"(?:https?://)?(?:[^/@\s]*\.)?example(?:\.[a-z]{2,3}){0,2}(?:[:/].*)?", re.IGNORECASE).fullmatch


def read_channels(fields: Fields, value: object, country: str) -> dict[str, ChannelSettings]:
    """Return the channels of the object ``value``; those without ``quiet`` get their country's hours."""
    found: dict[str, ChannelSettings] = {}
    if not isinstance(value, dict):
        fields.fault(("channels",), _("an object is wanted here"), _("Write it as an object in braces."))
        return found
    for name, settings in value.items():
        if name in CHANNELS:
            found[name] = _read(fields, name, settings, country)
        else:
            fields.fault(("channels", name), _("unknown channel “{name}”", name=name), nearest(name, CHANNELS))
    return found


def _read(fields: Fields, name: str, value: object, country: str) -> ChannelSettings:
    path = ("channels", name)
    own = fields.take(value, path, KEYS, open_ended=True)
    others = {key: each for key, each in value.items() if key not in KEYS} if isinstance(value, dict) else {}
    for key in others:
        if close := difflib.get_close_matches(key, KEYS, 1, 0.8):
            fields.fault((*path, key), _("unknown key “{key}”", key=key), _("Did you mean {guess}?", guess=close[0]))
    own.setdefault("quiet", default_quiet(country, name))
    provider = str(own.pop("provider", "")) or _implied(name, others)
    if not provider and others and not stands_in(others) and any(map(_CREDENTIAL, others)):
        hint = _('Add "provider": its name, or "sandbox" to keep messages on this machine.')
        fields.fault(path, _("credentials, but no provider to use them with"), hint)
    live = provider not in {"", SANDBOX} and not stands_in(others)
    made: Mapping[str, object] = {**own, "settings": others}
    return ChannelSettings(provider=provider or SANDBOX, mode="live" if live else SANDBOX, **made)  # type: ignore[arg-type]


def _implied(name: str, settings: Mapping[str, object]) -> str:
    """Return the provider that a channel without one has."""
    return "smtp" if name == "email" and settings.get("smtp_host") else ""


def default_quiet(country: str, channel: str) -> str | None:
    """Return the quiet hours of ``channel`` in ``country``, None where it has none by default."""
    table = checks.defaults()["quiet"]
    hours: str | None = table.get(country, {}).get(channel) if isinstance(table, dict) else None
    return hours


def stands_in(settings: Mapping[str, object]) -> bool:
    """Return whether a host or credential is only an example (``smtp.example.com``, ``your_sms_api_key``) or empty."""
    return any(
        _stands_in(key, value) for key, value in settings.items() if isinstance(value, str) and not is_secret(value)
    )


def _stands_in(key: str, value: str) -> bool:
    if _HOST(key):
        return not value or _EXAMPLE(value) is not None or _STAND_IN(value) is not None
    return _CREDENTIAL(key) is not None and _STAND_IN(value) is not None
