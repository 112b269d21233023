"""What the words of a report's command line mean, and the report that they ask for."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mactl.commands._invocation import Invocation, Progress, Talk
from mactl.core.model.report import Report
from mactl.core.reports._figures import Threshold
from mactl.core.schedule.durations import parse
from mactl.core.schedule.relative import span as span_of
from mactl.core.schedule.zones import zone
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError, StoppedError, UsageError
from mactl.i18n import _

if TYPE_CHECKING:
    from mactl.api.wanted import Wanted

_SHORT = {"flow": "flow", "test": "abtest"}  # options that say the kind themselves
_OURS = {"who", "compare", "listed"}  # of what stands beside them
_BESIDE = {"campaign", "goal", "window", "since", "until", "period", *_OURS}
TABLES = ("variant", "channel", "segment", "day", "city")  # what --by adds to the report of a campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What stood on the command line."""

    campaign: str | None
    kind: str | None
    steps: Sequence[str] | None
    model: str | None
    goal: str | None
    window: str | None
    since: str | None
    until: str | None
    period: str | None
    by: Sequence[str]
    target: Sequence[str]
    fail_under: Sequence[str]
    flow: str | None
    test: str | None
    metric: str | None
    who: str | None
    compare: tuple[str, str] | None
    unit: str | None
    horizon: str | None
    discount: str | None
    save: bool
    listed: bool


def answer(workspace: Workspace, words: Words, talk: Talk) -> Report:
    """Return the report that was asked for, under the workspace's brand."""
    from mactl.api.branding import branded

    return branded(workspace, _answer(workspace, words, talk))


def _answer(workspace: Workspace, words: Words, talk: Talk) -> Report:
    """Return the report: of a kind, of a campaign, or the overview."""
    _check_window(words.window)
    period = span(words.since, words.until, words.period, workspace.clock.now(), workspace.zone)
    if words.who is not None or words.compare is not None:
        return _beside(workspace, words, period)
    for name, kind in _SHORT.items():
        if getattr(words, name) is not None and words.kind in {None, kind}:
            return _of_kind(workspace, dataclasses.replace(words, kind=kind), period, talk)
    if words.kind is not None and words.kind not in {"campaign", "overview"}:
        return _of_kind(workspace, words, period, talk)
    for name in ("steps", "model", "flow", "test", "metric", "unit", "horizon", "discount", "save"):
        if getattr(words, name) not in (None, False):
            raise UsageError(
                _("--{option} goes with --kind", option=name), _("for example --kind funnel, --kind attribution")
            )
    if words.kind == "campaign" and words.campaign is None:
        raise UsageError(_("{what} is missing", what="--campaign"), _("for example {what} NAME", what="--campaign"))
    found = _of_campaigns(workspace, words, period)
    if words.campaign is not None:
        _keep(workspace, words.campaign, talk.say)
    return found


def _check_window(window: str | None) -> None:
    """Refuse a --window that is none, as wrong usage."""
    if window is None:
        return
    try:
        length = parse(window).elapsed_ms()
    except MactlError as fault:
        raise UsageError(f"--window: {fault.message}", fault.hint) from None
    if not length:
        raise UsageError(_("--window: nothing happens within {text}", text=window), _("write it as in 7d, 48h or 30m"))


def _beside(workspace: Workspace, words: Words, period: tuple[int | None, int | None]) -> Report:
    """Return the people that --who asks for, or the two campaigns of --compare."""
    from mactl.api import comparing, listing
    from mactl.api.counting import Asked

    _refuse_beside(words)
    asked = Asked(goal=words.goal, window=words.window, since=period[0], until=period[1])
    if words.compare is not None:
        return comparing.compare(workspace, words.compare, asked)
    return listing.people(workspace, words.campaign, words.who or "", asked)


def _refuse_beside(words: Words) -> None:
    """Refuse what --who and --compare would otherwise pass over in silence."""
    if words.who is not None and words.compare is not None:
        raise UsageError(_("--who and --compare are two questions"), _("ask them one after the other"))
    option = "compare" if words.compare is not None else "who"
    taken = _BESIDE - ({"campaign"} if words.compare is not None else set())
    for field in dataclasses.fields(words):
        given = getattr(words, field.name)
        if given not in (None, False) and given != () and field.name not in taken:
            raise UsageError(
                _("--{option} is not for --{beside}", option=field.name.replace("_", "-"), beside=option),
                _("its options: {options}", options=", ".join(f"--{name}" for name in sorted(taken - _OURS))),
            )


