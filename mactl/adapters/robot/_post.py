"""What the robots share: settings, a POST of JSON, an answer read, a text cut to the bytes that a service takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from mactl.adapters.socket import Call, Reply
from mactl.core.model.message import ErrorClass, Receipt

HEADERS = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The robot's address and, where the service signs, its secret; both are secrets of the workspace."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - pydantic reads it from the class

    url: str = field(repr=False)
    secret: str = field(default="", repr=False)


def call(url: str, body: Mapping[str, object]) -> Call:
    """Return a POST of JSON."""
    data = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Call(method="POST", url=url, headers=HEADERS, body=data)


def answer(reply: Reply, key: str, words: str, classes: Mapping[int, ErrorClass]) -> Receipt:
    """Return what a service answered: under ``key`` a number of which 0 is good, under ``words`` what it says."""
    if reply.status >= 500 or reply.status == 429:
        return Receipt(status="error", error="retry", code=str(reply.status), detail="")
    try:
        said = json.loads(reply.body)
        number = int(said[key])
    except (ValueError, KeyError, TypeError):
        return Receipt(
            status="error", error="halt", code=str(reply.status), detail=reply.body[:200].decode("utf-8", "replace")
        )
    if number == 0:
        return Receipt(status="sent")
    return Receipt(status="error", error=classes.get(number, "halt"), code=str(number), detail=str(said.get(words, "")))


def cut(text: str, most: int) -> str:
    """Return a text of at most so many bytes of UTF-8, whole letters."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= most else data[: most - 3].decode("utf-8", "ignore") + "…"
