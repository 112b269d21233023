"""What a shape cannot say of A/B tests: shares that fit into everybody, variants that differ, readable times."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from mactl.authored.lists import Wrong
from mactl.core.decode.instants import instant
from mactl.core.model.experiment import AbTest, Variant
from mactl.core.schedule.durations import parse
from mactl.errors import MactlError
from mactl.i18n import _

CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")
_ROUND = 1e-9


def check_test(test: AbTest) -> Iterator[Wrong]:
    """Yield what is wrong with a test whose shape is right."""
    yield from _check_variants(test)
    yield from _check_place(test)
    yield from _check_shares(test)
    yield from _check_duration(test)
    if test.minimum_effect is not None and not (math.isfinite(test.minimum_effect) and test.minimum_effect > 0):
        hint = _("Write 0.01 for one point of a rate, or an amount of money for revenue.")
        yield ("minimum_effect",), _("a difference that matters is more than 0"), hint


def _check_variants(test: AbTest) -> Iterator[Wrong]:
    names = [one.name for one in test.arms]
    if len(names) < 2:
        yield ("variants",), _("a test needs two variants or more"), _('Write them as a list: ["A", "B"].')
    if len(set(names)) != len(names) or not all(name.strip() for name in names):
        yield ("variants",), _("each variant needs a name of its own"), _('Write them as a list: ["A", "B"].')
    for number, one in enumerate(test.arms):
        if not (math.isfinite(one.weight) and one.weight > 0):
            hint = _("Write 1, or 2 for twice as many people as one with 1.")
            yield ("variants", number, "weight"), _("a weight is a number above 0"), hint
        yield from _check_times(number, one)
        if test.flow and (one.subject or one.template or one.send_at or one.channel):
            hint = _('Inside a flow a variant is a name; what it does stands in the step, under "arms".')
            yield ("variants", number), _("a variant inside a flow changes nothing by itself"), hint


def _check_times(number: int, one: Variant) -> Iterator[Wrong]:
    if not one.send_at or CLOCK.fullmatch(one.send_at):
        return
    try:
        instant(one.send_at, ZoneInfo("UTC"))
    except MactlError as wrong:
        hint = _('{hint} Or a time of day: "20:00".', hint=wrong.hint)
        yield ("variants", number, "send_at"), wrong.message, hint


def _check_place(test: AbTest) -> Iterator[Wrong]:
    if test.campaign and test.flow:
        yield ("flow",), _("a test stands on a campaign or in a flow"), _("Keep one of the two.")
    if "/" in test.id:
        yield ("id",), _("an id has no slash"), _("Write it without.")
    if test.method == "bandit" and test.assigned_by:
        yield ("method",), _("a bandit draws its own arms"), _('Use "sequential" or "fixed" with "assigned_by".')


def _check_shares(test: AbTest) -> Iterator[Wrong]:
    held = test.holdout or 0.0
    if not 0 < test.share <= 1:
        yield ("share",), _("{value} is not a share", value=test.share), _("Write 0.2 for a fifth of the audience.")
    elif not 0 <= held < 1 or test.share + held > 1 + _ROUND:
        hint = _("Share and holdout together are at most 1; what is left gets the winner.")
        yield ("holdout",), _("{value} is not a share", value=held), hint
    elif test.auto_winner and test.share + held >= 1 - _ROUND and not test.flow:
        hint = _('Write "share": 0.2, so that four fifths wait for the winner.')
        yield ("share",), _("nobody is left to get the winner"), hint


def _check_duration(test: AbTest) -> Iterator[Wrong]:
    if not test.duration:
        return
    try:
        if parse(test.duration).elapsed_ms() <= 0:
            yield ("duration",), _("a test lasts longer than nothing"), _('Write "24h" or "7d".')
    except MactlError as wrong:
        yield ("duration",), wrong.message, wrong.hint
