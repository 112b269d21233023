"""Lines of a log, for cron and the daemon: plain, or one JSON object each; addresses and secrets masked."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Literal, TextIO

from mactl.core.decode.masking import masked_text

Level = Literal["info", "error"]


class Log:
    """Writes lines to ``stream``; ``as_json`` makes each an object with ``at``, ``level``, ``message``, ``hint``."""

    def __init__(self, stream: TextIO, *, as_json: bool = False) -> None:
        """Write to ``stream``."""
        self.stream = stream
        self.as_json = as_json

    def write(self, message: str, at: int, *, level: Level = "info", hint: str = "") -> None:
        """Write one line of what happened at ``at`` (milliseconds UTC), shown in the machine's zone, at once."""
        self.stream.write(line(message, at, level=level, hint=hint, as_json=self.as_json) + "\n")
        self.stream.flush()


def line(message: str, at: int, *, level: Level = "info", hint: str = "", as_json: bool = False) -> str:
    """Return one line, whatever breaks the message has."""
    moment = datetime.fromtimestamp(at // 1000, UTC).astimezone().isoformat()
    message, hint = (masked_text(" ".join(said.split())) for said in (message, hint))
    if as_json:
        known = {"at": moment, "level": level, "message": message, **({"hint": hint} if hint else {})}
        return json.dumps(known, ensure_ascii=False)
    return f"{moment} {level} {message}" + (f" ({hint})" if hint else "")
