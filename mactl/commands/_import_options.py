"""The options that the imports of customers and of events share, with what their help says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mactl.i18n import mark

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help=mark("CSV, XLSX, JSON or JSON Lines; packed with gzip or not; UTF-8 or GB18030.")
    ),
]
Preset = Annotated[str, typer.Option(help=mark("Headings as a shop exports them: taobao, youzan, shopify."),
                                     show_default=False)]  # fmt: skip
Errors = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help=mark("Where rejected rows go; FILE.errors.csv beside the file, if you give none."),
        show_default=False,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run", help=mark("Show how the columns are understood and report what would happen; write nothing.")
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help=mark("Import without asking, as on a pipe."))]
