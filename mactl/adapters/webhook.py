"""Webhooks as calls: what a flow's step posts, and what the answer means (pure; the transport makes the call)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mactl.adapters.socket import Call, Reply
from mactl.core.model.message import Receipt

_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_SHOWN = 200


def call(request: Mapping[str, Any], key: str) -> Call:
    """Return the POST of ``request`` (url, headers, body); ``key`` is the same each time that it is made."""
    own = {str(name).lower(): str(value) for name, value in request.get("headers", {}).items()}
    headers = {"content-type": "application/json", "idempotency-key": key, **own}
    body = json.dumps(request["body"], ensure_ascii=False).encode()
    return Call(method="POST", url=str(request["url"]), headers=headers, body=body, secret=frozenset(own))


def receipt(reply: Reply) -> Receipt:
    """Return what an answer means: any 2xx is done, what may pass is tried again, everything else has failed."""
    code = str(reply.status)
    if 200 <= reply.status < 300:
        return Receipt(status="sent", code=code)
    detail = " ".join(reply.body[:_SHOWN].decode("utf-8", "replace").split())
    return Receipt(status="error", error="retry" if reply.status in _LATER else "content", code=code, detail=detail)
