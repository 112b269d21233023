"""The schemas of steps and triggers: every reference leads somewhere, every kind is offered."""

from __future__ import annotations

import json
import re

from mactl.api.schemas import schema
from mactl.core.flows.reading import step_kinds, trigger_kinds


def test_every_reference_of_a_schema_leads_somewhere() -> None:
    for name in ("flows", "actions"):
        made = schema(name)
        wanted = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(made)))
        assert wanted <= set(made["$defs"])  # type: ignore[arg-type]


def test_every_step_and_trigger_is_offered() -> None:
    made = schema("flows")["$defs"]
    assert len(made["step"]["anyOf"]) == len(step_kinds())  # type: ignore[index]
    assert len(made["trigger"]["anyOf"]) == len(trigger_kinds())  # type: ignore[index]
    assert made["step:if"]["properties"]["then"]["$ref"] == "#/$defs/steps"  # type: ignore[index]
