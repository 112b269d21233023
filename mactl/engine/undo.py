"""An import of customers taken back, in transactions of a page each; killed half way, it is run again and goes on."""

from __future__ import annotations

from mactl.engine.intake import Surroundings
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import batches, controls, undoing
from mactl.store.stamp import Stamp
from mactl.store.undoing import Undone


def undo(around: Surroundings, number: int) -> Undone:
    """Undo an import: remove whom it created, put back what it changed; return what stays, by name.

    Raises:
        MactlError: no such import, one of events, or one that was undone already.
    """
    database = around.database
    _check(around, number)
    done, stamp = Undone(), Stamp(now=around.now, source=f"undo:{number}")
    last = 0
    while True:
        with database.transaction():
            last = undoing.remove_created(database, number, last, done)
        if not last:
            break
    last = undoing.changed_since(database, number)
    while last:
        with database.transaction():
            last = undoing.restore_changed(database, number, last, stamp, done)
    with database.transaction():
        batches.undone(database, number)
        controls.write_audit(
            database, who=around.who, what="undo import", now=around.now, about=str(number),
            detail={"removed": done.removed, "restored": done.restored, "kept": len(done.kept)},
        )  # fmt: skip
    return done


def _check(around: Surroundings, number: int) -> None:
    found = batches.find(around.database, number)
    hint = _("mactl customers batches lists the imports")
    if found is None:
        raise MactlError(_("there is no import {n}", n=number), hint)
    if found.kind != "customers":
        raise MactlError(
            _("import {n} brought events, and events stay: what happened, happened", n=number),
            _("only imports of customers can be undone"),
        )
    if found.state == "undone":
        raise MactlError(_("import {n} was undone already", n=number), hint)
