"""A customer's fields as people read them: names, states and instants in their language, nothing in brackets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mactl.commands import _names
from mactl.core.model.shown import day, instant
from mactl.i18n import _, mark

# What people call the fields of a profile; programs read their names. Shops' own ids keep theirs.
_NAMES = {
    "id": mark("id"), "name": mark("name"), "email": mark("e-mail"), "phone": mark("phone"), "owner": mark("owner"),
    "company": mark("company"), "member_level": mark("member level"), "time_zone": mark("time zone"),
    "locale": mark("language"), "birthday": mark("birthday"), "gender": mark("gender"), "city": mark("city"),
    "region": mark("region"), "country": mark("country"), "signup_at": mark("signed up"), "tags": mark("tags"),
    "attributes": mark("attributes"), "points": mark("points"),
    "wechat_openid": mark("WeChat openid"), "mini_openid": mark("mini program openid"), "unionid": mark("unionid"),
    "wecom_external_userid": mark("WeCom user id"), "push_tokens": mark("push tokens"), "ids": mark("ids in shops"),
}  # fmt: skip
_WORDS = {"male": mark("male"), "female": mark("female")}
_CONSENT = {"granted": mark("consent given"), "withdrawn": mark("consent withdrawn")}


def rows(found: Mapping[str, Any], zone: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a profile as it is exported, each a name and what it says; a line for each consent."""
    for name, value in found.items():
        if name == "consents":
            yield from _consents(value, zone)
        else:
            yield _(_NAMES.get(name, name)), _said(name, value, zone)


def _consents(known: Mapping[str, Any], zone: str) -> Iterator[tuple[str, str]]:
    for scope, record in known.items():
        channel, _colon, topic = scope.partition(":")
        title = _("{channel} consent", channel=_names.channel(channel))
        status = _(_CONSENT.get(record["status"], record["status"]))
        since = _moment(record["at"], zone) if record.get("at") else ""
        told = (status, since, record.get("source"), record.get("proof"))
        yield f"{title} {topic}".rstrip(), " · ".join(filter(None, told))


def _said(name: str, value: Any, zone: str) -> str:
    if name == "signup_at":
        return _moment(value, zone)
    if name == "birthday":
        return day(value) if isinstance(value, str) else _("{day} of the lunar calendar", day=value["lunar"])
    if name == "push_tokens":
        return ", ".join(f"{one.get('platform') or ''} {one['token']}".strip() for one in value)
    if isinstance(value, Mapping):
        return " · ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else _(_WORDS.get(str(value), _plain(value)))


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(said: str, zone: str) -> str:
    return instant(int(datetime.fromisoformat(said).timestamp() * 1000), zone)
