"""A verdict in plain words: what came out, how sure that is, and what is missing where nothing came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.proportions import FISHER
from mactl.core.experiments.verdict import Verdict
from mactl.core.model import shown
from mactl.core.model.experiment import MONEY
from mactl.i18n import _, language, mark

METRICS: Mapping[str, str] = {
    "open_rate": mark("open rate"),
    "click_rate": mark("click rate"),
    "conversion_rate": mark("conversion rate"),
    "revenue_per_recipient": mark("revenue per recipient"),
    "unsubscribe_rate": mark("unsubscribe rate"),
    "clicks_per_message": mark("clicks per message"),
    "revenue_per_order": mark("revenue per order"),
}
HOLDOUT = mark("holdout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """How a verdict's numbers are written: rates as per cent, differences of rates as points, means as money."""

    money: bool = False
    currency: str = "CNY"

    def level(self, value: float) -> str:
        """Return a rate or a mean."""
        return shown.money(_decimal(value), self.currency) if self.money else shown.rate(value)

    def gap(self, value: float) -> str:
        """Return a difference of two."""
        if self.money:
            return shown.money(_decimal(value), self.currency)
        points = _points(value)
        return _("{n} point", n=points) if points in {"1", "−1"} else _("{n} points", n=points)

    def gaps(self, low: float, high: float) -> str:
        """Return between what a difference lies."""
        if self.money:
            return _("{low} to {high}", low=self.gap(low), high=self.gap(high))
        return _("{low} to {high} points", low=_points(low), high=_points(high))

    def levels(self, low: float, high: float) -> str:
        """Return between what a rate or a mean lies."""
        return _("{low} to {high}", low=self.level(low), high=self.level(high))


def _points(value: float) -> str:
    text = f"{value * 100:.2f}".rstrip("0").rstrip(".").replace("-", "−")
    return "0" if text == "−0" else text


def words_for(verdict: Verdict, currency: str) -> Words:
    """Return how the numbers of a verdict are written."""
    return Words(money=verdict.question.metric in MONEY, currency=currency)


def metric(name: str) -> str:
    """Return what people call a metric."""
    return _(METRICS.get(name, name))


def arm(name: str) -> str:
    """Return what people call an arm: a variant by its name."""
    return name or _(HOLDOUT)


def chance(p: float) -> str:
    """Return a p value as people write it."""
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}" if p < 0.01 else f"{p:.3f}"


def sentence(verdict: Verdict, words: Words) -> str:
    """Return what came out of a test, in a sentence that a marketer can act on."""
    if verdict.status == "srm":
        return _srm(verdict)
    if verdict.status == "winner":
        return _winner(verdict, words)
    if verdict.status == "no_difference":
        return _no_difference(verdict, words)
    if verdict.nothing_did_better:
        return _("Do not send: those who got nothing did better than {name}, the best variant.", name=verdict.leader)
    return _open(verdict, words)


def _srm(verdict: Verdict) -> str:
    sizes = ", ".join(f"{arm(one.group.name)} {one.group.n:,}" for one in verdict.estimates)
    return _(
        "Do not trust this test: its arms are not as large as the draw makes them ({sizes}; chance {p}). Find out "
        "where people were lost before looking at anything else.",
        sizes=sizes,
        p=chance(verdict.srm),
    )


def _winner(verdict: Verdict, words: Words) -> str:
    facts = _facts(verdict, words)
    against = verdict.between(verdict.leader, verdict.second)
    assert against is not None
    if against.p_adjusted is None:
        sure = verdict.estimate(verdict.winner).prob_best or 0.0
        return _(
            "{winner} wins on {metric}: {high} against {low} for {second}; the best with a chance of {sure}.",
            sure=shown.rate(sure),
            **facts,
        )
    low, high = _bounds(against, verdict.leader)
    more = mark("{winner} wins on {metric}: {high} against {low} for {second}, {gap} more (95 %: {range}; p {p}).")
    less = mark("{winner} wins on {metric}: {high} against {low} for {second}, {gap} less (95 %: {range}; p {p}).")
    return _(
        less if verdict.question.lower_is_better else more,
        gap=words.gap(abs(against.difference.estimate)),
        range=words.gaps(low, high),
        p=chance(against.p_adjusted),
        **facts,
    )


def _no_difference(verdict: Verdict, words: Words) -> str:
    effect = verdict.question.minimum_effect or 0.0
    return _(
        "No difference that matters on {metric}: the variants lie within {effect} of each other. Take whichever is "
        "easier.",
        metric=metric(verdict.question.metric),
        effect=words.gap(effect),
    )


def _open(verdict: Verdict, words: Words) -> str:
    """Say who is ahead, that it may be chance, and what is missing."""
    if not verdict.second:
        return _("Nothing to compare yet: fewer than two variants have reached anybody.")
    against = verdict.between(verdict.leader, verdict.second)
    assert against is not None
    head = _head(verdict, words, against)
    rest = _missing(verdict, words)
    return (head + rest if language() == "zh" else f"{head} {rest}") if rest else head


