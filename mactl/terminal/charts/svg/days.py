"""Days as the sheets of a calendar: a grid on a wide page, one below the other on a phone."""

from __future__ import annotations

from mactl.core.model.chart import Days, Sheet, Slip
from mactl.i18n import _
from mactl.terminal.charts.svg.frame import text


def draw(chart: Days) -> str:
    """Return the sheets as a list; a day on which nothing is says so."""
    return '<ol class="days">\n' + "".join(_sheet(each) for each in chart.sheets) + "</ol>\n"


def _sheet(sheet: Sheet) -> str:
    closed = any(slip.kind == "blackout" for slip in sheet.slips)
    said = f'<span class="sum">{text(sheet.said)}</span>' if sheet.said else ""
    head = f'<header><b>{text(sheet.head)}</b> <span class="day">{text(sheet.day)}</span>{said}</header>\n'
    slips = "".join(_slip(slip) for slip in sheet.slips)
    inside = f"<ul>\n{slips}</ul>\n" if slips else f'<p class="empty">{text(_("nothing"))}</p>\n'
    return f'<li class="sheet{" closed" if closed else ""}">\n{head}{inside}</li>\n'


def _slip(slip: Slip) -> str:
    said = f'<span class="more">{text(slip.said)}</span>' if slip.said else ""
    return f'<li class="{slip.kind}"><span class="what">{text(slip.title)}</span>{said}</li>\n'
