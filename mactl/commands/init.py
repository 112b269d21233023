"""``mactl init``: a new workspace."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from mactl import clock, layout
from mactl.api import schemas
from mactl.commands import _invocation
from mactl.core.model.report import Report
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.i18n import _, mark, ngettext

_DIR = mark("The folder to make it in; this one, if you give none.")
_DEMO = mark("Make it a believable shop: 2,000 customers, 40 products and a year of what they did.")

_CAMPAIGN = "新品推广"  # of the starter
_ZONE = "Asia/Shanghai"  # the starter's

app = typer.Typer()


@app.command()
def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=_DIR, show_default=False)] = Path(),
    *,
    demo: Annotated[bool, typer.Option("--demo", help=_DEMO)] = False,
) -> Report:
    """Make a workspace: a folder with config.json, data/ and templates/, ready to be edited.

    Only files are written, and none that is there already is overwritten. Every channel begins as a sandbox: what you
    send lands in data/sandbox/ and nothing leaves this machine until you give a channel its provider.

    Examples:

        mactl init shop
        mactl init shop --demo
    """
    invocation = _invocation.of(context)
    target = folder if str(folder) != "." or invocation.workspace is None else invocation.workspace
    with invocation.talk.progress(_("Writing files")):
        files = [*layout.lay_out(target, demo=demo, now=_instant(invocation.now)), *schemas.write_all(target)]
    begin = f"cd {shlex.quote(str(target))} && " if target.resolve() != Path.cwd() else ""
    return Report(
        sentences=(
            ngettext("{folder} is a workspace now: {n} file.", "{folder} is a workspace now: {n} files.", len(files),
                     folder=target),
            _("What next:"),
            f"  {begin}mactl doctor",
            f"  mactl send --campaign {_CAMPAIGN} --dry-run",
            "  mactl --help",
        ),
        document={"workspace": str(target.resolve()), "files": len(files), "demo": demo},
    )  # fmt: skip


def _instant(text: str | None) -> int:
    """Return the instant up to which the shop has lived: that of ``--now``, else the machine's clock."""
    return clock.wall() if text is None else parse_instant(text, zone(_ZONE))
