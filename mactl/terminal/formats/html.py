"""A report as one self-contained HTML page: light and dark, phone and print, tables sortable, bars as inline SVG."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from string import Template

from rich.cells import cell_len

from mactl import i18n
from mactl.core.model.chart import Days, Heat
from mactl.core.model.report import Brand, Column, Report, Table
from mactl.i18n import _
from mactl.terminal import cells
from mactl.terminal.charts.svg import figure

_PAGE = Path(__file__).parent.parent / "page"
_LANG = {"zh": "zh-CN"}
_MOST_BARS = 400  # a longer table is a list, not a chart
_MANY = 5  # columns that a phone cannot hold side by side
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=]+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_UNBROKEN = re.compile(r"−?[¥$€£₩]\d[\d,.]*\d|\d{4}-\d\d-\d\d( \d\d:\d\d)?|−?\d[\d,.]* ?%")
_LONG = 14  # columns of a terminal; longer text is given room to fold in


def render(report: Report) -> str:
    """Return the page; nothing in it is fetched from anywhere, and a policy forbids it."""
    return Template(_part("page.html")).substitute(
        lang=_LANG.get(i18n.language(), i18n.language()),
        title=_text(report.title or "mactl"),
        style=_part("style.css") + _part("charts.css") + _tinted(report.brand),
        script=_part("sort.js"),
        body="\n".join(_body(report)) + "\n",
    )


def _part(name: str) -> str:
    return (_PAGE / name).read_text("utf-8")


def _text(said: str) -> str:
    return escape(cells.visible(said))


def _prose(said: str) -> str:
    """Return a sentence whose amounts, shares and dates are never broken between two lines."""
    return _UNBROKEN.sub(r'<span class="k">\g<0></span>', _text(said))


def _body(report: Report) -> list[str]:
    lines = [_head(report.brand)] if report.brand.logo or report.brand.name not in {"", report.title} else []
    lines += [f"<h1>{_text(report.title)}</h1>"] if report.title else []
    if report.banner:
        lines.append(f'<p class="banner" role="status">{_text(report.banner)}</p>')
    lines += [f'<p class="say">{_prose(sentence)}</p>' for sentence in report.sentences]
    return lines + [_section(table, report) for table in report.tables]


def _head(brand: Brand) -> str:
    """Return whose report it is, with the logo where there is one."""
    logo = f'<img src="{escape(brand.logo)}" alt="">' if _IMAGE.fullmatch(brand.logo) else ""
    return f'<header class="brand">{logo}<span>{_text(brand.name)}</span></header>'


def _tinted(brand: Brand) -> str:
    """Return the style that gives bars the brand's colour; on a dark page the usual one stays."""
    if not _COLOUR.fullmatch(brand.colour):
        return ""
    return f"@media (prefers-color-scheme: light), print {{ :root {{ --bar: {brand.colour}; }} }}\n"


def _section(table: Table, report: Report) -> str:
    title = f"<h2>{_text(table.title)}</h2>\n" if table.title else ""
    note = f'<p class="note">{_prose(table.note)}</p>\n' if table.note else ""
    pictures = "".join(figure(chart, report) for chart in table.charts)
    rows = _table(table, report)
    if any(isinstance(chart, Heat | Days) for chart in table.charts) and table.rows:
        rows = f"<details><summary>{_text(_('The numbers as a table'))}</summary>\n{rows}</details>\n"
    return f"<section>\n{title}{pictures}{rows}{note}</section>"


def _table(table: Table, report: Report) -> str:
    if not table.rows:
        return f'<p class="note">{_text(_("nothing"))}</p>\n'
    bars = len(table.rows) <= _MOST_BARS
    kinds = [_kind(table, place, report) for place in range(len(table.columns))]
    head = "".join(
        _title(column, kind, sortable=len(table.rows) > 1, bars=bars)
        for column, kind in zip(table.columns, kinds, strict=True)
    )
    most = [_most(table, place) if column.bar and bars else None for place, column in enumerate(table.columns)]
    rows = "".join(
        f"<tr>{''.join(_cell(*each, report) for each in zip(row, table.columns, kinds, most, strict=True))}</tr>\n"
        for row in table.rows
    )
    wide = ' class="wide"' if len(table.columns) >= _MANY else ""
    return (
        f'<div class="scroll"><table{wide}>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n'
    )


def _title(column: Column, kind: str, *, sortable: bool, bars: bool) -> str:
    said = _text(column.title)
    inside = f'<button type="button">{said}</button>' if sortable else said
    return f'<th scope="col"{kind}>{inside}</th>' + ("<th></th>" if column.bar and bars else "")


def _kind(table: Table, place: int, report: Report) -> str:
    """Return a column's class: a number, a date, or text long enough to need room."""
    unit = table.columns[place].unit
    if unit in cells.WHOLE:
        return ' class="n"' if unit in cells.NUMBERS else ' class="d"'
    longest = max(cell_len(cells.text(row[place], unit, report)) for row in table.rows)
    return ' class="t"' if longest > _LONG else ' class="s"'


def _cell(value: object, column: Column, kind: str, most: float | None, report: Report) -> str:
    key = "" if value is None else _text(str(value))
    said = escape(cells.text(value, column.unit, report))
    cell = f'<td{kind} data-v="{key}" data-label="{_text(column.title)}">{said}</td>'
    return cell if most is None else cell + _bar(float(str(value or 0)) / most if most else 0)


def _most(table: Table, place: int) -> float:
    return max(float(str(row[place] or 0)) for row in table.rows)


def _bar(share: float) -> str:
    width = max(0.0, min(share, 1.0)) * 100
    return (
        '<td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="10"/><rect class="fill" width="{width:.2f}" height="10"/></svg></td>'
    )
