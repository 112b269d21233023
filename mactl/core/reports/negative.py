"""Negative feedback: who unsubscribed, complained or whose provider blocked us, by channel and campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.experiments.intervals import wilson
from mactl.core.model import shown
from mactl.core.model.chart import Intervals, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _messages
from mactl.core.reports._figures import Figures, channel
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure, finished, rate
from mactl.core.reports._messages import Part
from mactl.i18n import _

_GOAL = ("order_paid", "7d")  # not shown here


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    """Unsubscribes, complaints and blocks, of delivered; a person counts once for each."""

    WHOLE: ClassVar[bool] = True

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        whole = _messages.whole(ask, at, at.span, *_GOAL)
        channels = _messages.parts(ask, at, at.span, ("channel",), *_GOAL)
        campaigns = _messages.parts(ask, at, at.span, ("campaign",), *_GOAL)
        names = _messages.named(ask, at.span)
        report = Report(
            title=_("Negative feedback"),
            banner=_messages.banner(ask),
            sentences=tuple(_messages.nothing(whole) or _spoken(whole, campaigns, names)),
            tables=(
                _table(_("By channel"), _("Channel"), {channel(part[0]): each for part, each in channels.items()}, at),
                _table(_("By campaign"), _("Campaign"),
                       {names.get(part[0], part[0]): each for part, each in campaigns.items()}, at),
            ),
            document={
                "total": _document(whole),
                "by_channel": {part[0]: _document(each) for part, each in channels.items()},
                "by_campaign": {part[0]: _document(each) for part, each in campaigns.items()},
            },
        )  # fmt: skip
        return finished(at, report, lambda span: self._measures(at, span, ask))

    def _measures(self, at: At, span: Span, ask: Ask) -> list[Measure]:
        whole = _messages.whole(ask, at, span, *_GOAL)
        return [
            Measure(key="negative_rate", title=_("Negative feedback, of delivered"), unit="rate", better="less",
                    value=rate(whole.reach.negative, whole.count("delivered"))),
            *_messages.measures(whole, "unsubscribe_rate", "complaint_rate"),
            Measure(key="blocked", title=_("Blocked"), value=whole.count("blocked"), better="less"),
        ]  # fmt: skip


def _spoken(whole: Figures, campaigns: Mapping[Part, Figures], names: Mapping[str, str]) -> list[str]:
    share = rate(whole.reach.negative, whole.count("delivered"))
    said = [
        _(
            "{people} of {delivered} people ({rate}) answered with an unsubscribe, a complaint or a block.",
            people=f"{whole.reach.negative:,}",
            delivered=f"{whole.count('delivered'):,}",
            rate="–" if share is None else shown.rate(share),
        )
    ]
    shares = {
        names.get(part[0], part[0]): each.reach.negative / each.count("delivered")
        for part, each in campaigns.items()
        if each.reach.negative and each.count("delivered")
    }
    if shares:
        worst = max(shares, key=lambda name: shares[name])
        said.append(_("Highest: {name}, {rate}.", name=worst, rate=shown.rate(shares[worst])))
    return said


def _table(title: str, head: str, found: Mapping[str, Figures], at: At) -> Table:
    kept = {name: each for name, each in found.items() if each.count("sent")}
    rows = [
        (name, each.count("delivered"), each.count("unsubscribed"), each.count("complained"), each.count("blocked"),
         rate(each.reach.negative, each.count("delivered")))
        for name, each in kept.items()
    ]  # fmt: skip
    marks = tuple(_mark(name, each) for name, each in kept.items() if each.count("delivered"))
    return Table(
        title=title,
        columns=(
            Column(key="name", title=head),
            Column(key="delivered", title=_("Delivered"), unit="count"),
            Column(key="unsubscribed", title=_("Unsubscribed"), unit="count"),
            Column(key="complained", title=_("Complained"), unit="count"),
            Column(key="blocked", title=_("Blocked"), unit="count"),
            Column(key="negative_rate", title=_("Negative feedback"), unit="rate"),
        ),
        rows=tuple(rows),
        note=shown.together(at.about, _("Blocked: the recipient or the provider blocks the sender.")),
        charts=(Intervals(axis=_("negative feedback, of delivered"), marks=marks[:20]),) if len(marks) > 1 else (),
    )


def _mark(name: str, figures: Figures) -> Mark:
    low, high = wilson(figures.reach.negative, figures.count("delivered"))
    return Mark(label=name, value=figures.reach.negative / figures.count("delivered"), low=low, high=high)


def _document(figures: Figures) -> dict[str, object]:
    return {
        "delivered": figures.count("delivered"),
        "unsubscribed": figures.count("unsubscribed"),
        "complained": figures.count("complained"),
        "blocked": figures.count("blocked"),
        "negative": figures.reach.negative,
        "negative_rate": rate(figures.reach.negative, figures.count("delivered")),
    }


KIND = Negative
