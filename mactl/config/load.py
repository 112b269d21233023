"""``config.json`` made a ``Config``, or one error that names every fault of it with line, path and what is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mactl.config import checks
from mactl.config.channels import read_channels
from mactl.config.checks import Check
from mactl.config.fields import Fields
from mactl.config.place import FILE
from mactl.config.posting import read_posting
from mactl.core.decode.faults import error
from mactl.core.decode.machine import refusal
from mactl.core.decode.strict_json import read
from mactl.core.model.config import Analytics, Automation, Cap, Config, Tester, WorkspaceSettings
from mactl.errors import MactlError
from mactl.i18n import _

WORKSPACE: Mapping[str, Check] = {
    "name": checks.text,
    "country": checks.country,
    "time_zone": checks.time_zone,
    "locale": checks.locale,
    "currency": checks.currency,
    "base_url": checks.url,
    "brand": checks.mapping,
}
AUTOMATION: Mapping[str, Check] = {"enabled": checks.flag, "check_interval": checks.whole(1, 86_400)}
ANALYTICS: Mapping[str, Check] = {
    **dict.fromkeys(("track_open", "track_click", "track_conversion"), checks.flag),
    "targets": checks.numbers,
    "margin": checks.portion,
    "coupons": checks.amounts,
}
CAP: Mapping[str, Check] = {"scope": checks.text, "n": checks.whole(0, 1_000_000), "per": checks.per}
TESTER: Mapping[str, Check] = dict.fromkeys(("name", "email", "phone", "wechat_openid", "push_token"), checks.text)
# Keys that hold one value, by their path, with the field of Config that each one fills.
SINGLE: Mapping[tuple[str, ...], tuple[str, Check]] = {
    ("consent", "unknown"): ("unknown_consent", checks.one_of("refuse", "allow")),
    ("budget", "max_cost"): ("max_cost", checks.amount),
    ("governance", "require_approval"): ("require_approval", checks.flag),
    ("rewards", "max_face_value"): ("max_face_value", checks.amount),
    ("rewards", "max_points"): ("max_points", checks.whole(0, 1_000_000_000)),
    ("rewards", "points_valid"): ("points_valid", checks.duration),
    ("tick", "max_seconds"): ("tick_seconds", checks.whole(1, 86_400)),
}
PLAIN: Mapping[str, Check] = {
    "exempt": checks.texts,
    "only": checks.texts,
    "min_gap": checks.duration,
    "events": checks.events,
    "holdout": checks.share,
    "extends": checks.text,
}
SECTIONS = ("workspace", "channels", "automation", "analytics", "caps", "testers", "reports", "robots", "alerts")
TOP = {*SECTIONS, *PLAIN, *(path[0] for path in SINGLE), "$schema"}


def load(folder: Path) -> Config:
    """Return what ``folder``'s config.json says, with everything it leaves out filled in; no secret is read.

    Raises:
        MactlError: every fault of the file at once, each with line, path and what would be right.
    """
    try:
        data = (folder / FILE).read_bytes()
    except OSError as fault:
        message = _("{file} cannot be read: {fault}", file=str(folder / FILE), fault=refusal(fault))
        raise MactlError(message, _("Make a workspace with mactl init.")) from None
    return parse(data, folder)


def parse(data: bytes, folder: Path | None = None) -> Config:
    """Return the ``Config`` that the bytes of a config.json stand for; ``folder`` is where ``extends`` starts."""
    fields = Fields(read(data, FILE))
    top = fields.document.value
    if not isinstance(top, dict):
        fields.fault((), _("an object is wanted here"), _("Write it as an object in braces."))
        raise error(fields.faults, FILE)
    found = _sections(fields, top)
    _check_extends(fields, found.get("extends"), folder)
    if fields.faults:
        raise error(sorted(fields.faults, key=lambda fault: fault.line), FILE)
    return Config(**found)


def _sections(fields: Fields, top: Mapping[str, object]) -> dict[str, Any]:
    """Return the fields of Config that ``top`` gives, writing down the faults."""
    for key in top:
        if key not in TOP:
            fields.fault((key,), _("unknown key “{key}”", key=key), checks.nearest(key, TOP))
    found: dict[str, Any] = {}
    for key, check in PLAIN.items():
        if key in top:
            fields.check(top[key], (key,), check, found)
    for section in dict.fromkeys(path[0] for path in SINGLE):
        if section in top:
            known = {key: check for (whose, key), (_name, check) in SINGLE.items() if whose == section}
            for key, value in fields.take(top[section], (section,), known).items():
                found[SINGLE[section, key][0]] = value
    whose: dict[str, Any] = fields.take(top.get("workspace", {}), ("workspace",), WORKSPACE)
    found["workspace"] = WorkspaceSettings(**whose)
    works: dict[str, Any] = fields.take(top.get("automation", {}), ("automation",), AUTOMATION)
    found["automation"] = Automation(**works)
    tracks: dict[str, Any] = fields.take(top.get("analytics", {}), ("analytics",), ANALYTICS)
    found["analytics"] = Analytics(**tracks)
    found["channels"] = read_channels(fields, top.get("channels", {}), found["workspace"].country)
    found["caps"] = _caps(fields, top.get("caps", []))
    found["testers"] = _testers(fields, top.get("testers", []))
    found["posting"] = read_posting(fields, top)
    return found


def _caps(fields: Fields, value: object) -> tuple[Cap, ...]:
    good: list[dict[str, Any]] = fields.each(value, ("caps",), CAP, ("scope", "n", "per"))
    return tuple(Cap(**each) for each in good if each["n"] > 0)


def _testers(fields: Fields, value: object) -> tuple[Tester, ...]:
    good: list[dict[str, Any]] = fields.each(value, ("testers",), TESTER, ("name",))
    return tuple(Tester(**each) for each in good)


def _check_extends(fields: Fields, value: object, folder: Path | None) -> None:
    if isinstance(value, str) and folder is not None and not (folder / value).is_dir():
        fields.fault(("extends",), _("there is no folder {folder}", folder=value), _("Name it from the workspace."))
