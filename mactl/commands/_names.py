"""Names on a command line: completed with Tab from the files, given as an argument or as an option."""

from __future__ import annotations

from typing import Any

import typer

from mactl.errors import MactlError, UsageError
from mactl.i18n import _, mark

CAMPAIGN = mark("The campaign, by name or id.")
SEGMENT = mark("The segment, by name or id.")
FLOW = mark("The flow, by name or id.")

_CHANNELS = {
    "email": mark("E-mail"),
    "sms": mark("SMS"),
    "wechat": mark("WeChat"),
    "push": mark("push"),
    "social": mark("social"),
    "inapp": mark("in-app"),
}


def channel(name: str) -> str:
    """Return what people call a channel."""
    return _(_CHANNELS.get(name, name))


def campaigns(context: typer.Context, incomplete: str) -> list[str]:
    """Return the campaigns that a word on the command line may become."""
    return _begun(context, incomplete, "campaigns")


def segments(context: typer.Context, incomplete: str) -> list[str]:
    """Return the segments that a word on the command line may become."""
    return _begun(context, incomplete, "segments")


def flows(context: typer.Context, incomplete: str) -> list[str]:
    """Return the flows that a word on the command line may become."""
    return _begun(context, incomplete, "flows")


def reports(incomplete: str) -> list[str]:
    """Return the kinds of reports that a word on the command line may become."""
    from mactl.api import kinds

    return [name for name in kinds.names() if name.startswith(incomplete)]


def tests(context: typer.Context, incomplete: str) -> list[str]:
    """Return the A/B tests that a word on the command line may become."""
    return _begun(context, incomplete, "tests")


def doers(incomplete: str) -> list[str]:
    """Return what people may have done that a word on the command line may become."""
    from mactl.api import listing

    return [name for name in listing.WHO if name.startswith(incomplete)]


def chosen(argument: str | None, option: str | None, what: str) -> str:
    """Return a name that may be given as an argument or as an option; ``what`` is the option, as in --campaign."""
    if argument and option and argument != option:
        raise UsageError(
            _("{first} or {second}?", first=argument, second=option), _("name one of them, with {what}", what=what)
        )
    if name := option or argument:
        return name
    raise UsageError(_("{what} is missing", what=what), _("for example {what} NAME", what=what))


def _begun(context: typer.Context, incomplete: str, kind: str) -> list[str]:
    """Return the names of a kind of authored object that begin as a word does; silent where anything is wrong."""
    from mactl.api.opening import open_workspace
    from mactl.engine import catalogue

    try:
        where = context.find_root().params.get("workspace") or None
        found: list[Any] = list(getattr(catalogue.read(open_workspace(where)), kind))
    except (MactlError, OSError):
        return []
    names = [name for one in found for name in (one.name, one.id)]
    return sorted({name for name in names if name.startswith(incomplete)})
