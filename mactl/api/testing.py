"""Test messages: one real message per channel to a tester, in no ledger and no report, marked as a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mactl.adapters.transport import open_line
from mactl.clock import token
from mactl.core.decode.emails import email
from mactl.core.decode.phones import e164
from mactl.core.model.campaign import Campaign
from mactl.core.model.config import Tester
from mactl.core.model.message import Channel, Content, Outgoing, Receipt
from mactl.core.model.report import Column, Report, Table
from mactl.engine import launch, planning
from mactl.engine.ingest import sync
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import people
from mactl.store.database import Database
from mactl.store.portrait import portrait
from mactl.templating.sample import SAMPLE

_FIELDS = {"email": "email", "sms": "phone", "wechat": "wechat_openid", "push": "push_token"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One test message: where it went, and what came of it."""

    channel: str
    address: str
    mode: str
    receipt: Receipt


def send_test(workspace: Workspace, campaign: Campaign, to: Sequence[str], customer: str | None) -> list[Tried]:
    """Send a campaign's message to testers, rendered as ``customer`` (any of the names; else the first one)."""
    targets = [(channel, address) for one in to for channel, address in _targets(workspace, campaign, one)]
    if not targets:
        raise MactlError(
            _("no channel of campaign {name} reaches {to}", name=campaign.name, to=", ".join(to)),
            _("give an e-mail address, a phone number, or the name of a tester in config.json"),
        )
    with workspace.open() as database:
        sync(workspace, database)
        persons = {channel: _person(workspace, database, customer, channel) for channel, _address in targets}
    return [_try(workspace, campaign, channel, address, persons[channel]) for channel, address in targets]


def report(workspace: Workspace, tried: Sequence[Tried]) -> Report:
    """Return what came of test messages."""
    columns = (
        Column(key="channel", title=_("channel")),
        Column(key="to", title=_("to")),
        Column(key="mode", title=_("mode")),
        Column(key="outcome", title=_("outcome")),
        Column(key="detail", title=_("answer")),
    )
    rows = tuple((t.channel, t.address, t.mode, t.receipt.status, t.receipt.detail or t.receipt.code) for t in tried)
    failed = any(t.receipt.status != "sent" for t in tried)
    return Report(
        title=_("Test messages (in no report)"),
        tables=(Table(title="", columns=columns, rows=rows),),
        time_zone=workspace.zone,
        exit_code=3 if failed else 0,
    )


def _person(workspace: Workspace, database: Database, name: str | None, channel: Channel) -> Mapping[str, object]:
    """Return the customer as whom a test is rendered: the one named, else the first of all, else a made-up one."""
    if name is None:
        number = database.number("SELECT min(id) FROM customers")
    else:
        number = people.number(database, name, workspace.config.workspace.country)
    return portrait(database, number, planning.ADDRESS_KINDS[channel]) if number else SAMPLE.customer


def _targets(workspace: Workspace, campaign: Campaign, to: str) -> list[tuple[Channel, str]]:
    tester = next((t for t in workspace.config.testers if t.name == to), None) or _tester(to)
    found = [(channel, str(getattr(tester, _FIELDS.get(channel, ""), ""))) for channel in campaign.channels]
    return [(channel, address) for channel, address in found if address]


def _tester(to: str) -> Tester:
    if "@" in to or "＠" in to:
        return Tester(name="", email=email(to))
    return Tester(name="", phone=e164(to))


def _try(
    workspace: Workspace, campaign: Campaign, channel: Channel, address: str, person: Mapping[str, object]
) -> Tried:
    books = planning.library(workspace)
    template = planning.load_template(workspace, books, campaign, channel)
    content = template.render(
        customer=person,
        workspace=planning.workspace_values(workspace),
        campaign={"id": campaign.id, "name": campaign.name, "topic": campaign.topic},
        now=workspace.clock.now(),
    )
    mode = launch.mode_of(workspace, channel)
    provider = planning.provider_of(workspace, channel, mode)
    line = open_line(provider, clock=workspace.clock, sandbox_folder=workspace.sandbox)
    message = Outgoing(
        id=0,
        key=f"test/{token()}",
        channel=channel,
        address=address,
        content=_marked(content),
        at=workspace.clock.now(),
        campaign=campaign.id,
    )
    try:
        receipts = [*line.hand(message, lambda _id: None), *line.drain()]
    finally:
        line.close()
    return Tried(channel=channel, address=address, mode=mode, receipt=receipts[0][1])


def _marked(content: Content) -> Content:
    """Return a content that nobody takes for the real one."""
    mark = _("[test]")
    if content.subject:
        return content._replace(subject=f"{mark}{content.subject}")
    return content._replace(text=f"{content.text}{mark}") if content.text else content
