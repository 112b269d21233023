"""``mactl customers``: who your customers are, one verb a file."""

from __future__ import annotations

from mactl.commands import _pages
from mactl.i18n import mark

_PARAGRAPHS = (
    mark("Take customers in, look them up, change them, hand them out."),
    mark(
        "Customers come from data/customers.json, which is read again whenever it changes, and from "
        "files that you import. What was observed since (tags given by flows, withdrawn consents, "
        "bounces) is never overwritten by a row that did not change."
    ),
)

app = _pages.verbs("mactl.commands.customers", "\n\n".join(_PARAGRAPHS))
