"""``mactl coupon revoke``: for the day a wrong one went out."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Column, Report, Table
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext

_CAMPAIGN = mark("The campaign whose coupons are revoked, by id or name.")
_FLOW = mark("The flow whose coupons are revoked, by id or name.")
_COUPON = mark("Only this coupon, by id or name.")
_DRY = mark("Show whom it would concern, and change nothing.")

app = typer.Typer()


@app.command()
def revoke(
    context: typer.Context,
    *,
    campaign: Annotated[str, typer.Option(metavar="NAME", help=_CAMPAIGN, show_default=False)] = "",
    flow: Annotated[str, typer.Option(metavar="NAME", help=_FLOW, show_default=False)] = "",
    coupon: Annotated[str, typer.Option(metavar="NAME", help=_COUPON, show_default=False)] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_DRY)] = False,
) -> Report:
    """Revoke the coupons that a campaign or flow granted and nobody has redeemed yet; list their codes.

    The shop's own till must hear of it too: hand it the list (--format csv --out revoked.csv).

    Example:

        mactl coupon revoke --campaign 新品推广 --format csv --out revoked.csv
    """
    from mactl.engine import coupon_codes

    if bool(campaign) == bool(flow):
        raise UsageError(_("one of --campaign and --flow is wanted"), _("name the campaign or flow that granted them"))
    workspace = _invocation.workspace(context)
    kind, name = ("campaign", campaign) if campaign else ("flow", flow)
    found = coupon_codes.revoke(workspace, kind, name, coupon, dry_run=dry_run)
    columns = tuple(
        Column(key=key, title=title)
        for key, title in (("code", _("code")), ("coupon", _("Coupon")), ("customer", _("customer")))
    )
    said = (
        ngettext("{n} coupon would be revoked.", "{n} coupons would be revoked.", len(found))
        if dry_run
        else ngettext("{n} coupon revoked.", "{n} coupons revoked.", len(found))
    )
    rows = tuple((one.code, one.coupon, one.customer) for one in found)
    document = [{"code": code, "coupon": name, "customer": customer} for code, name, customer in rows]
    return Report(
        sentences=(said,),
        tables=(Table(title=_("Revoked codes"), columns=columns, rows=rows),) if rows else (),
        document={"revoked": 0 if dry_run else len(found), "codes": document},
    )
