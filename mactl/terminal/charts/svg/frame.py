"""What every SVG chart is made of: the frame with its words, texts, lines, and an axis with its ticks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from rich.cells import cell_len

from mactl.core.model.chart import Mark, Unit
from mactl.core.model.report import Report
from mactl.terminal import cells
from mactl.terminal.charts.scale import Scale

LETTER = 7.2  # the width of a Latin letter; a Chinese one is twice as wide
BOLD = 9.2
SIZE = 13


def text(said: str) -> str:
    """Return words as they may stand in a page."""
    return escape(cells.visible(said))


def width_of(said: str, *, bold: bool = False) -> float:
    """Return about how wide words are drawn."""
    return cell_len(said) * (BOLD if bold else LETTER)


def frame(width: float, height: float, parts: Iterable[str], said: str, kind: str = "") -> str:
    """Return the picture; ``said`` is what it shows in words."""
    size = f'viewBox="0 0 {width:g} {height:g}"'
    css = f' class="chart {kind}"' if kind else ' class="chart"'
    return f'<svg{css} {size} role="img" aria-label="{text(said)}">{"".join(parts)}</svg>'


def words(x: float, y: float, said: str, css: str = "", anchor: str = "") -> str:
    """Return words at a place; ``anchor`` is middle or end."""
    more = (f' class="{css}"' if css else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{text(said)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """Return a line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{css}"/>'


def box(x: float, y: float, width: float, height: float, css: str, *, round_: float = 2, more: str = "") -> str:
    """Return a rectangle; ``more`` are further attributes."""
    size = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" rx="{round_:g}"'
    return f'<rect {size} class="{css}"{more}/>'


def cut(said: str, room: float) -> str:
    """Return words cut to what fits, with a mark where something is missing."""
    if width_of(said) <= room:
        return said
    kept = said
    while kept and width_of(kept) + LETTER > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def axis_below(
    axis: Scale, unit: Unit, report: Report, *, left: float, right: float, bottom: float, width: float
) -> list[str]:
    """Return grid lines down to ``bottom`` and the ticks' numbers below it; numbers that would touch are left out."""
    parts, taken = [], -1e9
    for tick in axis.ticks:
        x = left + axis.share(tick) * (right - left)
        parts.append(line(x, 0, x, bottom, "grid"))
        said = short(tick, unit, report)
        half = width_of(said) / 2
        x = min(max(x, half), width - half)
        if x - half > taken + LETTER:
            parts.append(words(x, bottom + SIZE + 4, said, "tick", "middle"))
            taken = x + half
    return parts


def short(value: float, unit: Unit, report: Report) -> str:
    """Return a tick's number: money without its cents, a rate without needless decimals."""
    if unit == "rate":
        share = round(100 * value, 4)
        digits = f"{share:,.0f}" if abs(share) >= 100 else f"{share:.4g}"
        return f"{digits} %".replace("-", "−")
    if unit == "money":
        return cells.text(value, unit, report).removesuffix(".00")
    if unit == "count":
        return f"{value:,.0f}"
    return cells.text(int(value) if unit == "duration" else value, unit, report)


def spoken(title: str, marks: Sequence[Mark], unit: Unit, report: Report) -> str:
    """Return a chart in words: its title and every value."""
    values = "; ".join(f"{mark.label}: {cells.text(mark.value, unit, report)}" for mark in marks)
    return f"{title}: {values}" if title else values
