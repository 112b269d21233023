"""``mactl customers points``: a customer's loyalty points, and booking them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Column, Report, Table
from mactl.errors import UsageError
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.engine.loyalty import Account

_WHO = mark("An id, an e-mail address, a phone number, or a shop's id such as taobao:123.")
_EARN = mark("Book this many points as earned.")
_SPEND = mark("Book this many points as spent; more than the balance is refused.")
_KEY = mark("What makes this booking happen once, such as an order's number: the same again changes nothing.")
_NOTE = mark("A note that stands beside the booking.")
_VALID = mark("How long points earned last, such as 365d. Without it: rewards.points_valid of the workspace.")

app = typer.Typer()


@app.command()
def points(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_WHO)],
    *,
    earn: Annotated[int | None, typer.Option(metavar="N", min=1, help=_EARN)] = None,
    spend: Annotated[int | None, typer.Option(metavar="N", min=1, help=_SPEND)] = None,
    key: Annotated[str, typer.Option(metavar="TEXT", help=_KEY, show_default=False)] = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help=_NOTE, show_default=False)] = "",
    valid: Annotated[str, typer.Option(metavar="TIME", help=_VALID, show_default=False)] = "",
) -> Report:
    """Show a customer's points: the balance and the latest bookings; book some as earned or spent.

    Examples:

        mactl customers points mei@example.com
        mactl customers points c1 --earn 100 --key order-20260302-7 --note 双倍积分
        mactl customers points c1 --spend 50 --note 兑换礼品
    """
    from mactl.engine import loyalty

    if earn is not None and spend is not None:
        raise UsageError(_("points are earned or spent"), _("give --earn or --spend, not both"))
    if earn is None and spend is None and (key or note or valid):
        raise UsageError(_("nothing is booked"), _("say how many points with --earn or --spend"))
    workspace = _invocation.workspace(context)
    with _people.opened(workspace) as around:
        account = loyalty.account(
            around, customer, amount=earn or -(spend or 0), key=key, note=note,
            valid=valid or workspace.config.points_valid or "",
        )  # fmt: skip
    return _report(account, workspace.zone)


def _report(account: Account, zone: str) -> Report:
    from mactl.core.schedule import zones
    from mactl.core.schedule.instants import iso

    home = zones.zone(zone)
    rows = tuple((one.at, one.points, one.expires_at, one.note or one.source) for one in account.book)
    columns = (
        Column(key="at", title=_("when"), unit="instant"),
        Column(key="points", title=_("points"), unit="count"),
        Column(key="until", title=_("until"), unit="instant"),
        Column(key="what", title=_("what")),
    )
    bookings = [
        {"at": iso(at, home), "points": n, "expires_at": None if until is None else iso(until, home), "note": what}
        for at, n, until, what in rows
    ]
    return Report(
        sentences=(_("{customer}: {balance} points", customer=account.customer, balance=f"{account.balance:,}"),),
        tables=(Table(title=_("Points"), columns=columns, rows=rows),) if rows else (),
        document={"customer": account.customer, "balance": account.balance, "bookings": bookings},
        time_zone=zone,
    )
