"""``mactl abtest analyze``: the verdict on a test, or on counts given on the command line."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation, _names
from mactl.commands.abtest import _views
from mactl.core.experiments import calculator
from mactl.core.experiments.judgement import judge
from mactl.core.experiments.verdict import Question
from mactl.core.model.experiment import METHODS, METRICS, Method, Metric
from mactl.core.model.report import Report
from mactl.core.reports import _verdicts
from mactl.engine.abtests.counting import Asked
from mactl.errors import UsageError
from mactl.i18n import _, mark

_GOAL = mark("With --test: the event that counts as a conversion, in place of the test's own.")
_WINDOW = mark("With --test: how long after the message the event may come: 14d, 48h.")
_COUNTS = mark("Who did it of how many, for each variant: 200/1000,250/1000.")
_MEANS = mark("Instead of counts: people, mean and standard deviation, as in 1000:2.50:11.3,1000:2.81:12.")
_WEIGHTS = mark("The shares that the variants should have, for the sample-ratio check; alike without it: 1,1,2.")
_METRIC = mark(
    "What is measured: click_rate, conversion_rate, revenue_per_recipient, unsubscribe_rate, open_rate,"
    " clicks_per_message, revenue_per_order."
)
_EFFECT = mark("The smallest difference that matters: 0.01 is one point of a rate.")
_METHOD = mark("How it is judged: fixed, sequential, bayesian or bandit; counts are a finished fixed sample.")

app = typer.Typer()


@app.command()
def analyze(
    context: typer.Context,
    name: _views.Argument = None,
    test: _views.Option = None,
    *,
    counts: Annotated[str | None, typer.Option(metavar="X/N,X/N", help=_COUNTS)] = None,
    means: Annotated[str | None, typer.Option(metavar="N:MEAN:SD,...", help=_MEANS)] = None,
    weights: Annotated[str, typer.Option(metavar="W,W", help=_WEIGHTS, show_default=False)] = "",
    metric: Annotated[str | None, typer.Option(help=_METRIC)] = None,
    minimum_effect: Annotated[float | None, typer.Option(metavar="SIZE", help=_EFFECT)] = None,
    method: Annotated[str | None, typer.Option(help=_METHOD)] = None,
    goal: Annotated[str | None, typer.Option(metavar="EVENT", help=_GOAL)] = None,
    window: Annotated[str | None, typer.Option(metavar="TIME", help=_WINDOW)] = None,
) -> Report:
    """Judge a test as of now; or judge counts or means of variants A, B, C, a finished sample without a test.

    The sample ratio is checked first; all pairs are compared and corrected for being several. Only the winner counts,
    not who leads.

    Examples:

        mactl abtest analyze --test 主题测试

        mactl abtest analyze --test 主题测试 --metric revenue_per_recipient

        mactl abtest analyze --counts 200/1000,250/1000

        mactl abtest analyze --counts 210/5000,230/5000,280/5000 --minimum-effect 0.005
    """
    if name or test:
        if counts is not None or means is not None:
            raise UsageError(_("a test, or counts?"), _("leave out one of --test and --counts"))
        asked = Asked(metric=_metric(metric), goal=goal, window=window, minimum_effect=minimum_effect,
                      method=_method(method))  # fmt: skip
        return _of_test(context, _names.chosen(name, test, "--test"), asked)
    if (counts is None) == (means is None):
        raise UsageError(_("what is to be judged?"), _("for example --test NAME, or --counts 200/1000,250/1000"))
    groups = calculator.counts(counts, weights) if counts is not None else calculator.means(str(means), weights)
    return _verdicts.report(judge(_question(metric, method, minimum_effect, of_means=counts is None), groups))


def _question(metric: str | None, method: str | None, effect: float | None, *, of_means: bool) -> Question:
    """Return what is asked of figures that were given: a finished sample."""
    measured = _metric(metric) or ("revenue_per_recipient" if of_means else "conversion_rate")
    return Question(
        metric=measured,
        method=_method(method) or "fixed",
        minimum_effect=effect,
        lower_is_better=measured == "unsubscribe_rate",
    )


def _of_test(context: typer.Context, name: str, asked: Asked) -> Report:
    from mactl.api import abtests
    from mactl.engine import catalogue

    workspace = _invocation.workspace(context)
    wanted = catalogue.read(workspace).test(name)
    found = abtests.analyze(workspace, wanted, asked)
    banner = _("sandbox: nothing left this machine") if abtests.mode(workspace, wanted) == "sandbox" else ""
    return _verdicts.report(found, title=wanted.name, currency=workspace.config.workspace.currency, banner=banner)


def _metric(name: str | None) -> Metric | None:
    if name is not None and name not in METRICS:
        raise UsageError(_("no metric named {name}", name=name), _("there are: {names}", names=", ".join(METRICS)))
    return name


def _method(name: str | None) -> Method | None:
    if name is not None and name not in METHODS:
        raise UsageError(_("no method named {name}", name=name), _("there are: {names}", names=", ".join(METHODS)))
    return name
