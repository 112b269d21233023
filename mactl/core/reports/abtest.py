"""A/B tests: the verdict on one, with every interval drawn; or how all of them ended."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from mactl.core.experiments import sentences
from mactl.core.experiments.verdict import Verdict
from mactl.core.model.chart import Bars, Mark
from mactl.core.model.experiment import METRICS
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _sentences, _verdicts
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Compared, Measure, finished, judged
from mactl.errors import UsageError
from mactl.i18n import _


class Told(NamedTuple):
    """A test as the store tells of it; ``ended`` is the status that ended it, "" while it runs."""

    id: str
    name: str
    mode: str
    state: str
    started_at: int
    ended: str
    winner: str
    verdict: Verdict

    @property
    def status(self) -> str:
        """Return how it was judged when it ended, else how it stands."""
        return self.ended or self.verdict.status


@dataclass(frozen=True, slots=True, kw_only=True)
class AbTests:
    """One ``test`` by name or id, judged as ``abtest analyze`` does; without it all that were started in the period.

    ``metric``, ``goal`` and ``window`` ask another question of the same people.
    """

    WHOLE: ClassVar[bool] = True
    test: str = ""
    metric: str | None = None
    goal: str | None = None
    window: str | None = None

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        if self.metric is not None and self.metric not in METRICS:
            raise UsageError(
                _("no metric named {name}", name=self.metric), _("there are: {names}", names=", ".join(METRICS))
            )
        asked = {"test": self.test, "metric": self.metric, "goal": self.goal, "window": self.window}
        found = [Told(*row) for row in ask("tests", **asked)]
        return _one(at, found[0]) if self.test else _all(at, found)


def _one(at: At, told: Told) -> Report:
    """Return the verdict on a test, its leader held against the targets."""
    made = _verdicts.report(
        told.verdict, title=told.name, currency=at.currency, banner=_sentences.banner(told.mode, {})
    )
    document = {**(made.document or {}), "state": told.state, "mode": told.mode, "as_of": at.iso(at.now)}
    own = _leading(told.verdict)
    return judged(at, dataclasses.replace(made, document=document), own, Compared(now=own))


def _leading(verdict: Verdict) -> list[Measure]:
    """Return the metric of the variant in front, and how many people test."""
    question, leader = verdict.question, verdict.leader
    group = verdict.estimate(leader).group if leader else None
    return [
        Measure(
            key=question.metric,
            title=sentences.metric(question.metric),
            value=None if group is None else group.level,
            unit="rate" if group is None or group.values is None else "money",
            better="less" if question.lower_is_better else "more",
        ),
        Measure(key="people", title=_("People"), value=sum(one.group.n for one in verdict.estimates)),
    ]


def _all(at: At, found: Sequence[Told]) -> Report:
    """Return how the tests of the period stand."""
    inside = _of(found, at.span)
    sandbox = any(one.mode == "sandbox" for one in inside)
    report = Report(
        title=_("A/B tests"),
        banner=_("sandbox: of tests so marked, nothing left this machine") if sandbox else "",
        sentences=_summary(inside),
        tables=(_table(inside, at),),
        document={"tests": [_document(one, at) for one in inside]},
    )
    return finished(at, report, lambda span: _counted(_of(found, span)))


def _of(found: Sequence[Told], span: Span) -> list[Told]:
    since, until = span.bounds["since"], span.bounds["until"]
    return [one for one in found if since <= one.started_at < until]


def _summary(found: Sequence[Told]) -> tuple[str, ...]:
    if not found:
        return (_("No A/B test was started in this time: mactl abtest list shows those that are written."),)
    number = {name: sum(one.status == name for one in found) for name in ("winner", "no_difference", "srm")}
    said = [
        _(
            "{all} tests: {winner} with a winner, {level} without a difference that matters, {running} still run.",
            all=len(found),
            winner=number["winner"],
            level=number["no_difference"],
            running=sum(one.state == "running" for one in found),
        )
    ]
    if number["srm"]:
        said.append(_("{n} lost people unevenly and are not to be trusted.", n=number["srm"]))
    return tuple(said)


def _table(found: Sequence[Told], at: At) -> Table:
    rows = [
        (
            one.name,
            at_day[:10] if (at_day := at.iso(one.started_at)) else None,
            sentences.metric(one.verdict.question.metric),
            sum(each.group.n for each in one.verdict.estimates),
            _verdicts.status(one.status),
            one.winner or None,
            _lead(one.verdict, at.currency),
        )
        for one in found
    ]
    marks = tuple(Mark(label=one.name, value=chance) for one in found if (chance := _sure(one.verdict)) is not None)
    return Table(
        title=_("A/B tests"),
        columns=(
            Column(key="name", title=_("Test")),
            Column(key="started_on", title=_("Started on"), unit="date"),
            Column(key="metric", title=_("Measured by")),
            Column(key="people", title=_("People"), unit="count"),
            Column(key="status", title=_("Verdict")),
            Column(key="winner", title=_("Winner")),
            Column(key="lead", title=_("Lead over the second")),
        ),
        rows=tuple(rows),
        note=_("Lead: of the best variant over the second, as of now. mactl report --test NAME shows a test whole."),
        charts=(Bars(title=_("Chance that the leader is the best"), unit="rate", marks=marks),) if marks else (),
    )


def _lead(verdict: Verdict, currency: str) -> str | None:
    against = verdict.between(verdict.leader, verdict.second) if verdict.second else None
    if against is None:
        return None
    return sentences.words_for(verdict, currency).gap(abs(against.difference.estimate))


def _sure(verdict: Verdict) -> float | None:
    return verdict.estimate(verdict.leader).prob_best if verdict.leader else None


def _document(one: Told, at: At) -> dict[str, object]:
    leader = one.verdict.leader
    return {
        "test": one.id,
        "name": one.name,
        "mode": one.mode,
        "state": one.state,
        "started_at": at.iso(one.started_at),
        "metric": one.verdict.question.metric,
        "method": one.verdict.question.method,
        "status": one.status,
        "winner": one.winner or None,
        "leader": leader or None,
        "prob_best": _sure(one.verdict),
        "people": sum(each.group.n for each in one.verdict.estimates),
    }


def _counted(found: Sequence[Told]) -> list[Measure]:
    return [
        Measure(key="tests", title=_("Tests started"), value=len(found)),
        Measure(key="winners", title=_("With a winner"), value=sum(one.status == "winner" for one in found)),
        Measure(
            key="people", title=_("People"), value=sum(each.group.n for one in found for each in one.verdict.estimates)
        ),
    ]


KIND = AbTests
