"""What the verbs of ``mactl segment`` share."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _names

Argument = Annotated[
    str | None,
    typer.Argument(metavar="SEGMENT", help=_names.SEGMENT, autocompletion=_names.segments, show_default=False),
]
Option = Annotated[
    str | None,
    typer.Option(
        "--segment", "--name", metavar="NAME", help=_names.SEGMENT, autocompletion=_names.segments, show_default=False
    ),
]
Required = Annotated[
    str, typer.Argument(metavar="SEGMENT", help=_names.SEGMENT, autocompletion=_names.segments, show_default=False)
]
