"""``mactl abtest analyze``: the verdict on a test, or on counts given on the command line."""

from __future__ import annotations

from typing import Annotated, cast, get_args

import typer

from mactl.commands.abtest import _verdicts
from mactl.core.experiments import calculator
from mactl.core.experiments.judgement import judge
from mactl.core.experiments.verdict import Question
from mactl.core.model.experiment import METHODS, METRICS, Method
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark

_COUNTS = mark("Who did it of how many, for each variant: 200/1000,250/1000.")
_MEANS = mark("Instead of counts: people, mean and standard deviation, as in 1000:2.50:11.3,1000:2.81:12.")
_WEIGHTS = mark("The shares that the variants should have, for the sample-ratio check; alike without it: 1,1,2.")
_METRIC = mark("What is measured: click_rate, conversion_rate, revenue_per_recipient, unsubscribe_rate, open_rate.")
_EFFECT = mark("The smallest difference that matters: 0.01 is one point of a rate.")
_METHOD = mark("How it is judged: fixed, sequential, bayesian or bandit; counts are a finished fixed sample.")

app = typer.Typer()


@app.command()
def analyze(
    context: typer.Context,
    *,
    counts: Annotated[str | None, typer.Option(metavar="X/N,X/N", help=_COUNTS)] = None,
    means: Annotated[str | None, typer.Option(metavar="N:MEAN:SD,...", help=_MEANS)] = None,
    weights: Annotated[str, typer.Option(metavar="W,W", help=_WEIGHTS, show_default=False)] = "",
    metric: Annotated[str | None, typer.Option(help=_METRIC)] = None,
    minimum_effect: Annotated[float | None, typer.Option(metavar="SIZE", help=_EFFECT)] = None,
    method: Annotated[str | None, typer.Option(help=_METHOD)] = None,
) -> Report:
    """Judge counts or means of variants, without a test: a finished sample, variants A, B, C.

    The sample ratio is checked first; all pairs are compared and corrected for being several.

    Examples:

        mactl abtest analyze --counts 200/1000,250/1000

        mactl abtest analyze --counts 210/5000,230/5000,280/5000 --minimum-effect 0.005
    """
    del context
    if (counts is None) == (means is None):
        raise UsageError(_("what is to be judged?"), _("for example --counts 200/1000,250/1000"))
    asked = _question(
        metric or ("conversion_rate" if means is None else "revenue_per_recipient"), method, minimum_effect
    )
    groups = calculator.counts(counts, weights) if counts is not None else calculator.means(str(means), weights)
    return _verdicts.report(judge(asked, groups))


def _question(metric: str, method: str | None, effect: float | None) -> Question:
    if metric not in METRICS:
        raise UsageError(_("no metric named {name}", name=metric), _("there are: {names}", names=", ".join(METRICS)))
    if method is not None and method not in METHODS:
        raise UsageError(_("no method named {name}", name=method), _("there are: {names}", names=", ".join(METHODS)))
    return Question(
        metric=metric,
        method=cast("Method", method or get_args(Method)[0]),
        minimum_effect=effect,
        lower_is_better=metric == "unsubscribe_rate",
    )