def _of_kind(workspace: Workspace, words: Words, period: tuple[int | None, int | None], talk: Talk) -> Report:
    from mactl.api import kinds

    options: dict[str, object] = {
        "steps": tuple(split(words.steps)) if words.steps else None,
        "model": words.model,
        "goal": words.goal,
        "window": words.window,
        "by": ",".join(words.by) or None,
        "campaign": words.campaign,
        "flow": words.flow,
        "test": words.test,
        "metric": words.metric,
        "unit": words.unit,
        "horizon": words.horizon,
        "discount": words.discount,
        "save": words.save or None,
    }
    with _while_preparing(talk) as progress:
        made = kinds.report(workspace, words.kind or "", options, _wanted(words, period), progress)
    if not words.save:
        return made
    from mactl.api import valuing

    return valuing.saved(workspace, made)


@contextmanager
def _while_preparing(talk: Talk) -> Iterator[Progress]:
    """Show progress from the moment that there is any, for few reports have something to prepare."""
    bars: list[Progress] = []
    with ExitStack() as stack:

        def progress(done: int, total: int) -> None:
            if not bars:
                bars.append(stack.enter_context(talk.progress(_("preparing reports"))))
            bars[0](done, total)

        try:
            yield progress
        except KeyboardInterrupt:
            raise StoppedError(_("stopped before there was an answer"), _("nothing was changed")) from None


def _wanted(words: Words, period: tuple[int | None, int | None]) -> Wanted:
    from mactl.api.wanted import Wanted

    return Wanted(
        since=period[0],
        until=period[1],
        targets={goal.measure: goal.least for goal in map(threshold, words.target)},
        thresholds=tuple(map(threshold, words.fail_under)),
        listed=words.listed or words.save,
    )


def _of_campaigns(workspace: Workspace, words: Words, period: tuple[int | None, int | None]) -> Report:
    from mactl.api import reporting
    from mactl.api.counting import Asked

    by = tables(words.by)
    asked = Asked(
        goal=words.goal, window=words.window, since=period[0], until=period[1],
        by_channel="channel" in by, by_day="day" in by, by=tuple(sorted(by - {"channel", "day"})),
    )  # fmt: skip
    wanted = _wanted(words, period)
    if words.campaign is not None:
        return reporting.campaign(workspace, words.campaign, asked, wanted)
    if by:
        raise UsageError(_("--by is about one campaign"), _("add --campaign NAME"))
    return reporting.overview(workspace, asked, wanted)


def _keep(workspace: Workspace, campaign: str, say: Callable[[str], None]) -> None:
    """Rewrite data/analytics.json; it is a by-product, so that a fault is said and the answer still shown."""
    from mactl.api import analytics

    try:
        analytics.refresh(workspace, campaign)
    except MactlError as fault:
        say(fault.message)


def lists(asked: Invocation) -> bool:
    """Tell whether the answer goes to a file that a list of people goes to."""
    if asked.out is None:
        return False
    return asked.out.suffix.lower() in {".csv", ".xlsx"} or (not asked.out.suffix and asked.format in {"csv", "xlsx"})


def span(
    since: str | None, until: str | None, period: str | None, now: int, home: str
) -> tuple[int | None, int | None]:
    """Return the [since, until) that --since, --until and --period name; None is no end."""
    if period is not None:
        if since is not None or until is not None:
            raise UsageError(_("--period says both ends already"), _("use --period, or --since and --until"))
        return _named("--period", period, now, home)
    start = None if since is None else _named("--since", since, now, home)[0]
    end = None if until is None else _named("--until", until, now, home)[1]
    if start is not None and end is not None and start >= end:
        raise UsageError(_("--since is after --until"), _("--since is the earlier of the two"))
    return start, end


def _named(option: str, text: str, now: int, home: str) -> tuple[int, int]:
    """Return the span that an option names; what is none is wrong usage."""
    try:
        return span_of(text, now, zone(home))
    except MactlError as fault:
        raise UsageError(f"{option}: {fault.message}", fault.hint) from None
    except OverflowError:
        raise UsageError(_("{option}: {text} is beyond the calendar", option=option, text=text), "") from None


def split(given: Sequence[str]) -> list[str]:
    """Return the words of an option that is given several times, or once with commas."""
    return [word.strip() for each in given for word in each.replace("，", ",").split(",") if word.strip()]


def tables(by: Sequence[str]) -> set[str]:
    """Return the tables that --by asks for."""
    asked = set(split(by))
    for word in sorted(asked - set(TABLES)):
        raise UsageError(_("--by does not know {word}", word=word), _("--by takes one of {all}", all=", ".join(TABLES)))
    return asked


def threshold(text: str) -> Threshold:
    """Return the threshold that ``open_rate=0.2`` or ``open_rate=20%`` is."""
    name, _equals, least = text.partition("=")
    share = 100 if least.strip().endswith("%") else 1
    try:
        value = float(least.strip().rstrip("%")) / share
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or not name.strip():
        raise UsageError(
            _("not a threshold: {text}", text=repr(text)), _("write a measure and a number: open_rate=0.2")
        )
    return Threshold(name.strip(), value)
