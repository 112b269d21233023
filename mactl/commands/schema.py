"""``mactl schema``: what the files that you write may hold, as JSON Schema."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mactl.api import schemas
from mactl.commands import _invocation, _pages
from mactl.core.model.report import Report
from mactl.errors import UsageError
from mactl.i18n import _, mark

_NAME = mark("Which: config, or a list in data/ such as campaigns. Without it, the names are listed.")

app = typer.Typer()


@app.command()
def schema(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_NAME, show_default=False)] = "",
) -> Report | int:
    """Print the JSON Schema of a file, for editors and for checks in CI.

    mactl init writes all of them into data/schemas/ and wires an editor to them.

    Examples:

        mactl schema
        mactl schema campaigns > campaigns.schema.json
    """
    if not name:
        return Report(sentences=schemas.NAMES, document={"schemas": list(schemas.NAMES)})
    if name not in schemas.NAMES:
        raise UsageError(_("no schema named {name}", name=name), _pages.near(name, schemas.NAMES))
    found = schemas.schema(name)
    invocation = _invocation.of(context)
    if invocation.format is None and invocation.out is None:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return 0
    return Report(document=found)
