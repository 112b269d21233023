"""``mactl customers show``: all that is known of one customer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mactl.commands import _invocation, _people
from mactl.commands.customers import _fields
from mactl.core.model.report import Column, Report, Table
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.engine.intake import Surroundings
    from mactl.store.grants import Granted

_WHO = mark("An id, an e-mail address, a phone number, or a shop's id such as taobao:123.")

_SHOWN = 20
STATES = {"granted": mark("granted"), "redeemed": mark("redeemed"), "revoked": mark("revoked")}

app = typer.Typer()


@app.command()
def show(context: typer.Context, customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_WHO)]) -> Report:
    """Show a customer: profile, addresses, consents, tags, open journeys, the latest events and changes.

    Examples:

        mactl customers show mei@example.com
        mactl customers show 13800000001 --format json
    """
    from mactl.api import flows
    from mactl.core.schedule.instants import iso
    from mactl.store import documents, grants, people, points, tags

    workspace = _invocation.workspace(context)
    with _people.opened(workspace) as around:
        database = around.database
        number = people.number(database, customer, around.region)
        (found,) = documents.documents(database, [number], lambda at: iso(at, around.zone))
        events, changes = documents.activity(database, number), documents.history(database, number)
        held = grants.of_customer(database, number, _SHOWN)
        runs = flows.open_journeys(database, number)
        tagged = tags.of_customer(database, number)
        balance = points.balances(database, [number], around.now).get(number, 0)
    found |= {"points": balance} if balance else {}
    document = {**found, **_story(events, changes, lambda at: iso(at, around.zone)), "coupons": _coupons(held, around)}
    document["tagged"] = _givers(tagged, lambda at: iso(at, around.zone))
    document["journeys"] = [flows.run_document(workspace, run) for run in runs]
    fields = _fields.rows(found, workspace.zone)
    title = str(found.get("name") or found["id"])
    tables = [Table(title=title, columns=_columns(_("field"), _("value")), rows=tuple(fields))]
    tables += [*([flows.journeys_table(runs)] if runs else []), *_tagged(tagged)]
    tables += _coupon_table([one for one in held if one.kind == "coupon"])
    tables += [*_events_table(events), *_changes_table(changes)]
    return Report(tables=tuple(tables), document=document, time_zone=workspace.zone)


def _events_table(events: Sequence[tuple[Any, ...]]) -> list[Table]:
    """Return a customer's latest events as a table where there are some."""
    columns = _timed(_("event"), _("properties"))
    rows = tuple((at, kind, "" if said == "{}" else said) for at, kind, said in events)
    return [Table(title=_("Latest events"), columns=columns, rows=rows)] if rows else []


def _changes_table(changes: Sequence[tuple[Any, ...]]) -> list[Table]:
    """Return what changed of a customer as a table where something did."""
    columns = _timed(_("what"), _("change"), _("source"))
    rows = tuple((at, f"{kind} {name}", f"{old or '–'} → {new or '–'}", by) for at, kind, name, old, new, by in changes)
    return [Table(title=_("Latest changes"), columns=columns, rows=rows)] if rows else []


def _coupon_table(coupons: Sequence[Any]) -> list[Table]:
    """Return a customer's coupons as a table where there are some."""
    columns = _timed(_("Coupon"), _("code"), _("state"), _("source"))
    rows = tuple((one.at, one.name, one.code, _(STATES[one.state]), one.source) for one in coupons)
    return [Table(title=_("Coupons"), columns=columns, rows=rows)] if rows else []


def _tagged(tagged: Sequence[tuple[str, str, int]]) -> list[Table]:
    """Return who gave a customer each tag, and when, as a table where there are tags."""
    rows = tuple((at, tag, by) for tag, by, at in tagged)
    return [Table(title=_("Tags"), columns=_timed(_("tag"), _("given by")), rows=rows)] if rows else []


def _givers(tagged: Sequence[tuple[str, str, int]], at: Callable[[int], str]) -> list[dict[str, str]]:
    """Return the same as programs read it."""
    return [{"tag": tag, "source": by, "at": at(when)} for tag, by, when in tagged]


def _story(
    events: Iterable[tuple[Any, ...]], changes: Iterable[tuple[Any, ...]], at: Callable[[int], str]
) -> dict[str, object]:
    """Return a customer's events and changes as programs read them."""
    return {
        "events": [{"at": at(when), "type": kind, "properties": json.loads(said)} for when, kind, said in events],
        "changes": [
            {"at": at(when), "kind": kind, "name": name, "old": _value(old), "new": _value(new), "source": source}
            for when, kind, name, old, new, source in changes
        ],
    }


def _coupons(held: Sequence[Granted], around: Surroundings) -> list[dict[str, object]]:
    """Return the coupons that a customer was granted, as programs read them."""
    from mactl.core.schedule.instants import iso

    return [
        {
            "coupon": one.name,
            "code": one.code,
            "state": one.state,
            "source": one.source,
            "at": iso(one.at, around.zone),
            "expires_at": None if one.expires_at is None else iso(one.expires_at, around.zone),
        }
        for one in held
        if one.kind == "coupon"
    ]


def _columns(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(key=f"c{i}", title=title) for i, title in enumerate(titles))


def _timed(*titles: str) -> tuple[Column, ...]:
    return (Column(key="at", title=_("when"), unit="instant"), *_columns(*titles))


def _value(text: str | None) -> object:
    return None if text is None else json.loads(text)
