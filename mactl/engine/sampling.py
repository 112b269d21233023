"""The first rows of a file before it is imported: where each column goes, what it holds, what would be refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from mactl.core.decode.faults import Fault, shown
from mactl.core.decode.happenings import happening
from mactl.core.decode.mapping import Mapper
from mactl.core.decode.phones import rounded
from mactl.core.decode.profiles import Reader, Row
from mactl.core.decode.rejected import Rejected
from mactl.core.decode.rows import rows
from mactl.core.model import customer, event
from mactl.engine import customer_rows, files, import_events
from mactl.engine.customer_options import CustomerOptions
from mactl.engine.import_events import EventOptions
from mactl.engine.intake import Surroundings
from mactl.engine.presets import usual
from mactl.engine.unread import unread
from mactl.i18n import ngettext

SIZE = 1_000
_VALUES = 3


@dataclass(slots=True, kw_only=True)
class Heading:
    """One column: the field that it ``goes_to`` ("" for an attribute or property of its own name), its first values.

    ``filled`` is how many of the looked at rows have a value there.
    """

    column: str
    goes_to: str
    values: list[str] = field(default_factory=list)
    filled: int = 0


@dataclass(slots=True, kw_only=True)
class Sample:
    """What the first ``rows`` rows of a file say; ``whole`` where it has no more. ``reasons`` are of refused rows.

    ``warnings`` are of what can be read and may be wrong all the same.
    """

    headings: list[Heading] = field(default_factory=list)
    rows: int = 0
    whole: bool = True
    refused: int = 0
    reasons: list[tuple[str, int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


Judge = Callable[[Row, int], object]


def of_customers(around: Surroundings, path: Path, options: CustomerOptions) -> Sample:
    """Return how the columns of a file of customers are understood, seen on its first rows.

    Raises:
        MactlError: a file that cannot be read, or a mapping from a column that it has not.
    """
    mapper = Mapper(options.columns, usual("customers", options.preset, around.presets), sorted(customer.KEYS))
    with files.opened(path) as source:
        reader = Reader(customer_rows.reading(around, options, source))
        return _sample(source, mapper, _is_customers, lambda row, number: reader.read(row, number, 0))


def of_events(around: Surroundings, path: Path, options: EventOptions) -> Sample:
    """Return how the columns of a file of events are understood; whether customers are known is not looked up.

    Raises:
        MactlError: a file that cannot be read, or a mapping from a column that it has not.
    """
    mapper = Mapper(options.columns, usual("events", options.preset, around.presets), sorted(event.KEYS))
    with files.opened(path) as source:
        how = import_events.telling(around, options, source)
        return _sample(source, mapper, event.KEYS.__contains__, lambda row, number: happening(row, number, how))


def _is_customers(name: str) -> bool:
    return name in customer.KEYS or name.startswith(("consent:", "ids."))


def _sample(source: files.Source, mapper: Mapper, known: Callable[[str], bool], judge: Judge) -> Sample:
    unreadable: list[Fault] = []
    found = list(islice(rows(source.stream, source.name, unreadable.append), SIZE + 1))
    sample = Sample(rows=min(len(found), SIZE), whole=len(found) <= SIZE)
    headings: dict[str, Heading] = {}
    rejected = [unread(fault) for fault in unreadable]
    for number, row in found[:SIZE]:
        fields = mapper.cells(row) if source.table else mapper.row(row)
        for column, value in row.items():
            name = mapper.names[column]
            goes_to = name if name != column or known(name) else ""
            _look(headings.setdefault(column, Heading(column=column, goes_to=goes_to)), value)
        judged = judge(fields, number)
        if isinstance(judged, Rejected):
            rejected.append(judged)
    if found:
        mapper.check(source.name)
    sample.headings = list(headings.values())
    sample.refused, sample.reasons = len(rejected), _reasons(rejected)
    sample.warnings = _warnings(found[:SIZE], sample.headings)
    return sample


def _look(heading: Heading, value: object) -> None:
    """Count a value, and keep it where it is among the first ones."""
    if value is None or value == "":
        return
    heading.filled += 1
    if len(heading.values) < _VALUES and (text := shown(value, 24)) not in heading.values:
        heading.values.append(text)


def _reasons(rejected: list[Rejected]) -> list[tuple[str, int]]:
    """Return why rows are refused: the first reason of each field with how many rows it stands for."""
    counts = Counter(one.field for one in rejected)
    first = {one.field: one.reason for one in reversed(rejected)}
    return [(first[name], count) for name, count in counts.most_common()]


def _warnings(found: list[tuple[int, Row]], headings: list[Heading]) -> list[str]:
    """Return what to look at twice: phones whose last digits a spreadsheet has dropped."""
    columns = [one.column for one in headings if one.goes_to == "phone"]
    spoilt = [row[column] for _number, row in found for column in columns if rounded(row.get(column))]
    if not spoilt:
        return []
    said = ngettext(
        "{n} phone number was rounded by a spreadsheet ({example}): "
        "its last digits are lost, it may be somebody else's",
        "{n} phone numbers were rounded by a spreadsheet ({example}): "
        "their last digits are lost, they may be somebody else's",
        len(spoilt),
        example=spoilt[0],
    )
    return [said]
