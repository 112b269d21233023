"""Customers one at a time: added, changed and tagged by hand, under the same checks as a file of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mactl.core.decode.labels import labels
from mactl.core.decode.profiles import Profile, Reader, Reading
from mactl.core.decode.rejected import Rejected
from mactl.engine.conventions import zone_name
from mactl.engine.intake import Surroundings
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import changes, intake, people, tags, touched
from mactl.store.changes import Change
from mactl.store.revise import revise
from mactl.store.stamp import Stamp


def add(around: Surroundings, row: Mapping[str, object]) -> str:
    """Add one customer and return the id.

    Raises:
        MactlError: a value that cannot be, an id or address that is taken.
    """
    profile = _read(around, row)
    with around.database.transaction():
        if profile.key is not None and people.numbers(around.database, [profile.key], around.region):
            raise MactlError(
                _("customer {id} is there already", id=profile.key), _("Change one with mactl customers set.")
            )
        taken = intake.take(around.database, [profile], _stamp(around))
        if taken.rejected:
            raise MactlError(taken.rejected[0].reason, _("An address belongs to one customer."))
        if not taken.created:
            raise MactlError(_("this customer is there already"), _("Change one with mactl customers set."))
        number = around.database.number("SELECT max(id) FROM customers")
        return str((around.database.row("SELECT customer_id FROM customers WHERE id = ?", (number,)) or [""])[0])


def change(around: Surroundings, name: str, row: Mapping[str, object]) -> bool:
    """Change fields of one customer; return whether anything was different.

    Raises:
        MactlError: no such customer, a value that cannot be, an address that is somebody else's.
    """
    database = around.database
    if "id" in row:
        raise MactlError(_("an id stays what it is"), _("Leave id out."))
    with database.transaction():
        number = people.number(database, name, around.region)
        known = database.row("SELECT customer_id, import_digest FROM customers WHERE id = ?", (number,))
        assert known
        profile = _read(around, {**row, "id": known[0]})._replace(digest=known[1])
        _free(around, profile, number)
        changed, _kept = revise(database, [(number, profile)], _stamp(around))
        return bool(changed)


def tag(around: Surroundings, names: Sequence[str], add: Iterable[str], remove: Iterable[str]) -> int:
    """Add tags to customers and take others away; return how many customers changed."""
    return tag_all(around, [people.number(around.database, name, around.region) for name in names], add, remove)


def tag_all(around: Surroundings, found: Sequence[int], add: Iterable[str], remove: Iterable[str]) -> int:
    """Do the same for customers by their row ids."""
    database = around.database
    with database.transaction():
        edits: list[Change] = []
        for label in labels(list(add)):
            edits += [
                Change(customer, "tag", label, None, around.who or "cli")
                for customer in tags.give(database, found, label, around.now, around.who or "cli")
            ]
        for label in labels(list(remove)):
            edits += [
                Change(customer, "tag", label, source, None)
                for customer, source in tags.take_away(database, found, label)
            ]
        changes.record(database, edits, _stamp(around))
        touched.mark(database, (one.customer for one in edits), around.now)
        return len({one.customer for one in edits})


def _read(around: Surroundings, row: Mapping[str, object]) -> Profile:
    how = Reading(
        instant=around.instant(),
        day=around.day(),
        zone=zone_name,
        now=around.now,
        region=around.region,
        source=around.who or "cli",
    )
    found = Reader(how).read(dict(row), 1, 0)
    if isinstance(found, Rejected):
        raise MactlError(found.reason, _("Nothing was written."))
    return found


def _free(around: Surroundings, profile: Profile, number: int) -> None:
    for kind, value, _platform in profile.addresses:
        held = around.database.row(
            "SELECT c.id, c.customer_id FROM addresses a JOIN customers c ON c.id = a.customer "
            "WHERE a.kind = ? AND a.value = ?",
            (kind, value),
        )
        if held and held[0] != number:
            raise MactlError(
                _("{kind} {value} belongs to customer {owner}", kind=kind, value=value, owner=held[1]),
                _("An address belongs to one customer."),
            )


def _stamp(around: Surroundings) -> Stamp:
    return Stamp(now=around.now, source=around.who or "cli")
