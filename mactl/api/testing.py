"""Test messages: one real message per channel to a tester, in no ledger and no report, marked as a test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mactl.adapters.transport import open_line
from mactl.clock import token
from mactl.config.checks import nearest
from mactl.core.decode.emails import email
from mactl.core.decode.phones import e164
from mactl.core.experiments import variants
from mactl.core.messages.reasons import sentence
from mactl.core.model.campaign import Campaign
from mactl.core.model.config import Tester
from mactl.core.model.message import Channel, Content, Outgoing, Receipt
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._figures import channel as channel_name
from mactl.engine import launch, planning
from mactl.engine.catalogue import Catalogue
from mactl.engine.ingest import sync
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _, mark
from mactl.store import controls, people
from mactl.store.database import Database
from mactl.store.portrait import portrait
from mactl.templating.sample import GRANTED, SAMPLE

_READ = frozenset({"title", "content", "body", "value", "description"})
_OUTCOMES = {"sent": mark("sent"), "error": mark("failed"), "unknown": mark("in doubt")}
_FIELDS = {"email": "email", "sms": "phone", "wechat": "wechat_openid", "push": "push_token"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One test message: where it went, and what came of it; ``variant`` is that of an A/B test."""

    channel: str
    address: str
    mode: str
    receipt: Receipt
    variant: str = ""


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
    contents = {channel: content(workspace, campaign, channel, person) for channel, person in persons.items()}
    return [hand(workspace, campaign, channel, address, contents[channel]) for channel, address in targets]


def proofs(
    workspace: Workspace, authored: Catalogue, campaign: Campaign, customer: str | None, to: Sequence[str] = ()
) -> list[Tried]:
    """Send a campaign to the testers of config.json, each of its channels in each variant of its tests once.

    ``to`` narrows the testers to some, by name. Everything is rendered before the first of it goes.
    """
    testers = _testers(workspace, to)
    parts = [(name, one, channel) for name, one in _variants(authored, campaign) for channel in one.channels]
    with workspace.open() as database:
        sync(workspace, database)
        made = [
            (name, channel, content(workspace, one, channel, _person(workspace, database, customer, channel), name))
            for name, one, channel in parts
        ]
        with database.transaction():
            about = {"testers": [one.name for one in testers]}
            now = workspace.clock.now()
            controls.write_audit(database, who=workspace.who, what="proof", now=now, about=campaign.id, detail=about)
    found = [
        replace(hand(workspace, campaign, channel, address, each), variant=name)
        for name, channel, each in made
        for address in _reached(testers, channel)
    ]
    if not found:
        raise MactlError(
            _("no tester can be reached on a channel of campaign {name}", name=campaign.name),
            _("give testers an address for {channels} in config.json", channels=", ".join(campaign.channels)),
        )
    return found


def _testers(workspace: Workspace, to: Sequence[str]) -> list[Tester]:
    """Return the testers with these names, all of them where none is named."""
    known = {one.name: one for one in workspace.config.testers}
    if not known:
        raise MactlError(
            _("config.json names no testers"),
            _('for example "testers": [{"name": "Mei", "email": "mei@example.com", "phone": "+8613800000000"}]'),
        )
    if missing := [name for name in to if name not in known]:
        raise MactlError(_("config.json has no tester {name}", name=missing[0]), nearest(missing[0], known))
    return [known[name] for name in to] or list(known.values())


def _reached(testers: Sequence[Tester], channel: Channel) -> list[str]:
    found = [str(getattr(one, _FIELDS.get(channel, ""), "")) for one in testers]
    return list(dict.fromkeys(address for address in found if address))


def _variants(authored: Catalogue, campaign: Campaign) -> list[tuple[str, Campaign]]:
    """Return the campaign as each variant of its A/B tests has it, by name; itself where there is none."""
    tests = [test for test in authored.tests if test.campaign in {campaign.id, campaign.name}]
    return [(arm.name, variants.changed(campaign, arm)) for test in tests for arm in test.arms] or [("", campaign)]


def report(workspace: Workspace, tried: Sequence[Tried]) -> Report:
    """Return what came of test messages."""
    columns: tuple[Column, ...] = (
        Column(key="channel", title=_("channel")),
        Column(key="to", title=_("to")),
        Column(key="mode", title=_("mode")),
        Column(key="outcome", title=_("outcome")),
        Column(key="detail", title=_("answer")),
    )
    rows: tuple[tuple[object, ...], ...] = tuple(_row(t) for t in tried)
    if any(t.variant for t in tried):
        columns = (Column(key="variant", title=_("variant")), *columns)
        rows = tuple((t.variant, *row) for t, row in zip(tried, rows, strict=True))
    failed = any(t.receipt.status != "sent" for t in tried)
    return Report(
        title=_("Test messages (in no report)"),
        tables=(Table(title="", columns=columns, rows=rows),),
        document={"rows": [_document(t) for t in tried]},
        time_zone=workspace.zone,
        exit_code=3 if failed else 0,
    )


