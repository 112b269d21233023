"""PDF: the HTML page, printed by an installed Chromium; without one it says how to come by one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from mactl.core.model.report import Report
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.terminal.formats import html

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--disable-quic", "--no-pdf-header-footer",
)  # fmt: skip
_SECONDS = 120


def render(report: Report) -> bytes:
    """Return the report as PDF; the page fetches nothing, and is printed in a folder that is gone afterwards."""
    browser = find()
    if browser is None:
        raise MactlError(
            _("PDF is printed by a Chromium, and none is installed here"),
            _("install one (Debian: apt install chromium), or add --format html --out report.html and print that"),
        )
    with tempfile.TemporaryDirectory(prefix="mactl-pdf-", ignore_cleanup_errors=True) as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html.render(report), "utf-8")
        said = _print(browser, page, printed)
        if not printed.exists():
            raise MactlError(_("{browser} printed nothing: {said}", browser=browser, said=said[-300:] or "?"), "")
        return printed.read_bytes()


def find() -> str | None:
    """Return the browser that is installed: a Chromium, Chrome or Edge."""
    found = (shutil.which(name) for name in BROWSERS)
    return next(filter(None, (*found, *(path for path in _APPLICATIONS if Path(path).exists()))), None)


def _print(browser: str, page: Path, printed: Path) -> str:
    """Print a page; return what the browser said."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # a browser refuses to shut root up in its sandbox
    command = [
        browser, *_QUIET, *(("--no-sandbox",) if root else ()), f"--user-data-dir={page.parent / 'profile'}",
        f"--print-to-pdf={printed}", page.as_uri(),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return str(fault)
    return done.stderr.decode("utf-8", "replace")
