"""``mactl customers import``: customers from a file."""  # noqa: N999 - a file is named as its verb

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _import_options, _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.engine.customer_options import CustomerOptions

_MAP = mark("Take FIELD from COLUMN; may be given again. Usual headings, Chinese ones too, need none.")
_CONSENT = mark("Record consent for these channels (email,sms) for every row that says nothing of it.")
_SOURCE = mark("Where that consent comes from; kept with it as proof.")
_SKIP = mark("Leave customers who are known already as they are.")

app = typer.Typer()


@app.command("import")
def import_(
    context: typer.Context,
    file: _import_options.File,
    *,
    columns: Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help=_MAP)] = None,
    preset: _import_options.Preset = "",
    consent: Annotated[str, typer.Option(help=_CONSENT, show_default=False)] = "",
    consent_source: Annotated[str, typer.Option(help=_SOURCE, show_default=False)] = "",
    skip_existing: Annotated[bool, typer.Option("--skip-existing", help=_SKIP)] = False,
    errors: _import_options.Errors = None,
    dry_run: _import_options.DryRun = False,
    yes: _import_options.Yes = False,
) -> Report:
    """Take customers in from a file, or bring known ones up to it.

    A row belongs to the customer with its id, or without an id to the one who has its address. Columns that are no
    field become attributes; empty cells change nothing. Rows that cannot be right (a masked phone, an address of
    somebody else) are left out and named (exit code 3). Stopped half way, the same command goes on where it was.

    On a terminal you first see which column goes to which field, with its first values and what would be refused, and
    are asked. customers undo takes an import back.

    Examples:

        mactl customers import 会员.xlsx --dry-run
        mactl customers import members.csv --map phone=Handy --consent email,sms --consent-source 2026会员协议
    """
    from mactl.commands import _intake
    from mactl.engine.customer_options import CustomerOptions

    options = CustomerOptions(
        columns=_intake.mapping(columns or []),
        preset=preset,
        consent=_intake.channels(consent),
        consent_source=consent_source,
        skip=skip_existing,
        dry_run=dry_run,
        errors=errors,
    )
    return _import(context, file, options, asked=yes)


def _import(context: typer.Context, file: Path, options: CustomerOptions, *, asked: bool) -> Report:
    """Show the mapping, ask, and import."""
    from mactl.commands import _intake, _mapping
    from mactl.engine import sampling
    from mactl.engine.import_customers import import_customers
    from mactl.engine.surroundings import surroundings

    invocation, workspace, rest = _invocation.of(context), _invocation.workspace(context), _("an attribute")
    with workspace.open() as database:
        around = surroundings(workspace, database)
        sample = sampling.of_customers(around, file, options)
        _mapping.confirm(invocation, sample, rest, asked=asked or options.dry_run)
        with _intake.progress(invocation, _("Importing customers")) as show:
            done = import_customers(around, file, options, show)
    report = _intake.report(done, _("Customers of {file}", file=file.name))
    return _mapping.before(sample, rest, report) if options.dry_run else report
