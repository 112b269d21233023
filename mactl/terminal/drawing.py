"""A report drawn on a terminal: columns that fit its width, text folded, numbers never."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from mactl.core.model.chart import Heat
from mactl.core.model.report import Column, Report, Table
from mactl.terminal import cells
from mactl.terminal.charts.sketch import letters, sketch
from mactl.terminal.wrapping import fold, halved, longest, tightest, wrap

_GAP = 2  # columns between two columns
_NARROWEST = 8  # text folded to less cannot be read: such a table is drawn row by row
_PART = 20  # so much of a word is never cut through: a telephone number, a half of an address or of an id
_SHORT = 12  # a name of six signs stands in one line where there is room
_WORD = 34  # up to here a word is whole where there is room: an address, not a token
_BAR, _LEAST_BAR = 24, 8


def draw(report: Report, console: Console) -> None:
    """Print the report's banner, title, sentences and tables."""
    for line in _lines(report.banner, console, 2):
        console.print(Text(f" {line} ", style="black on yellow"))
    _say(report.title, console, "bold")
    for sentence in report.sentences:
        _say(sentence, console)
    for table in report.tables:
        console.print()
        _say(table.title, console, "bold")
        if not _pictured(table, report, console):
            _table(table, report, console)
        _say(table.note, console, "dim")


def _say(sentence: str, console: Console, style: str = "") -> None:
    for line in _lines(sentence, console):
        console.print(Text(line, style=style), soft_wrap=True)


def say(words: str, console: Console, head: str = "", style: str = "") -> None:
    """Print words of one line or more, the first behind a ``head`` in ``style``; no word is cut at the edge."""
    first, *rest = words.split("\n")
    lead, *others = _lines(head + first, console) or [""]
    shown = head if lead.startswith(head) else ""
    console.print(Text.assemble((shown, style), lead[len(shown) :]), soft_wrap=True)
    for line in (*others, *(line for part in rest for line in _lines(part, console) or [""])):
        console.print(Text(line), soft_wrap=True)


def _lines(sentence: str, console: Console, margin: int = 0) -> list[str]:
    """Return a sentence as lines of a terminal, set in as it is itself; into a pipe or file it goes whole."""
    if not sentence or not console.is_terminal:
        return [cells.visible(sentence)] if sentence else []
    words = cells.visible(sentence)
    lead = words[: len(words) - len(words.lstrip())]
    return [lead + line for line in wrap(words.strip(), console.width - margin - len(lead))]


def _pictured(table: Table, report: Report, console: Console) -> bool:
    """Print a table's charts; tell whether one of them says all that the table would."""
    whole = False
    for chart in table.charts:
        drawn = sketch(chart, report, console.width)
        if drawn:
            _say(chart.title, console)
            for line in drawn:
                console.print(line, soft_wrap=True)
            console.print()
            whole = whole or isinstance(chart, Heat)
    return whole


def _table(table: Table, report: Report, console: Console) -> None:
    said = [
        [cells.text(cell, c.unit, report) for c, cell in zip(table.columns, row, strict=True)] for row in table.rows
    ]
    columns: Sequence[Column] = table.columns
    rows, widths = said, fit(table.columns, said, console.width)
    widths = widths or fit(columns, rows, console.width, narrow=True)
    if widths is None:
        columns, rows, alike = _parted(table, said)
        widths = fit(columns, rows, console.width, narrow=True)
        if widths is not None:
            _say(alike, console, "dim")
    if widths is None:
        _stacked(table, said, console)
        return
    _rows(table, columns, rows, widths, console)


def _parted(table: Table, said: Sequence[Sequence[str]]) -> tuple[list[Column], list[list[str]], str]:
    """Return the columns whose rows differ, and a line with what the others say: these give way where room is short.

    A column without any value is left out; numbers stay, and so does a table's first column.
    """
    kept, alike = [], []
    for n, column in enumerate(table.columns):
        values = {row[n] for row in table.rows}
        if not values <= {None, ""} and (n == 0 or len(said) == 1 or len(values) > 1 or column.unit != "text"):
            kept.append(n)
        elif not values <= {None, ""}:
            alike.append(f"{column.title} {said[0][n]}")
    return [table.columns[n] for n in kept], [[row[n] for n in kept] for row in said], " · ".join(alike)