def _row(tried: Tried) -> tuple[object, ...]:
    """Return what came of a test message, in words."""
    mode = _("live") if tried.mode == "live" else _("sandbox")
    return channel_name(tried.channel), tried.address, mode, _(_OUTCOMES[tried.receipt.status]), _answer(tried.receipt)


def _answer(receipt: Receipt) -> str:
    """Return the provider's words and code; where it gave none, what its refusal is."""
    said = receipt.detail and (f"{receipt.detail} ({receipt.code})" if receipt.code else receipt.detail)
    if said or receipt.status == "sent":
        return said or receipt.code
    return sentence(receipt.error or "no_answer") + (f" ({receipt.code})" if receipt.code else "")


def _document(tried: Tried) -> dict[str, object]:
    about = {"variant": tried.variant} if tried.variant else {}
    answer = tried.receipt.detail or tried.receipt.code
    return {
        **about, "channel": tried.channel, "to": tried.address, "mode": tried.mode, "outcome": tried.receipt.status,
        "detail": answer, "code": tried.receipt.code or None, "error": tried.receipt.error,
    }  # fmt: skip


def _person(workspace: Workspace, database: Database, name: str | None, channel: Channel) -> Mapping[str, object]:
    """Return the customer as whom a test is rendered: the one named, else the first of all, else a made-up one."""
    if name is None:
        number = database.number("SELECT min(id) FROM customers")
    else:
        number = people.number(database, name, workspace.config.workspace.country)
    kind, now = planning.ADDRESS_KINDS[channel], workspace.clock.now()
    return portrait(database, number, kind, now) if number else SAMPLE.customer


def _targets(workspace: Workspace, campaign: Campaign, to: str) -> list[tuple[Channel, str]]:
    tester = next((t for t in workspace.config.testers if t.name == to), None) or _tester(to)
    found = [(channel, str(getattr(tester, _FIELDS.get(channel, ""), ""))) for channel in campaign.channels]
    return [(channel, address) for channel, address in found if address]


def _tester(to: str) -> Tester:
    if "@" in to or "＠" in to:
        return Tester(name="", email=email(to))
    return Tester(name="", phone=e164(to))


def content(
    workspace: Workspace, campaign: Campaign, channel: Channel, person: Mapping[str, object], variant: str = ""
) -> Content:
    """Return what a campaign says to a person on a channel, marked as a test."""
    books = planning.library(workspace)
    template = planning.load_template(workspace, books, campaign, channel)
    made = template.render(
        customer=person,
        workspace=planning.workspace_values(workspace),
        campaign={"id": campaign.id, "name": campaign.name, "topic": campaign.topic},
        now=workspace.clock.now(),
        granted=GRANTED if campaign.grant else None,
    )
    return _marked(made, _("[test {variant}]", variant=variant) if variant else _("[test]"))


def hand(workspace: Workspace, campaign: Campaign, channel: Channel, address: str, made: Content) -> Tried:
    """Hand a test message to a channel's provider; it has no row in the ledger."""
    mode = launch.mode_of(workspace, channel)
    provider = planning.provider_of(workspace, channel, mode)
    line = open_line(provider, clock=workspace.clock, sandbox_folder=workspace.sandbox)
    message = Outgoing(
        id=0,
        key=f"test/{token()}",
        channel=channel,
        address=address,
        content=made,
        at=workspace.clock.now(),
        campaign=campaign.id,
    )
    try:
        receipts = [*line.hand(message, lambda _id: None), *line.drain()]
    finally:
        line.close()
    return Tried(channel=channel, address=address, mode=mode, receipt=receipts[0][1])


def _marked(made: Content, mark: str) -> Content:
    """Return a content that nobody takes for the real one."""
    if made.subject:
        return made._replace(subject=f"{mark}{made.subject}")
    if made.text:
        return made._replace(text=f"{made.text}{mark}")
    return made._replace(data=_marked_data(made.data, mark))


def _marked_data(data: Mapping[str, Any], mark: str) -> Mapping[str, Any]:
    """Return the body of a structured message with the mark before the first text in it that people read."""
    for key, value in data.items():
        if isinstance(value, Mapping) and (inside := _marked_data(value, mark)) != value:
            return {**data, key: inside}
        if isinstance(value, str) and key in _READ:
            return {**data, key: f"{mark}{value}"}
    return data
