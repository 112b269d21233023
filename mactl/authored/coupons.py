"""What a shape cannot say of coupons: values, codes and times that make sense."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mactl.authored.lists import Wrong
from mactl.core.messages.codes import LONGEST, SHORTEST
from mactl.core.model.coupon import Coupon
from mactl.core.schedule.durations import parse
from mactl.errors import MactlError
from mactl.i18n import _

_PREFIX = re.compile(r"[A-Za-z0-9_-]{0,20}")


def check_coupon(coupon: Coupon) -> Iterator[Wrong]:
    """Yield what is wrong with a coupon whose shape is right."""
    amounts = (("value", coupon.value), ("min_spend", coupon.min_spend), ("max_value", coupon.max_value))
    for key, amount in amounts:
        if amount is not None and (not amount.is_finite() or amount < 0):
            yield (key,), _("an amount is not negative"), _("Write 0 or more.")
    if coupon.kind == "percent":
        if not 0 < coupon.value <= 100:
            yield ("value",), _("a percentage lies above 0 and up to 100"), _("Write 20 for a fifth off.")
        if coupon.max_value is None:
            hint = _('Write "max_value": 50, so that budgets know what a code costs at most.')
            yield ("max_value",), _("a percentage needs the most that it is worth"), hint
    if not SHORTEST <= coupon.length <= LONGEST:
        hint = _("Write {least} to {most}.", least=SHORTEST, most=LONGEST)
        yield ("length",), _("a code of this length is guessed or mistyped"), hint
    if not _PREFIX.fullmatch(coupon.prefix):
        yield ("prefix",), _("a prefix is up to 20 letters, digits, - and _"), _('Write it as in "SPRING-".')
    try:
        parse(coupon.valid)
    except MactlError as wrong:
        yield ("valid",), wrong.message, wrong.hint
