"""``reports``, ``robots`` and ``alerts`` of ``config.json``: what goes out by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mactl.config import checks
from mactl.config.checks import Check
from mactl.config.fields import Fields
from mactl.core.decode.faults import Path
from mactl.core.model.posting import Posting, Robot, ScheduledReport
from mactl.i18n import _

_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)").fullmatch
EVERY = {"day": "* * *", "week": "* * 1", "month": "1 * *"}
FORMATS = ("html", "pdf", "md", "csv", "xlsx", "json", "table")
SERVICES = ("dingtalk", "feishu", "sandbox", "slack", "wecom")


def hour(value: object) -> str:
    """Take a time of the day."""
    if isinstance(value, str) and _HOUR(value):
        return value
    raise checks.refused(value, _("a time of the day such as 09:00"))


def cron(value: object) -> str:
    """Take a cron expression."""
    from mactl.core.schedule.recurrence import parse_cron
    from mactl.core.schedule.zones import zone

    return parse_cron(checks.text(value), zone("UTC")).expression


def targets(value: object) -> tuple[str, ...]:
    """Take one target or a list of them."""
    found = (value,) if isinstance(value, str) else checks.texts(value)
    if not found or not all(each.strip() for each in found):
        raise checks.refused(value, _('a folder, an e-mail address or "robot:NAME", or a list of these'))
    return tuple(each.strip() for each in found)


REPORT: Mapping[str, Check] = {
    "name": checks.text,
    "kind": checks.text,
    "campaign": checks.text,
    "every": checks.one_of(*EVERY),
    "at": hour,
    "cron": cron,
    "to": targets,
    "format": checks.one_of(*FORMATS),
    "language": checks.one_of("en", "zh"),
    "period": checks.text,
    "options": checks.mapping,
}
ROBOT: Mapping[str, Check] = {"provider": checks.one_of(*SERVICES), "url": checks.text, "secret": checks.text}
ALERTS: Mapping[str, Check] = {"to": targets}


def read_posting(fields: Fields, top: Mapping[str, object]) -> Posting:
    """Return what goes out by itself, writing down the faults."""
    robots = _robots(fields, top.get("robots", {}))
    told: dict[str, Any] = fields.take(top.get("alerts", {}), ("alerts",), ALERTS)
    reports = _reports(fields, top.get("reports", []))
    for place, report in reports.items():
        _check_robots(fields, report.to, robots, ("reports", place, "to"))
    _check_robots(fields, told.get("to", ()), robots, ("alerts", "to"))
    return Posting(reports=tuple(reports.values()), robots=robots, alerts=told.get("to", ()))


def _robots(fields: Fields, value: object) -> dict[str, Robot]:
    if not isinstance(value, dict):
        fields.fault(("robots",), _("an object is wanted here"), _("Write it as an object in braces."))
        return {}
    found: dict[str, Robot] = {}
    for name, each in value.items():
        taken: dict[str, Any] = fields.take(each, ("robots", name), ROBOT)
        if "provider" in taken:
            found[name] = Robot(provider=taken.pop("provider"), settings=taken)
        elif isinstance(each, dict) and "provider" not in each:
            fields.fault(("robots", name), _("“{key}” is missing", key="provider"), _("Add it."))
    return found


def _reports(fields: Fields, value: object) -> dict[int, ScheduledReport]:
    if not isinstance(value, list):
        fields.fault(("reports",), _("a list is wanted here"), _("Write it as a list in square brackets."))
        return {}
    found: dict[int, ScheduledReport] = {}
    for place, each in enumerate(value):
        before = len(fields.faults)
        taken: dict[str, Any] = fields.take(each, ("reports", place), REPORT)
        if len(fields.faults) == before and (made := _report(fields, taken, ("reports", place))):
            if made.name in {other.name for other in found.values()}:
                fields.fault(
                    ("reports", place),
                    _("two reports are named {name}", name=made.name),
                    _('Give each its own "name".'),
                )
            found[place] = made
    return found


def _report(fields: Fields, taken: dict[str, Any], path: Path) -> ScheduledReport | None:
    if "to" not in taken:
        fields.fault(path, _("“{key}” is missing", key="to"), _("Add it."))
        return None
    if ("cron" in taken) == ("every" in taken):
        fields.fault(
            path, _("a report has either every or cron"), _('Write "every": "day" and "at": "09:00", or a "cron".')
        )
        return None
    at = taken.pop("at", "09:00")
    if every := taken.pop("every", None):
        taken["cron"] = f"{int(at[3:])} {int(at[:2])} {EVERY[every]}"
    kind = taken.setdefault("kind", "campaign" if "campaign" in taken else "overview")
    taken.setdefault("name", taken.get("campaign", kind))
    return ScheduledReport(**taken)


def _check_robots(fields: Fields, to: tuple[str, ...], robots: Mapping[str, Robot], path: Path) -> None:
    for target in to:
        name = target.removeprefix("robot:")
        if target.startswith("robot:") and name not in robots:
            fields.fault(path, _("no robot named {name}", name=name), checks.nearest(name, robots) if robots else "")
