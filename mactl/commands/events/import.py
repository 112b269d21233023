"""``mactl events import``: events from a file."""  # noqa: N999 - a file is named as its verb

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _import_options, _invocation
from mactl.core.model.report import Report
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.engine.import_events import EventOptions

_TYPE = mark("The type of rows that name none, such as order_paid.")
_MAP = mark("Take FIELD from COLUMN (customer, at, type, id, amount ...); may be given again.")
_SOURCE = mark("Where the events come from; ids are unique within it.")
_CREATE = mark("Make customers of unknown ids and addresses, instead of refusing their events.")

_TRIGGER = mark("Let the events start flows; without it imported history starts none.")

app = typer.Typer()


@app.command("import")
def import_(
    context: typer.Context,
    file: _import_options.File,
    *,
    kind: Annotated[str, typer.Option("--type", help=_TYPE, show_default=False)] = "",
    columns: Annotated[list[str] | None, typer.Option("--map", metavar="FIELD=COLUMN", help=_MAP)] = None,
    preset: _import_options.Preset = "",
    source: Annotated[str, typer.Option(help=_SOURCE, show_default=False)] = "",
    create_customers: Annotated[bool, typer.Option("--create-customers", help=_CREATE)] = False,
    trigger: Annotated[bool, typer.Option("--trigger", help=_TRIGGER)] = False,
    errors: _import_options.Errors = None,
    dry_run: _import_options.DryRun = False,
    yes: _import_options.Yes = False,
) -> Report:
    """Take events in from a file, each once, however often the file is imported.

    A row names its customer by id, e-mail, phone or taobao:123. Columns that are no field become properties. Events of
    unknown customers, and events that have not happened yet, are left out and named, and the exit code is 3 then.
    Opens, clicks, bounces and unsubscribes (message_opened, message_clicked ...) also count for the campaign that they
    name.

    Examples:

        mactl events import orders.csv --type order_paid --map customer=cust_id --map at=date --map amount=usd
        mactl events import 订单.xlsx --preset youzan --create-customers
    """
    from mactl.commands import _intake
    from mactl.engine.import_events import EventOptions

    options = EventOptions(
        columns=_intake.mapping(columns or []),
        preset=preset,
        type=kind,
        source=source,
        create=create_customers,
        trigger=trigger,
        dry_run=dry_run,
        errors=errors,
    )
    return _import(context, file, options, asked=yes)


def _import(context: typer.Context, file: Path, options: EventOptions, *, asked: bool) -> Report:
    """Show the mapping, ask, and import."""
    from mactl.commands import _intake, _mapping, _people
    from mactl.engine import sampling
    from mactl.engine.import_events import import_events
    from mactl.engine.segmenting import keep_up

    invocation, rest = _invocation.of(context), _("a property")
    workspace = _invocation.workspace(context)
    with _people.opened(workspace) as around:
        sample = sampling.of_events(around, file, options)
        _mapping.confirm(invocation, sample, rest, asked=asked or options.dry_run)
        if not options.dry_run:
            keep_up(workspace, around.database)
        with _intake.progress(invocation, _("Importing events")) as show:
            done = import_events(around, file, options, show)
        if not options.dry_run:  # history: whoever enters a segment by it starts nothing (E3)
            keep_up(workspace, around.database, silent=True)
    report = _intake.report(done, _("Events of {file}", file=file.name))
    return _mapping.before(sample, rest, report) if options.dry_run else report
