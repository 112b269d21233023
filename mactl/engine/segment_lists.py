"""Static segments edited by hand: adds and removes that every rebuild keeps (S1, G2)."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.core.model.segment import Segment
from mactl.engine.intake import Surroundings
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, people, segment_edits


def edit(around: Surroundings, segment: Segment, names: Sequence[str], *, added: bool) -> int:
    """Add customers to a static segment, or remove them; return for how many that is new.

    Raises:
        MactlError: the segment is a condition, or a customer is not known.
    """
    if segment.members is None:
        raise MactlError(
            _("{name} is a condition: nobody is added to it or removed from it by hand", name=segment.name),
            _('Only a list, {"members": [...]}, takes people by hand; or change the condition in data/segments.json.'),
        )
    database = around.database
    with database.transaction():
        found = [people.number(database, name, around.region) for name in names]
        who = around.who or "cli"
        changed = segment_edits.write(database, segment.id, found, added=added, now=around.now, who=who)
        what = "segment add" if added else "segment remove"
        controls.write_audit(
            database,
            who=around.who,
            what=what,
            now=around.now,
            about=segment.id,
            detail={"customers": list(names[:100])},
        )
    return changed
