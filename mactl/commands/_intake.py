"""What the imports share on the command line: mappings read, progress shown, the outcome as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from mactl.commands import _pages
from mactl.commands._invocation import Invocation
from mactl.core.decode.rejected import Rejected
from mactl.core.model.message import CHANNELS
from mactl.core.model.report import Column, Report, Table
from mactl.engine.intake import Imported, Progress
from mactl.errors import UsageError
from mactl.i18n import _, ngettext

SHOWN = 20


def mapping(given: Sequence[str]) -> dict[str, str]:
    """Return --map field=column as {field: column}.

    Raises:
        UsageError: not of that form, or a field twice.
    """
    found: dict[str, str] = {}
    for one in given:
        field, equals, column = (part.strip() for part in one.partition("="))
        if not equals or not field or not column:
            raise UsageError(_("--map takes field=column, not {given}", given=one), _("as in --map phone=手机号"))
        if field in found:
            raise UsageError(_("--map names {field} twice", field=field), _("give each field one column"))
        found[field] = column
    return found


def pairs(given: Sequence[str], example: str) -> dict[str, str]:
    """Return words of the form field=value as {field: value}."""
    found: dict[str, str] = {}
    for one in given:
        field, equals, value = one.partition("=")
        if not equals or not field.strip():
            raise UsageError(_("{given} is not field=value", given=one), _("as in {example}", example=example))
        found[field.strip()] = value
    return found


@contextmanager
def progress(invocation: Invocation, title: str) -> Iterator[Progress]:
    """Show how far a file is read."""
    with invocation.talk.progress(title) as show:
        yield _by_bytes(show)


def _by_bytes(show: Callable[[int, int], None]) -> Progress:
    return lambda _rows, done, total: show(done, total)


def report(done: Imported, title: str) -> Report:
    """Return what became of an import: counts, the first rejects, and where all of them are."""
    taken = done.taken
    counts = {
        "rows": max(done.rows, taken.created + taken.updated + taken.unchanged + done.rejects),
        "created": taken.created,
        "updated": taken.updated,
        "unchanged": taken.unchanged,
        "rejected": done.rejects,
    }
    document = {
        "file": str(done.path),
        "dry_run": done.dry_run,
        "batch": done.batch,
        "resumed": done.resumed,
        **counts,
        "kept_withdrawn": taken.kept,
        "errors": str(done.errors) if done.errors else None,
        "rejects": [{"row": one.number, "field": one.field, "reason": one.reason} for one in taken.rejected],
    }
    titles = (_("rows"), _("new"), _("changed"), _("unchanged"), _("rejected"))
    columns = tuple(Column(key=key, title=name, unit="count") for key, name in zip(counts, titles, strict=True))
    tables = [Table(title=title, columns=columns, rows=(tuple(counts.values()),))]
    if taken.rejected:
        tables.append(rejects(taken.rejected, done.rejects))
    banner = _("dry run: nothing was written") if done.dry_run else ""
    return Report(
        banner=banner,
        tables=tuple(tables),
        sentences=tuple(_sentences(done)),
        document=document,
        exit_code=exit_code(done.rejects),
    )


def exit_code(rejects: int) -> int:
    """Return what an import exits with: 3 where rows were not taken, so that a script that runs it at night notices."""
    return 3 if rejects else 0


def rejects(found: Sequence[Rejected], count: int) -> Table:
    """Return the first of ``count`` rejected rows as a table."""
    rows = tuple((one.number, one.reason) for one in found[:SHOWN])
    columns = (Column(key="row", title=_("row"), unit="count"), Column(key="reason", title=_("why it was not taken")))
    note = _("the first {n:,} of {all:,}", n=len(rows), all=count) if count > len(rows) else ""
    return Table(title=_("Rejected"), columns=columns, rows=rows, note=note)


def _sentences(done: Imported) -> Iterator[str]:
    if done.resumed:
        yield _("An earlier import of this file was cut short; this one went on after row {n}.", n=done.resumed)
    if done.taken.kept:
        yield ngettext(
            "{n} withdrawn consent stays withdrawn: a file cannot restore it.",
            "{n} withdrawn consents stay withdrawn: a file cannot restore them.",
            done.taken.kept,
        )
    if done.errors:
        yield _("All rejected rows, with their reasons: {path}", path=done.errors)


def channels(given: str) -> tuple[str, ...]:
    """Return email,sms as channels; an unknown one is an error that names the nearest."""
    found = tuple(name.strip() for name in given.replace("，", ",").split(",") if name.strip())
    for name in found:
        if name not in CHANNELS:
            raise UsageError(_("no channel named {name}", name=name), _pages.near(name, CHANNELS))
    return found
