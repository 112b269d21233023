"""What sandbox providers share: a refusal as the real one would give it, and a line of JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from mactl.adapters.socket import Record
from mactl.core.model.message import ErrorClass, Outgoing, Receipt


def refused(code: str, detail: str, error: ErrorClass = "content") -> Receipt:
    """Return the receipt of a message that the real provider would refuse."""
    return Receipt(status="error", error=error, code=code, detail=detail)


def line(message: Outgoing, **content: object) -> Record:
    """Return ``message`` as one line of ``<channel>.jsonl``: who, when, for what, and its ``content``."""
    row: Mapping[str, object] = {
        "at": datetime.fromtimestamp(message.at / 1000, UTC).isoformat(timespec="milliseconds"),
        "to": message.address,
        "customer": message.customer,
        "campaign": message.campaign,
        "key": message.key,
        **content,
    }
    text = json.dumps(row, ensure_ascii=False, default=str) + "\n"
    return Record(path=f"{message.channel}.jsonl", data=text.encode("utf-8", "replace"), kind="line")
