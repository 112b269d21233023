"""``mactl abtest power``: how many people a test needs, and how long that takes."""

from __future__ import annotations

from math import comb
from typing import Annotated

import typer

from mactl.core.experiments import power as sizes
from mactl.core.model import shown
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext

_BASELINE = mark("The rate without a change: 0.05 is five per cent.")
_MDE = mark("The smallest difference to be seen, in points of the rate: 0.01 is one point.")
_POWER = mark("The chance of seeing such a difference where there is one.")
_ALPHA = mark("The chance of seeing one where there is none, two-sided.")
_VARIANTS = mark("How many variants; with more than two, alpha is shared among the pairs (Bonferroni).")
_PER_DAY = mark("How many people come into the test a day, all variants together; says how long it takes.")

app = typer.Typer()


@app.command()
def power(
    context: typer.Context,
    *,
    baseline: Annotated[float, typer.Option(metavar="RATE", help=_BASELINE)],
    mde: Annotated[float, typer.Option(metavar="DIFFERENCE", help=_MDE)],
    power_: Annotated[float, typer.Option("--power", metavar="CHANCE", help=_POWER)] = sizes.POWER,
    alpha: Annotated[float, typer.Option(metavar="CHANCE", help=_ALPHA)] = sizes.LEVEL,
    variants: Annotated[int, typer.Option(min=2, help=_VARIANTS)] = 2,
    per_day: Annotated[float | None, typer.Option(metavar="PEOPLE", help=_PER_DAY)] = None,
) -> Report:
    """Say how many people each variant of a test needs to show a difference of rates.

    Examples:

        mactl abtest power --baseline 0.05 --mde 0.01

        mactl abtest power --baseline 0.2 --mde 0.02 --variants 3 --per-day 800
    """
    del context
    _check(baseline, mde, power_, alpha, per_day)
    shared = alpha / comb(variants, 2)
    n = sizes.people(baseline, baseline + mde, shared, power_)
    days = None if per_day is None else n * variants / per_day
    found = {"n_per_variant": n, "formula": sizes.FORMULA, "n_total": n * variants, "variants": variants,
             "baseline": baseline, "mde": mde, "power": power_, "alpha": alpha, "alpha_per_pair": shared,
             "days": days}  # fmt: skip
    told = _(
        "Each of {variants} variants needs {n:,} people ({all:,} together) to show {low} against {high} with a chance "
        "of {power}.",
        variants=variants,
        n=n,
        all=n * variants,
        low=shown.rate(baseline),
        high=shown.rate(baseline + mde),
        power=shown.rate(power_),
    )
    return Report(sentences=(told, *_length(days), _("Formula: {name}.", name=_(sizes.FORMULA))), document=found)


def _length(days: float | None) -> tuple[str, ...]:
    if days is None:
        return ()
    whole = max(1, -int(-days // 1))
    return (ngettext("That takes {n:,} day.", "That takes {n:,} days.", whole),)


def _check(baseline: float, mde: float, power_: float, alpha: float, per_day: float | None) -> None:
    if not 0 < baseline < 1 or not mde or not 0 < baseline + mde < 1:
        raise UsageError(
            _("{base} with a difference of {mde} are not two rates", base=baseline, mde=mde),
            _("both rates lie between 0 and 1: --baseline 0.05 --mde 0.01 asks for 5 % against 6 %"),
        )
    if not 0 < alpha < 1 or not 0 < power_ < 1 or power_ <= alpha:
        raise UsageError(_("power and alpha are chances, alpha the smaller"), _("as a rule --power 0.8 --alpha 0.05"))
    if per_day is not None and not per_day > 0:
        raise UsageError(_("{n} people a day never fill a test", n=per_day), _("write how many come in a day"))
