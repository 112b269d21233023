"""A verdict as a report: the sentence, the arms, and every two of them compared, with their intervals drawn."""

from __future__ import annotations

from collections.abc import Mapping

from mactl.core.experiments import sentences
from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.document import document
from mactl.core.experiments.sentences import Words
from mactl.core.experiments.verdict import Verdict
from mactl.core.model.chart import Intervals, Mark
from mactl.core.model.chart import Unit as ValueUnit
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark

_DRAWN = 15  # arms or pairs in a picture; the table has all
_STATUSES: Mapping[str, str] = {
    "winner": mark("a winner"),
    "no_difference": mark("no difference that matters"),
    "inconclusive": mark("no winner"),
    "running": mark("running"),
    "srm": mark("not to be trusted, people were lost"),
}


def status(name: str) -> str:
    """Return the words for how a test was judged."""
    return _(_STATUSES.get(name, name))


def report(verdict: Verdict, *, title: str = "", currency: str = "CNY", banner: str = "") -> Report:
    """Return what people and programs are shown of a verdict."""
    words = sentences.words_for(verdict, currency)
    told, notes = sentences.sentence(verdict, words), sentences.notes(verdict, words)
    return Report(
        title=title,
        banner=banner,
        sentences=(told, *notes),
        tables=(_arms(verdict, words), *([_pairs(verdict, words)] if verdict.comparisons else [])),
        document=document(verdict, told, notes),
        currency=currency,
    )


def _arms(verdict: Verdict, words: Words) -> Table:
    unit: ValueUnit = "money" if words.money else "rate"
    columns = (
        Column(key="name", title=_("Variant")),
        Column(key="n", title=_("People"), unit="count"),
        Column(key="x", title=_("Did it"), unit="count"),
        Column(key="level", title=sentences.metric(verdict.question.metric), unit=unit),
        Column(key="low", title=_("95 % from"), unit=unit),
        Column(key="high", title=_("95 % to"), unit=unit),
        Column(key="prob_best", title=_("Best with"), unit="rate"),
    )
    rows = tuple(
        (
            sentences.arm(one.group.name),
            one.group.n,
            one.group.doers,
            one.group.level,
            one.low,
            one.high,
            one.prob_best,
        )
        for one in verdict.estimates
    )
    note = _(
        "Intervals: {interval}. Best with: {model}. Sample ratio: chi-square, p {p}.",
        interval=_(verdict.estimates[0].method),
        model=_(verdict.bayesian_model),
        p=sentences.chance(verdict.srm),
    )
    marks = tuple(
        Mark(label=sentences.arm(one.group.name), value=one.group.level, low=one.low, high=one.high)
        for one in verdict.estimates[:_DRAWN]
    )
    axis = _("{metric}, 95 % interval", metric=sentences.metric(verdict.question.metric))
    chart = Intervals(unit=unit, axis=axis, marks=marks)
    return Table(title=_("Variants"), columns=columns, rows=rows, note=note, charts=(chart,))


def _pairs(verdict: Verdict, words: Words) -> Table:
    unit: ValueUnit = "money" if words.money else "points"
    columns = (
        Column(key="pair", title=_("Compared")),
        Column(key="difference", title=_("Difference"), unit=unit),
        Column(key="low", title=_("95 % from"), unit=unit),
        Column(key="high", title=_("95 % to"), unit=unit),
        Column(key="statistic", title=verdict.comparisons[0].letter, unit="number"),
        Column(key="p", title="p"),
    )
    rows = tuple(
        (
            f"{sentences.arm(one.b)} − {sentences.arm(one.a)}",
            one.difference.estimate,
            one.difference.low,
            one.difference.high,
            None if one.statistic is None else round(one.statistic, 3),
            None if one.p_adjusted is None else sentences.chance(one.p_adjusted),
        )
        for one in verdict.comparisons
    )
    chart = Intervals(
        unit=unit,
        axis=_("difference, 95 % interval"),
        reference=0.0,
        marks=tuple(_gap(one) for one in verdict.comparisons[:_DRAWN]),
    )
    return Table(title=_("Differences"), columns=columns, rows=rows, note=_methods(verdict), charts=(chart,))


def _gap(one: Comparison) -> Mark:
    label = f"{sentences.arm(one.b)} − {sentences.arm(one.a)}"
    return Mark(label=label, value=one.difference.estimate, low=one.difference.low, high=one.difference.high)


def _methods(verdict: Verdict) -> str:
    """Name the methods of the intervals and of p, with the correction for several comparisons."""
    intervals = ", ".join(dict.fromkeys(_(one.interval_method) for one in verdict.comparisons))
    if verdict.comparisons[0].p is None:
        return _("Intervals: {interval}.", interval=intervals)
    tests = ", ".join(dict.fromkeys(_(one.p_method) for one in verdict.comparisons))
    corrections = ", ".join(dict.fromkeys(one.correction for one in verdict.comparisons if one.correction))
    if not corrections:
        return _("Intervals: {interval}. p: {test}, two-sided.", interval=intervals, test=tests)
    return _(
        "Intervals: {interval}. p: {test}, two-sided, corrected for several comparisons: {correction}.",
        interval=intervals,
        test=tests,
        correction=corrections,
    )
