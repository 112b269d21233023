"""Coupon codes in bulk: a pool filled from a file, and what went out wrongly revoked, both in the audit log (G2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mactl.core.decode.faults import shown
from mactl.core.decode.rows import rows
from mactl.engine import catalogue, files, named, rewards
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, grants
from mactl.store.grants import Held

_HEADINGS = ("code", "coupon_code", "券码", "兑换码", "优惠码")
_CODE = re.compile(r"[\x21-\x7e]{3,64}")
_PLAIN = ".txt"


class Pool(NamedTuple):
    """A pool after an import: codes added, known before, free now and in all."""

    coupon: str
    added: int
    known: int
    free: int
    total: int


def take_in(workspace: Workspace, name: str, path: Path) -> Pool:
    """Add a file's codes to the pool of the coupon called ``name``; a code that is none refuses the whole file.

    Raises:
        MactlError: no such coupon, one whose codes are generated, or rows without a good code, each named.
    """
    coupon = rewards.read(workspace).coupon(name)
    if coupon.codes != "pool":
        raise MactlError(
            _("the codes of {name} are generated", name=coupon.name),
            _('write "codes": "pool" into data/coupons.json to use codes of your own'),
        )
    found = _codes(path)
    with workspace.open() as database, database.transaction():
        added = grants.add_codes(database, coupon.id, found)
        total, free = grants.pool(database, coupon.id)
        controls.write_audit(
            database,
            who=workspace.who,
            what="coupon import",
            now=workspace.clock.now(),
            about=coupon.id,
            detail={"file": path.name, "added": added},
        )
    return Pool(coupon.id, added, len(found) - added, free, total)


def revoke(workspace: Workspace, kind: str, name: str, coupon: str, *, dry_run: bool) -> list[Held]:
    """Revoke the coupons of a campaign or flow that nobody has redeemed; ``coupon`` "" means all of them.

    Raises:
        MactlError: no such campaign, flow or coupon.
    """
    only = rewards.read(workspace).coupon(coupon).id if coupon else None
    with workspace.open() as database, database.transaction():
        source = f"{kind}/{named.ident(catalogue.read(workspace), database, kind, name)}"
        found = grants.held(database, source, only)
        if not dry_run:
            grants.revoke(database, [one.id for one in found])
            controls.write_audit(
                database,
                who=workspace.who,
                what="coupon revoke",
                now=workspace.clock.now(),
                about=source,
                detail={"codes": len(found)},
            )
    return found


def _codes(path: Path) -> list[str]:
    """Return the codes of a file, each once; raise MactlError naming the rows that hold none."""
    found: dict[str, None] = {}
    wrong: list[str] = []
    for number, value in _written(path, wrong):
        code = value.strip()
        if _CODE.fullmatch(code):
            found[code] = None
        elif code or path.suffix != _PLAIN:
            wrong.append(_("row {number}: “{value}” is no code", number=number, value=shown(code)))
    if wrong:
        raise MactlError(
            "\n".join([_("{file}: nothing was added", file=path.name), *(f"  {each}" for each in wrong[:20])]),
            _("a code has 3 to 64 letters, digits or signs, no blanks; its column is called code, 券码 or 兑换码"),
        )
    return list(found)


def _written(path: Path, wrong: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (row, what stands there for a code); a text file has a code a line."""
    if path.suffix == _PLAIN:
        with files.opened(path) as source:
            yield from enumerate(source.stream.read().decode("utf-8-sig", "replace").splitlines(), 1)
        return
    with files.opened(path) as source:
        for number, row in rows(source.stream, source.name, lambda fault: wrong.append(fault.sentence())):
            yield number, next((str(row[name]) for name in _HEADINGS if row.get(name)), "")
