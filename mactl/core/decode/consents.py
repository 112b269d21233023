"""Consents as files write them: true, a record, or in a table ``email=granted; sms=withdrawn`` (rule G3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mactl.core.decode.attributes import untyped
from mactl.core.decode.faults import shown
from mactl.core.decode.labels import clean, labels
from mactl.core.model.message import CHANNELS
from mactl.errors import MactlError
from mactl.i18n import _

Grant = tuple[str, str, str, int, str, str]  # channel, topic, status, at, source, proof
_YES = frozenset(("true", "yes", "y", "1", "granted", "subscribed", "是", "同意", "已同意", "已订阅", "订阅"))
_NO = frozenset(("false", "no", "n", "0", "withdrawn", "unsubscribed", "否", "不同意", "拒绝", "已退订", "退订"))
_KEYS = frozenset(("status", "at", "source", "proof"))


def consents(value: object, instant: Callable[[object], int], now: int, source: str) -> Iterator[Grant]:
    """Yield the consents that ``value`` states; those without an instant or a source have ``now`` and ``source``."""
    for name, said in _pairs(value):
        channel, _colon, topic = name.partition(":")
        if channel not in CHANNELS:
            raise MactlError(
                _("“{name}” is not a channel", name=shown(channel)), _("Channels are {all}.", all=", ".join(CHANNELS))
            )
        if said is True:
            yield (channel, topic, "granted", now, source, "")
        elif isinstance(said, Mapping):
            yield _record(channel, topic, said, instant, (now, source))
        elif said is not None and said != "":
            yield (channel, topic, status(said), now, source, "")


def status(said: object) -> str:
    """Return "granted" or "withdrawn", as ``said`` means.

    Raises:
        MactlError: it could mean either.
    """
    word = str(said).strip().lower()
    if word in _YES:
        return "granted"
    if word in _NO:
        return "withdrawn"
    raise MactlError(_("“{said}” is no consent", said=shown(said)), _("Write true or false, granted or withdrawn."))


def _pairs(value: object) -> list[tuple[str, Any]]:
    """Return channels with what is said of each."""
    read = untyped(value) if isinstance(value, str) else value
    if isinstance(read, Mapping):
        return list(read.items())
    if isinstance(read, str):
        parts = [part.partition("=") for part in labels(read)]
        return [(name.strip(), said.strip() if equals else True) for name, equals, said in parts]
    raise MactlError(_("consents are an object of channels"), _('Write {"email": true}.'))


def _record(
    channel: str, topic: str, said: Mapping[str, Any], instant: Callable[[object], int], default: tuple[int, str]
) -> Grant:
    """Read a consent given as a record."""
    if not said.keys() <= _KEYS or "status" not in said:
        raise MactlError(_("a consent's record has status, at, source and proof"), _('Write {"status": "granted"}.'))
    at, source = said.get("at"), said.get("source")
    return (
        channel,
        topic,
        "granted" if said["status"] == "granted" else status(said["status"]),
        default[0] if at is None or at == "" else instant(at),
        clean(str(source)) if source else default[1],
        clean(str(said.get("proof") or "")),
    )
