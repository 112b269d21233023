"""What a turn must be told that only the store knows, named so that it is answered for many enrolments at once (F8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

# condition: true or false for the customer. event: the instant of the first event of ``type`` that fits ``where`` and,
# with ``match``, has that property as the trigger's event has it, at or after ``since``; None where there is none.
# value: what stands at ``type``, a path of the profile. arm: the customer's arm of the test ``type``.
Asked = Literal["condition", "event", "value", "arm"]


class Question(NamedTuple):
    """One question: its answer is wanted as ``answers[id]``.

    ``since`` names what the enrolment's events are looked at from: its "anchor", or its "due".
    """

    id: str
    kind: Asked
    condition: Mapping[str, Any] | None = None
    type: str = ""
    where: Mapping[str, Any] = {}
    match: str = ""
    since: Literal["anchor", "due"] = "anchor"
