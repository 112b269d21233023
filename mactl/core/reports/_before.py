"""A campaign held against what went before it: its own launch or period before, else the campaign before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mactl.core.experiments.sentences import metric
from mactl.core.model import shown
from mactl.core.model.results import CampaignResults
from mactl.core.reports import _figures
from mactl.core.reports._figures import Figures
from mactl.core.reports._measures import Compared, Measure, change
from mactl.core.reports._messages import TITLES
from mactl.core.reports._sentences import exactly
from mactl.i18n import _

_RATES = ("delivery_rate", "bounce_rate", "open_rate", "click_rate", "conversion_rate", "unsubscribe_rate")
_LESS = {"bounce_rate", "unsubscribe_rate"}
_TOLD = ("open_rate", "click_rate", "conversion_rate")  # in the sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a campaign is compared with: its ``launch`` before, its ``period`` before, or the ``campaign`` before."""

    results: CampaignResults
    which: Literal["launch", "period", "campaign"]

    def said(self, time_zone: str) -> str:
        """Return what it is, in words."""
        results = self.results
        day = "" if results.launched_at is None else shown.instant(results.launched_at, time_zone)
        if self.which == "launch":
            return _("the launch before, of {day}", day=day)
        if self.which == "period":
            return _("the period before, launched from {day}", day=day)
        return _("the campaign before, {name} of {day}", name=results.name, day=day)

    def document(self, time_zone: str) -> dict[str, object]:
        """Return what it is under stable names."""
        results = self.results
        return {
            "with": self.which,
            "campaign": results.campaign,
            "name": results.name,
            "occurrence": results.occurrence,
            "launched_at": exactly(results.launched_at, time_zone),
            "roi_basis": "attributed" if results.arms is None else "incremental",
        }


def measures(figures: Figures, *, comparable: bool = True) -> list[Measure]:
    """Return what of a campaign is compared, aimed at and asked for; no ROI where its basis is another."""
    return [
        Measure(key="sent", title=_("Sent"), value=figures.count("sent")),
        *(
            Measure(key=name, title=_(TITLES[name]), unit="rate", value=figures.rate(name),
                    better="less" if name in _LESS else "more")
            for name in _RATES
        ),
        Measure(key="revenue", title=_("Revenue"), unit="money", value=figures.revenue),
        Measure(key="cost", title=_("Cost"), unit="money", value=figures.cost, better="less"),
        Measure(key="roi", title=_("ROI"), unit="rate", value=figures.roi if comparable else None),
        Measure(key="roas", title=_("ROAS"), unit="number", value=figures.roas),
    ]  # fmt: skip


def compared(now: Figures, before: Before | None, time_zone: str) -> Compared:
    """Return a campaign's measures beside those of what went before, where there is something."""
    if before is None:
        return Compared(now=measures(now))
    was = _figures.of(before.results)
    alike = (now.lift is None) == (was.lift is None)
    note = [
        _("Before: {what}. Rates change in percentage points (pp).", what=before.said(time_zone)),
        _("Other people at another time: only an A/B test shows why."),
    ]
    if not alike:
        note.append(
            _("ROI is {now} now and was {before} before: the two are not compared.", now=now.basis, before=was.basis)
        )
    return Compared(
        now=measures(now),
        was={measure.key: measure for measure in measures(was, comparable=alike)},
        title=_("Compared with before"),
        note=shown.together(*note),
        what=before.document(time_zone),
    )


def sentence(found: Compared, before: Before | None, time_zone: str) -> str:
    """Return how the rates moved against what went before; nothing where there is nothing to say."""
    if before is None or found.was is None:
        return ""
    moved = [
        f"{metric(measure.key)} {told}"
        for measure in found.now
        if measure.key in _TOLD and (told := change(measure, found.was[measure.key].value))
    ]
    if not moved:
        return ""
    return _("Against {what}: {moved}.", what=before.said(time_zone), moved=_(", ").join(moved))