def _head(verdict: Verdict, words: Words, against: Comparison) -> str:
    running = verdict.status == "running"
    if against.difference.estimate == 0:
        return _("No winner yet: the variants are level.") if running else _("No winner: the variants are level.")
    facts = _facts(verdict, words)
    if against.p_adjusted is None:
        sure = shown.rate(verdict.estimate(verdict.leader).prob_best or 0.0)
        text = (
            mark("No winner yet on {metric}: {winner} leads, {high} against {low} for {second}; best with {sure}.")
            if running
            else mark(
                "No winner on {metric}: {winner} leads, {high} against {low} for {second}; best with {sure} only."
            )
        )
        return _(text, sure=sure, **facts)
    text = (
        mark("No winner yet on {metric}: {winner} leads, {high} against {low} for {second} (p {p}).")
        if running
        else mark(
            "No winner on {metric}: {winner} leads, {high} against {low} for {second}, but that may be chance (p {p})."
        )
    )
    return _(text, p=chance(against.p_adjusted), **facts)


def _missing(verdict: Verdict, words: Words) -> str:
    """Say how many people a sure answer needs, and how many there are."""
    power = verdict.power
    if power is None:
        return ""
    have = min(one.group.n for one in verdict.estimates if not one.group.holdout)
    if have >= power.needed:
        return _("There are people enough to see {effect} ({have:,} per variant): a difference, if any, is smaller.",
                 effect=words.gap(power.effect), have=have)  # fmt: skip
    return _(
        "To see a difference of {effect} as a rule (80 %), about {needed:,} people per variant are needed; there are "
        "{have:,}.",
        effect=words.gap(power.effect),
        needed=power.needed,
        have=have,
    )


def notes(verdict: Verdict, words: Words) -> list[str]:
    """Return what should be known beside the verdict: the holdout, warnings, and what is not final."""
    found = [_lift(verdict, words), *_beaten(verdict)]
    question, against = verdict.question, verdict.between(verdict.leader, verdict.second)
    if question.metric == "open_rate":
        found.append(
            _("Opens are a weak measure: mail programs open for their users. Judge by clicks or orders where you can.")
        )
    if verdict.harmed:
        found.append(_("But more people unsubscribe from {name} than from {second}: look before you send it.",
                       name=verdict.winner, second=verdict.second))  # fmt: skip
    if against is not None and not verdict.winner and against.is_split(question.alpha):
        found.append(
            _("On the borderline: p and the interval disagree, and only where both are sure is there a winner.")
        )
    if any(one.p_method == FISHER for one in verdict.comparisons) and question.method == "fixed":
        found.append(_("Few people: p by Fisher's exact test."))
    if verdict.saved is not None:
        found.append(_("What people bought before the test was taken out (CUPED): {saved} less variance.",
                       saved=shown.rate(verdict.saved)))  # fmt: skip
    if not question.final:
        found.append(_waiting(verdict))
    return [one for one in found if one]


def _beaten(verdict: Verdict) -> list[str]:
    """Name the variants that the leader beats beyond chance where there is no winner among those in front."""
    question = verdict.question
    if (
        verdict.winner
        or not verdict.leader
        or verdict.status == "srm"
        or not (question.final or _is_sequential(verdict))
    ):
        return []
    beaten = [
        one.b if one.a == verdict.leader else one.a
        for one in verdict.comparisons
        if one.a and verdict.leader in {one.a, one.b} and one.is_sure(question.alpha)
    ]
    return [_("{name} is behind {leader} beyond chance: drop it.", name=name, leader=verdict.leader) for name in beaten]


def _is_sequential(verdict: Verdict) -> bool:
    return verdict.question.method == "sequential"


def _waiting(verdict: Verdict) -> str:
    if verdict.question.method == "sequential":
        return _(
            "These figures may be looked at at any time: the method allows for it, and ends the test when it is sure."
        )
    return _("Not final: these figures may turn until the planned end, and are not for deciding by.")


def _lift(verdict: Verdict, words: Words) -> str:
    """Say what the leader adds to sending nothing."""
    held = verdict.holdout
    against = verdict.between(held.group.name, verdict.leader) if held and verdict.leader else None
    if against is None or against.difference.low is None or against.difference.high is None:
        return ""
    return _(
        "Against the holdout, {name} adds {gap} (95 %: {range}).",
        name=verdict.leader,
        gap=words.gap(against.difference.estimate),
        range=words.gaps(against.difference.low, against.difference.high),
    )


def _facts(verdict: Verdict, words: Words) -> dict[str, str]:
    return {
        "metric": metric(verdict.question.metric),
        "winner": verdict.leader,
        "second": verdict.second,
        "high": words.level(verdict.estimate(verdict.leader).group.level),
        "low": words.level(verdict.estimate(verdict.second).group.level),
    }


def _bounds(against: Comparison, leader: str) -> tuple[float, float]:
    """Return the ends of a difference as the leader's lead."""
    low, high = against.difference.low or 0.0, against.difference.high or 0.0
    ahead = (low, high) if against.b == leader else (-high, -low)
    return ahead if ahead[1] > 0 else (-ahead[1], -ahead[0])


def _decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))
