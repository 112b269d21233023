"""Whether a segment means whom it should: precision and recall against a list of those expected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mactl.api.segments.asking import Asked
from mactl.core.decode.machine import refusal
from mactl.core.decode.rows import rows
from mactl.core.segments.condition import Condition
from mactl.engine import files
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import crowds, people

_HEADINGS = ("id", "customer", "customer_id", "客户", "客户id", "email", "phone")
_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """How members and those expected compare; ``unknown`` are names that no customer bears."""

    members: int
    expected: int
    both: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of members who were expected; 1 where there are none."""
        return self.both / self.members if self.members else 1.0

    @property
    def recall(self) -> float:
        """The share of those expected who are members; 1 where nobody was expected."""
        return self.both / self.expected if self.expected else 1.0


def expect(asked: Asked, condition: Condition, path: Path, region: str) -> Expectation:
    """Compare those for whom ``condition`` holds with the names in the file ``path``.

    Raises:
        MactlError: the file cannot be read, or names nobody.
    """
    names = _names(path)
    known = people.numbers(asked.database, names, region)
    wanted = dict(zip(known.values(), known, strict=True))
    count = crowds.gather(asked.database, "crowd_members", condition, asked.context)
    members = dict(crowds.names(asked.database, "crowd_members", count))
    return Expectation(
        members=len(members),
        expected=len(wanted) + sum(name not in known for name in names),
        both=len(members.keys() & wanted.keys()),
        missing=tuple(wanted[each] for each in sorted(wanted.keys() - members.keys())),
        surplus=tuple(members[each] for each in sorted(members.keys() - wanted.keys())),
        unknown=tuple(name for name in names if name not in known),
    )


def _names(path: Path) -> list[str]:
    """Return the names in a file, each once."""
    found = _of_table(path) if path.suffix.lower() in _TABLES else _of_lines(path)
    names = list(dict.fromkeys(name for name in found if name))
    if not names:
        raise MactlError(_("{path} names nobody", path=path), _("Write an id, an e-mail or a phone on each line."))
    return names


def _of_lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text("utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as fault:
        raise MactlError(
            _("{path} cannot be read: {fault}", path=path, fault=refusal(fault)),
            _("Write an id, an e-mail or a phone on each line."),
        ) from fault


def _of_table(path: Path) -> list[str]:
    with files.opened(path) as source:
        found = [row for _number, row in rows(source.stream, source.name, lambda _fault: None)]
    return [_name({str(key).strip().lower(): value for key, value in row.items()}) for row in found]


def _name(row: dict[str, object]) -> str:
    return next((str(row[heading]).strip() for heading in _HEADINGS if row.get(heading)), "")
