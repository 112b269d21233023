"""``mactl segment --method``: everybody split into groups, by one of several methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark

_METHOD = mark("How to split everybody: rfm, behavior, attribute, value, tag, lifecycle or cluster.")
_AS_OF = mark("The day (counted whole) or instant looked at; now without it.")
_WINDOW = mark("How far to look back: 365d, 12w, all. The method's own without it: all, for behavior 30d.")
_BINS = mark("rfm: how many scores, 2 to 9.")
_MAP = mark("rfm: a file that names the segments, instead of data/rfm_segments.json or the usual eleven.")
_SPLIT = mark(
    "rfm: the eight classes tell high from low by mean, median, or limits of days, orders and revenue: 30,2,500."
)
_BY = mark("attribute: a field of the profile, such as city or member_level; may be given several times.")
_LIMITS = mark(
    "lifecycle: days after which active, cooling and dormant end: 30,90,180. attribute: limits of age: 18,25,35."
)
_GROUPS = mark("cluster: how many groups, 2 to 9; chosen from the data without it.")
_SEED = mark("cluster: another number begins elsewhere; the same number always gives the same groups.")
_SAVE = mark("Write the groups as tags, with today's date; earlier tags of the same method go.")


def split(
    context: typer.Context,
    *,
    method: Annotated[str | None, typer.Option(metavar="METHOD", help=_METHOD, show_default=False)] = None,
    as_of: Annotated[str, typer.Option(metavar="DAY", help=_AS_OF, show_default=False)] = "",
    window: Annotated[str, typer.Option(metavar="LENGTH", help=_WINDOW, show_default=False)] = "",
    bins: Annotated[int, typer.Option(metavar="N", help=_BINS)] = 5,
    map_: Annotated[Path | None, typer.Option("--map", metavar="FILE", help=_MAP, show_default=False)] = None,
    high: Annotated[str, typer.Option("--split", metavar="HOW", help=_SPLIT)] = "mean",
    by: Annotated[list[str] | None, typer.Option(metavar="FIELD", help=_BY, show_default=False)] = None,
    limits: Annotated[str, typer.Option(metavar="N,N,N", help=_LIMITS, show_default=False)] = "",
    groups: Annotated[int, typer.Option(metavar="N", help=_GROUPS, show_default=False)] = 0,
    seed: Annotated[int, typer.Option(metavar="N", help=_SEED)] = 1,
    save: Annotated[bool, typer.Option("--save", help=_SAVE)] = False,
) -> Report | None:
    """Split everybody, where a method is asked for; a verb does its own work."""
    if not _asked(context, method):
        return None
    from mactl.api import splitting
    from mactl.engine.splitting import Wish

    out = _invocation.of(context).out
    wish = Wish(
        method=str(method),
        as_of=as_of,
        window=window,
        bins=bins,
        map=map_,
        by=tuple(by or ()),
        limits=_numbers(limits),
        split=high,
        groups=groups,
        seed=seed,
    )
    listed = out is not None and out.suffix.lower() in {".csv", ".xlsx"}
    return splitting.split(_invocation.workspace(context), wish, save=save, listed=listed)


def _asked(context: typer.Context, method: str | None) -> bool:
    """Tell whether everybody is to be split: a method is named, and no verb."""
    if context.invoked_subcommand is None:
        if method is None:
            raise UsageError(_("--method is missing"), _("for example mactl segment --method rfm"))
        return True
    if method is not None:
        raise UsageError(
            _("--method splits everybody, {verb} does something else", verb=context.invoked_subcommand),
            _("leave one of them out"),
        )
    return False


def _numbers(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(word) for word in text.replace("，", ",").split(",") if word.strip())
    except ValueError:
        raise UsageError(_("--limits takes numbers, not {text}", text=repr(text)), _("for example 30,90,180")) from None
