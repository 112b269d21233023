"""The suppression list kept by people: entries made, removed and imported, each decision in the audit log (G2)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mactl.core.decode.faults import shown
from mactl.core.decode.labels import clean
from mactl.core.decode.rejected import Rejected
from mactl.core.decode.rows import rows
from mactl.core.model.customer import ADDRESSES
from mactl.engine import files
from mactl.engine.intake import Surroundings, chunks
from mactl.engine.unread import unread
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, people, suppressions, touched
from mactl.store.suppressions import Suppression
from mactl.store.taken import Taken

_HEADINGS = ("address", "email", "phone", "邮箱", "手机", "手机号", "手机号码", "电子邮箱", "地址")


def addresses(around: Surroundings, name: str) -> list[str]:
    """Return the addresses that ``name`` means: an e-mail, a phone, or all addresses of a customer.

    Raises:
        MactlError: neither an address nor a customer.
    """
    written = people.address(name, around.region)
    if written and written[0] in {"email", "phone"}:
        return [written[1]]
    number = people.numbers(around.database, [name], around.region).get(name)
    if number is None:
        raise MactlError(
            _("“{name}” is neither an address nor a customer", name=name),
            _("Write an e-mail address, a phone number or a customer's id."),
        )
    marks = ", ".join("?" * len(ADDRESSES))
    found = around.database.rows(
        f"SELECT value FROM addresses WHERE customer = ? AND (kind IN ({marks}) OR kind = 'push_token')",  # noqa: S608 - marks only
        (number, *ADDRESSES),
    )
    return [row[0] for row in found]


def add(around: Surroundings, names: Sequence[str], channel: str, topic: str, reason: str) -> int:
    """Suppress addresses, or all addresses of customers; return how many entries are new."""
    with around.database.transaction():
        found = [value for name in names for value in addresses(around, name)]
        made = [
            suppressions.add(around.database, Suppression(value, channel, topic, reason, around.who, around.now))
            for value in found
        ]
        touched.holders(around.database, found, around.now)
        _audit(around, "suppress", names)
    return sum(made)


def remove(around: Surroundings, names: Sequence[str], channel: str, topic: str) -> int:
    """Take addresses off the list; return how many entries are gone."""
    with around.database.transaction():
        found = [value for name in names for value in addresses(around, name)]
        gone = [suppressions.remove(around.database, value, channel, topic) for value in found]
        touched.holders(around.database, found, around.now)
        _audit(around, "unsuppress", names)
    return sum(gone)


def take_in(around: Surroundings, path: Path, channel: str, topic: str, reason: str) -> Taken:
    """Suppress every address of a file; rows without a good one are named."""
    taken, how = Taken(), (channel, topic, reason)
    with files.opened(path) as source:
        for chunk in chunks(rows(source.stream, source.name, lambda fault: taken.rejected.append(unread(fault)))):
            found = [entry for number, row in chunk if (entry := _entry(around, number, row, how, taken))]
            with around.database.transaction():
                fresh = suppressions.add_all(around.database, found)
                touched.holders(around.database, (entry.address for entry in found), around.now)
            taken.created += fresh
            taken.unchanged += len(found) - fresh
    with around.database.transaction():
        _audit(around, "suppress", [path.name])
    return taken


def _entry(
    around: Surroundings, number: int, row: dict[str, object], how: tuple[str, str, str], taken: Taken
) -> Suppression | None:
    """Return the entry that one row makes; the row's own channel, topic and reason come first."""
    given = next((str(row[name]) for name in _HEADINGS if row.get(name)), "")
    written = people.address(given.strip(), around.region)
    if written is None:
        why = _("“{value}” is no address", value=shown(given)) if given else _("the row has no address")
        taken.rejected.append(Rejected(number, "address", why, row))
        return None
    channel, topic, reason = (
        clean(str(row.get(key) or default)) for key, default in zip(("channel", "topic", "reason"), how, strict=True)
    )
    return Suppression(written[1], channel, topic, reason, around.who, around.now)


def _audit(around: Surroundings, what: str, names: Sequence[str]) -> None:
    controls.write_audit(around.database, who=around.who, what=what, now=around.now, about=", ".join(names[:10]))
