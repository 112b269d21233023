"""``mactl coupon``: coupons, their codes and who has them, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

_PARAGRAPHS = (
    mark("Look after coupons: what they are worth, their codes, who was granted one."),
    mark("Coupons are written in data/coupons.json; campaigns and flows grant them."),
)

app = _pages.verbs("mactl.commands.coupon", "\n\n".join(_PARAGRAPHS))
