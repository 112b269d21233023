"""``mactl coupon list``: every coupon, its codes and what became of those granted."""

from __future__ import annotations

from collections.abc import Mapping

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _

_STATES = ("granted", "redeemed", "revoked", "returned")

app = typer.Typer()


@app.command("list")
def list_(context: typer.Context) -> Report:
    """List the coupons: value, codes left, and how many were granted, redeemed and revoked.

    Example:

        mactl coupon list
    """
    from mactl.engine import rewards
    from mactl.store import grants

    workspace = _invocation.workspace(context)
    known = rewards.read(workspace)
    with workspace.open() as database:
        counted = grants.counts(database)
        pools = {each.id: grants.pool(database, each.id) for each in known.coupons if each.codes == "pool"}
    found: list[dict[str, object]] = [
        {
            "id": each.id,
            "name": each.name,
            "kind": each.kind,
            "value": each.value,
            "codes_free": pools[each.id][1] if each.id in pools else None,
            **{state: counted.get(each.id, {}).get(state, 0) for state in _STATES},
        }
        for each in known.coupons
    ]
    faults = tuple(fault.sentence() for fault in known.faults)
    return Report(
        sentences=(*faults, *(() if found else (_("No coupon yet: write one into data/coupons.json."),))),
        tables=(_table(found),) if found else (),
        document={"coupons": found},
        exit_code=1 if faults else 0,
    )


def _table(found: list[dict[str, object]]) -> Table:
    titles = {
        "id": _("id"), "name": _("Coupon"), "value": _("worth"), "codes_free": _("codes left"),
        "granted": _("granted"), "redeemed": _("redeemed"), "revoked": _("revoked"), "returned": _("returned"),
    }  # fmt: skip
    counted = {"codes_free", *_STATES}
    columns = tuple(
        Column(key=key, title=title, unit="count" if key in counted else "text") for key, title in titles.items()
    )
    return Table(
        title=_("Coupons"), columns=columns, rows=tuple(tuple(_said(row, key) for key in titles) for row in found)
    )


def _said(row: Mapping[str, object], key: str) -> object:
    """Return a cell; a value with the sign of its kind, for a column of kinds has no room on a terminal."""
    return f"{row[key]}%" if key == "value" and row["kind"] == "percent" else row[key]
