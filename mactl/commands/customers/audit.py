"""``mactl customers audit``: what people decided, from the audit log."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from mactl.commands import _invocation, _people
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark

_ABOUT = mark("Only decisions that name this: a campaign, an address, a file.")
_LIMIT = mark("Show this many at most.")

# What people call the decisions of the audit log; programs read their names.
_WHAT = {
    "activate": mark("activated a flow"), "flow copy": mark("copied a flow"), "flow start": mark("let people in"),
    "flow pause": mark("paused a flow"), "flow resume": mark("resumed a flow"), "flow stop": mark("stopped a flow"),
    "task take": mark("took a task"), "task complete": mark("completed a task"),
    "create": mark("wrote a campaign"), "edit": mark("changed a campaign"), "approve": mark("approved"),
    "schedule": mark("scheduled"), "pause": mark("paused a campaign"), "resume": mark("resumed a campaign"),
    "cancel": mark("cancelled a campaign"), "launch": mark("launched a campaign"), "proof": mark("sent a proof"),
    "resend": mark("sent again"), "resend unknown": mark("sent again what was in doubt"),
    "failed retry": mark("retried what failed"), "stop": mark("stopped sending"), "lift stop": mark("lifted a stop"),
    "abtest run": mark("ran a test"), "abtest approve": mark("approved a test"), "abtest stop": mark("stopped a test"),
    "import consent": mark("imported consents"), "undo import": mark("took an import back"),
    "suppress": mark("suppressed"), "unsuppress": mark("lifted a suppression"), "adopt": mark("adopted"),
    "segment add": mark("added to a segment"), "segment remove": mark("took out of a segment"),
    "points": mark("booked points"), "coupon import": mark("imported codes"), "coupon revoke": mark("revoked coupons"),
}  # fmt: skip

app = typer.Typer()


@app.command()
def audit(
    context: typer.Context,
    about: Annotated[str, typer.Argument(metavar="[ABOUT]", help=_ABOUT, show_default=False)] = "",
    *,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help=_LIMIT)] = 20,
) -> Report:
    """Show who decided what: imports, undone ones, suppressions, approvals, sends, stops; the latest first.

    Examples:

        mactl customers audit
        mactl customers audit 新品推广 -n 50
    """
    from mactl.core.schedule.instants import iso
    from mactl.store import controls

    with _people.opened(_invocation.workspace(context)) as around:
        found = controls.audit(around.database, limit, about)
    columns = (
        Column(key="at", title=_("when"), unit="instant"),
        Column(key="who", title=_("who")),
        Column(key="what", title=_("decision")),
        Column(key="about", title=_("about")),
    )
    document = [{**one._asdict(), "at": iso(one.at, around.zone), "detail": json.loads(one.detail)} for one in found]
    return Report(
        tables=(
            Table(
                title=_("Audit log"),
                columns=columns,
                rows=tuple((one.at, one.who, _(_WHAT.get(one.what, one.what)), one.about) for one in found),
            ),
        )
        if found
        else (),
        sentences=() if found else (_("Nothing was decided yet."),),
        document={"entries": document},
        time_zone=str(around.zone),
    )