def _rows(
    table: Table, columns: Sequence[Column], said: Sequence[Sequence[str]], widths: Sequence[int], console: Console
) -> None:
    drawn = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for column, width in zip(columns, widths, strict=True):
        number = column.unit in cells.NUMBERS
        title = Text("\n".join(_heading(column, width)), justify="right" if number else "left")
        drawn.add_column(title, width=width, justify="right" if number else "left", overflow="fold")
    bars = _bars(table, console.width - sum(widths) - _GAP * len(widths))
    if bars:
        drawn.add_column("", no_wrap=True)
    for place, row in enumerate(said):
        lines = (Text("\n".join(fold(cell, width))) for cell, width in zip(row, widths, strict=True))
        drawn.add_row(*lines, *([Text(bars[place], style="cyan")] if bars else []))
    console.print(drawn)


def fit(
    columns: Sequence[Column], said: Sequence[Sequence[str]], width: int, *, narrow: bool = False
) -> list[int] | None:
    """Return each column's width so that all stand in ``width``, or None where they cannot; ``narrow`` bends titles.

    A number has the room it needs. Columns of text share what is left over, the short ones first, but none is so narrow
    that an address breaks in the middle while sentences beside it have room to fold.
    """
    wanted = [
        max([_titled(column, narrow=narrow), *(cell_len(row[n]) for row in said)]) for n, column in enumerate(columns)
    ]
    fixed = [column.unit in cells.WHOLE for column in columns]
    room = width - _GAP * (len(columns) - 1) - sum(want for want, own in zip(wanted, fixed, strict=True) if own)
    folding = sorted((n for n, own in enumerate(fixed) if not own), key=lambda n: wanted[n])
    texts = {n: [columns[n].title, *(row[n] for row in said)] for n in folding}
    floors = {n: max(min(wanted[n], _NARROWEST), min(max(map(tightest, texts[n])), _PART)) for n in folding}
    if sum(floors.values()) > room:
        return None
    least = _least(floors, {n: _wish(texts[n], wanted[n]) for n in folding}, room)
    for place, n in enumerate(folding):
        share = room // (len(folding) - place)
        spare = room - sum(least[other] for other in folding[place + 1 :])
        wanted[n] = min(wanted[n], max(least[n], min(share, spare)))
        room -= wanted[n]
    return wanted


def _wish(texts: Sequence[str], whole: int) -> int:
    """Return how wide a column should be: for its longest word, and if its texts are short for the longest of them."""
    return max(min(max(map(longest, texts)), _WORD), whole if whole <= _SHORT else 0)


def _least(floors: Mapping[int, int], words: Mapping[int, int], room: int) -> dict[int, int]:
    """Return how wide columns must be for their longest words, by column; the longest give in where room is short."""
    most = max(words.values(), default=0)
    while most and sum(max(floors[n], min(word, most)) for n, word in words.items()) > room:
        most -= 1
    return {n: max(floors[n], min(word, most)) for n, word in words.items()}


def _titled(column: Column, *, narrow: bool = False) -> int:
    """Return the width that a title needs: a number's may stand in two lines, a Chinese one only if it must."""
    if column.unit in cells.WHOLE and (narrow or " " in column.title):
        return max(map(cell_len, halved(column.title)))
    return cell_len(column.title)


def _heading(column: Column, width: int) -> Sequence[str]:
    """Return a column's title as lines of ``width``."""
    if column.unit in cells.WHOLE:
        return halved(column.title) if cell_len(column.title) > width else [column.title]
    return fold(column.title, width)


def _bars(table: Table, room: int) -> list[str]:
    """Return a bar for each row, drawn to the first column that asks for one; nothing where there is no room."""
    place = next((n for n, column in enumerate(table.columns) if column.bar), None)
    if place is None or room < _LEAST_BAR:
        return []
    values = [float(str(row[place] or 0)) for row in table.rows]
    most = max(values, default=0)
    return [letters.bar(value / most if most else 0, min(room, _BAR)) for value in values]


def _stacked(table: Table, said: Sequence[Sequence[str]], console: Console) -> None:
    """Print each row as lines of title and value: for a terminal too narrow for the table."""
    label = min(max((cell_len(column.title) for column in table.columns), default=0), console.width // 2)
    room = console.width - label - _GAP
    for row in said:
        lines = RichTable.grid(padding=(0, _GAP, 0, 0))
        lines.add_column(width=label, overflow="fold", style="dim")
        lines.add_column(overflow="fold")
        for column, cell in zip(table.columns, row, strict=True):
            if cell:
                lines.add_row(Text("\n".join(fold(column.title, label))), Text("\n".join(fold(cell, room))))
        console.print(Padding(lines, (0, 0, 1, 0)))
