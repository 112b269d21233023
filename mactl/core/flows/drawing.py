"""A flow as an SVG drawing: boxes in the file's order, branches further in, jumps dashed at the right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import NamedTuple
from unicodedata import east_asian_width

from mactl.core.flows.picture import FINISH, Edge, Row, edges, rows
from mactl.core.flows.program import Program
from mactl.i18n import _

_INDENT, _HEIGHT, _GAP, _MARGIN = 44, 46, 22, 16
_LETTER, _PADDING, _ROUND, _WIDEST = 7, 14, 6, 64
_STYLE = (
    "text{font:13px system-ui,'PingFang SC','Microsoft YaHei',sans-serif;fill:#1f2933}"
    ".id{font-weight:600}.note{fill:#52606d;font-size:12px}text.way{fill:#0b6e4f;font-size:12px}"
    "rect{fill:#fff;stroke:#9aa5b1}.fork{fill:#f0f7ff;stroke:#5b8def}.end{fill:#f5f7fa}"
    "path{fill:none;stroke:#7b8794}.jump{stroke-dasharray:4 3}"
)


class _Box(NamedTuple):
    left: int
    top: int
    width: int

    @property
    def middle(self) -> int:
        return self.top + _HEIGHT // 2


def svg(program: Program) -> str:
    """Return the flow as an SVG document."""
    steps = rows(program)
    texts = _texts(program, steps)
    boxes = _boxes(steps, texts)
    right = max(box.left + box.width for box in boxes.values())
    jumps = [edge for edge in edges(program) if edge.jump]
    wide, high = right + _MARGIN * (2 + len(jumps)), max(box.top for box in boxes.values()) + _HEIGHT + _MARGIN
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
            f'role="img" aria-label="{escape(program.flow.name)}">'
        ),
        f"<style>{_STYLE}</style>",
        (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0 8 4 0 8z" style="fill:#7b8794;stroke:none"/></marker></defs>'
        ),
        *_ways(program, boxes, right),
        *(_drawn(id_, boxes[id_], texts[id_], fork=_forks(program, id_)) for id_ in boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _texts(program: Program, steps: tuple[Row, ...]) -> dict[str, tuple[str, str]]:
    """Return the two lines of each box; "" is the trigger's."""
    said = {"": (program.flow.name, program.trigger.sentence())}
    for row in steps:
        said[row.step] = (row.step, " · ".join(part for part in (row.when, row.what) if part))
    said[FINISH] = (_("end"), "")
    return {id_: (_cut(first), _cut(second)) for id_, (first, second) in said.items()}


def _boxes(steps: tuple[Row, ...], texts: Mapping[str, tuple[str, str]]) -> dict[str, _Box]:
    """Return where each box stands; one whose branch is named leaves room for the name above it."""
    places: dict[str, _Box] = {}
    top = _MARGIN
    depths = {"": 0, **{row.step: row.depth for row in steps}, FINISH: 0}
    named = {row.step for row in steps if row.branch}
    for id_, depth in depths.items():
        top += _GAP // 2 if id_ in named else 0
        wide = max(_signs(line) for line in texts[id_]) * _LETTER + 2 * _PADDING
        places[id_] = _Box(_MARGIN + depth * _INDENT, top, wide)
        top += _HEIGHT + _GAP
    return places


def _ways(program: Program, boxes: Mapping[str, _Box], right: int) -> Iterator[str]:
    """Yield the lines between boxes."""
    lane = right
    for edge in edges(program):
        one, other = boxes[edge.step], boxes[edge.to]
        if edge.jump:
            lane += _MARGIN
            yield _jump(one, other, edge, lane)
        elif other.left > one.left:  # into a branch
            x = one.left + _INDENT // 4
            yield _path(f"M{x} {one.top + _HEIGHT}V{other.middle}H{other.left}")
            yield f'<text class="way" x="{other.left}" y="{other.top - 5}">{escape(edge.label)}</text>'
        elif other.left == one.left:
            x = one.left + _INDENT // 2
            yield _path(f"M{x} {one.top + _HEIGHT}V{other.top}")
        else:  # out of a branch, back to what follows
            x = other.left + _INDENT * 3 // 4
            yield _path(f"M{one.left} {one.middle}H{x}V{other.top}")


def _jump(one: _Box, other: _Box, edge: Edge, lane: int) -> str:
    label = f'<text class="way" x="{one.left + one.width + 4}" y="{one.middle - 5}">{escape(edge.label)}</text>'
    start, end = one.left + one.width, other.left + other.width
    return _path(f"M{start} {one.middle}H{lane}V{other.middle}H{end}", "jump") + (label if edge.label else "")


def _path(way: str, kind: str = "way") -> str:
    return f'<path class="{kind}" d="{way}" marker-end="url(#tip)"/>'


def _drawn(id_: str, box: _Box, lines: tuple[str, str], *, fork: bool) -> str:
    kind = ' class="fork"' if fork else ' class="end"' if id_ in {"", FINISH} else ""
    first, second = (escape(line) for line in lines)
    x = box.left + _PADDING
    height = f'<text class="id" x="{x}" y="{box.top + (19 if second else 28)}">{first}</text>'
    note = f'<text class="note" x="{x}" y="{box.top + 36}">{second}</text>' if second else ""
    frame = f'<rect{kind} x="{box.left}" y="{box.top}" width="{box.width}" height="{_HEIGHT}" rx="{_ROUND}"/>'
    return frame + height + note


def _forks(program: Program, id_: str) -> bool:
    return id_ in program.nodes and bool(program.nodes[id_].branches)


def _signs(text: str) -> int:
    """Return how many narrow letters ``text`` is as wide as."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _cut(text: str) -> str:
    """Return a text no wider than a box may be."""
    if _signs(text) <= _WIDEST:
        return text
    while _signs(text) > _WIDEST - 1:
        text = text[:-1]
    return text + "…"
