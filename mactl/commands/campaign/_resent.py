"""What people and programs are shown of a campaign that is sent again."""

from __future__ import annotations

from collections.abc import Sequence

from mactl.api.resending import Resent
from mactl.commands import _names, _sent
from mactl.core.model.campaign import Campaign
from mactl.core.model.report import Column, Report, Table
from mactl.engine.resending import Wish
from mactl.engine.workspace import Workspace
from mactl.i18n import _, mark, ngettext
from mactl.store.resending import CHOSEN

_WHY = {
    "opened": mark("opened or clicked it"),
    "gone": mark("bounced, complained or unsubscribed"),
    "waiting": mark("a message still waits for its time"),
    "unknown": mark("in doubt whether it arrived"),
    "machine": mark("only a machine opened it: nobody knows whether they read it"),
    "recent": mark("sent too recently"),
    "sent": mark("got it since"),
}
_STATES = ("sent", "delayed", "queued", "failed", "unknown", "held_out")


def report(workspace: Workspace, campaign: Campaign, wish: Wish, parts: Sequence[Resent], *, dry: bool) -> Report:
    """Return whom it reached or would reach, and why the others not."""
    failed = any(one.sent.failed or one.sent.halts for one in parts)
    title = (
        _("Rehearsal of {name}, sent again: nothing was sent", name=campaign.name)
        if dry
        else _("{name}, sent again", name=campaign.name)
    )
    return Report(
        title=title,
        banner=next((said for one in parts if (said := _sent.banner(one.sent))), ""),
        sentences=tuple(sentence for one in parts for sentence in _said(workspace, wish, one, dry=dry)),
        tables=(_people(parts), _states(parts), *_skips(parts)),
        document={
            "campaign": campaign.id,
            "to": wish.to,
            "dry_run": dry,
            "occurrences": [
                {
                    "occurrence": one.occurrence,
                    "people": dict(one.people),
                    "already": one.sent.already,
                    "cost": one.sent.cost,
                    "messages": one.sent.messages,
                }
                for one in parts
            ],
        },
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        exit_code=_sent.FAILED if failed else 0,
    )


def question(workspace: Workspace, wish: Wish, parts: Sequence[Resent]) -> list[str]:
    """Return what a person should know before saying yes: whom it reaches, and what it costs."""
    lines = [sentence for one in parts for sentence in _said(workspace, wish, one, dry=True)]
    return [*lines, *(line for one in parts if not one.sent.already for line in _sent.question(workspace, one.sent))]


def _said(workspace: Workspace, wish: Wish, one: Resent, *, dry: bool) -> list[str]:
    del workspace
    where = _names.channel(one.channel) + _(": ") if one.channel else ""
    if one.sent.already:
        return [where + _("it was sent again already; --again begins one more for those who are still left.")]
    n = one.people.get(CHOSEN, 0)
    if wish.to == "unopened":
        who = ngettext("{n:,} person got it and did not open it.", "{n:,} people got it and did not open it.", n)
    else:
        who = ngettext("to {n:,} person it failed.", "to {n:,} people it failed.", n)
    if dry:
        return [where + who]
    sent = int(str(one.sent.messages["sent"]))
    return [where + who, where + ngettext("{n:,} message was sent.", "{n:,} messages were sent.", sent)]


def _people(parts: Sequence[Resent]) -> Table:
    columns = (
        Column(key="channel", title=_("channel")),
        Column(key="why", title=_("why")),
        Column(key="people", title=_("people"), unit="count"),
    )
    rows = [
        (_names.channel(one.channel) if one.channel else _("all"), _word(why), n)
        for one in parts
        for why, n in sorted(one.people.items(), key=lambda item: item[0] != CHOSEN)
    ]
    return Table(title=_("Whom, and why the others not"), columns=columns, rows=tuple(rows))


def _word(why: str) -> str:
    return _("meant") if why == CHOSEN else _(_WHY[why])


def _states(parts: Sequence[Resent]) -> Table:
    titles = (_("sent"), _("waiting"), _("queued"), _("failed"), _("in doubt"), _("held out"))
    columns = [Column(key="occurrence", title=_("occurrence"))]
    columns += [Column(key=key, title=title, unit="count") for key, title in zip(_STATES, titles, strict=True)]
    rows = [(one.occurrence, *(one.sent.messages[key] for key in _STATES)) for one in parts]
    return Table(title=_("What became of the messages"), columns=tuple(columns), rows=tuple(rows))


def _skips(parts: Sequence[Resent]) -> list[Table]:
    return [table for one in parts for table in _sent.skips(one.sent)]
