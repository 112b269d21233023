"""Letters in columns: padding and cutting by the width that a terminal gives them, bars to the eighth of a column."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells

from mactl.terminal import cells

EIGHTHS = " ▏▎▍▌▋▊▉█"
BAR, BEFORE, TARGET, SOFT = "cyan", "dim", "yellow", "dim"


def bar(share: float, width: int) -> str:
    """Return a bar of ``share`` of ``width`` columns, to the eighth of one."""
    eighths = round(min(max(share, 0), 1) * width * 8)
    return "█" * (eighths // 8) + EIGHTHS[eighths % 8].strip()


def left(said: str, width: int) -> str:
    """Return words padded or cut to ``width`` columns."""
    said = cut(cells.visible(said), width)
    return said + " " * (width - cell_len(said))


def right(said: str, width: int) -> str:
    """Return words moved to the right of ``width`` columns."""
    return " " * max(width - cell_len(said), 0) + said


def cut(said: str, width: int) -> str:
    """Return words cut to ``width`` columns, with a mark where something is missing."""
    if cell_len(said) <= width:
        return said
    return (chop_cells(said, max(width - 1, 1))[0] + "…") if width > 0 else ""


def widest(said: list[str], most: int) -> int:
    """Return the columns that the longest of some words needs, at most ``most``."""
    return min(max((cell_len(each) for each in said), default=0), most)


def centre(said: str, width: int) -> str:
    """Return words in the middle of ``width`` columns; only blanks where they have no room."""
    free = width - cell_len(said)
    return " " * max(width, 1) if free < 2 else " " * (free // 2) + said + " " * (free - free // 2)
