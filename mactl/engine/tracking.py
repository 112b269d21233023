"""One event, stored as it happens: validated like a row of a file, in one transaction (rule E2)."""

from __future__ import annotations

from collections.abc import Mapping

from mactl.clock import token
from mactl.core.decode.attributes import untyped
from mactl.core.decode.happenings import Happenings, Telling, happening
from mactl.core.decode.rejected import Rejected
from mactl.engine.intake import Surroundings
from mactl.engine.receive import store
from mactl.errors import MactlError
from mactl.i18n import _

SOURCE = "track"


def track(around: Surroundings, row: Mapping[str, object], *, create: bool = False) -> bool:
    """Store an event and return whether it is new; one without ``at`` happens now, one without ``id`` is always new.

    Raises:
        MactlError: a value that cannot be, or an unknown customer (unless ``create`` makes one).
    """
    telling = Telling(
        instant=around.instant(), now=around.now, currency=around.currency, names=around.names, source=SOURCE
    )
    given = row.get("properties")
    properties = {name: untyped(value) for name, value in given.items()} if isinstance(given, Mapping) else given
    found = happening(
        {**row, "at": row.get("at") or around.now, "id": row.get("id") or token(), "properties": properties}, 1, telling
    )
    if isinstance(found, Rejected):
        raise MactlError(found.reason, _("Nothing was stored."))
    with around.database.transaction():
        taken = store(around, Happenings.of([found]), anonymous=SOURCE, create=create, trigger=True)
    if taken.rejected:
        raise MactlError(taken.rejected[0].reason, _("--create-customers makes one."))
    return bool(taken.created)
