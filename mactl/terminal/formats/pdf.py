"""PDF: printed by a browser from the HTML; here it is only said how."""

from __future__ import annotations

from typing import NoReturn

from mactl.core.model.report import Report
from mactl.errors import MactlError
from mactl.i18n import _


def render(report: Report) -> NoReturn:
    """Say how a report becomes PDF."""
    del report
    raise MactlError(
        _("PDF is printed by a browser, mactl does not write it yet"),
        _(
            "use --format html --out report.html, then print it, or run: chromium --headless"
            " --print-to-pdf=report.pdf report.html"
        ),
    )
