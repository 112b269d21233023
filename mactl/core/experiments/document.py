"""A verdict as the document that programs read: stable keys, every number unrounded and beside it its method."""

from __future__ import annotations

from mactl.core.experiments import srm
from mactl.core.experiments.comparison import Comparison
from mactl.core.experiments.verdict import Estimate, Verdict


def document(verdict: Verdict, sentence: str, notes: list[str]) -> dict[str, object]:
    """Return the JSON of ``abtest analyze``."""
    question = verdict.question
    return {
        "test": question.test or None,
        "method": question.method,
        "metric": question.metric,
        "status": verdict.status,
        "winner": verdict.winner or None,
        "leader": verdict.leader or None,
        "final": question.final,
        "base": question.base or None,
        "alpha": question.alpha,
        "minimum_effect": question.minimum_effect,
        "srm": {"p": verdict.srm, "alarm": srm.ALARM, "method": "chi-square"},
        "variants": [_variant(one) for one in verdict.estimates],
        "comparisons": [_comparison(verdict, one) for one in verdict.comparisons],
        "power": _power(verdict),
        "cuped": None if verdict.saved is None else {"variance_saved": verdict.saved, "method": "CUPED"},
        "guard": {"metric": "unsubscribe_rate", "harmed": verdict.harmed},
        "sentence": sentence,
        "notes": notes,
    }


def _variant(one: Estimate) -> dict[str, object]:
    group = one.group
    found: dict[str, object] = {"name": group.name or "holdout", "n": group.n}
    if group.values is None:
        found |= {"x": group.hits, "rate": group.rate}
    else:
        found |= {"x": group.active, "mean": group.values.mean, "sd": group.values.variance**0.5}
    if group.ratio is not None:
        found |= {"numerator": group.ratio.above, "denominator": group.ratio.below}
    found |= {"interval": [one.low, one.high], "interval_method": one.method, "holdout": group.holdout}
    if one.prob_best is not None:
        found |= {"prob_best": one.prob_best, "expected_loss": one.expected_loss}
    if group.unsubscribed is not None:
        found["unsubscribed"] = group.unsubscribed
    return found


def _comparison(verdict: Verdict, one: Comparison) -> dict[str, object]:
    return {
        "a": one.a or "holdout",
        "b": one.b or "holdout",
        "difference": one.difference.estimate,
        "interval": [one.difference.low, one.difference.high],
        "interval_method": one.interval_method,
        one.letter: one.statistic,
        "p": one.p,
        "p_method": one.p_method or None,
        "p_adjusted": one.p_adjusted,
        "correction": one.correction or None,
        "prob_best": one.prob_best,
        "expected_loss": one.expected_loss,
        "bayesian_model": verdict.bayesian_model,
    }


def _power(verdict: Verdict) -> dict[str, object] | None:
    power = verdict.power
    if power is None:
        return None
    return {
        "effect": power.effect,
        "effect_is": "observed" if power.observed else "minimum_effect",
        "reached": power.reached,
        "n_per_variant": power.needed,
        "formula": power.formula,
    }
