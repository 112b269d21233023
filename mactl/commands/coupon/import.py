"""``mactl coupon import``: codes for a coupon's pool."""  # noqa: N999 - a file is named as its verb

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

_FILE = mark("CSV, XLSX, JSON or JSON Lines with a column code, 券码 or 兑换码; a text file with a code a line.")
_COUPON = mark("The coupon, by id or name; its codes must come from a pool.")

app = typer.Typer()


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_FILE)],
    *,
    coupon: Annotated[str, typer.Option(metavar="NAME", help=_COUPON)],
) -> Report:
    """Add the codes of a file to a coupon's pool; codes that are there already change nothing.

    Example:

        mactl coupon import 券码.csv --coupon CART20
    """
    from mactl.engine import coupon_codes

    added = coupon_codes.take_in(_invocation.workspace(context), coupon, file)
    return Report(
        sentences=(
            _("{added} codes added, {known} were there already.", added=added.added, known=added.known),
            _("{free} of {total} codes are free.", free=added.free, total=added.total),
        ),
        document={"coupon": added.coupon, "added": added.added, "known": added.known, "free": added.free},
    )
