"""Why a person would, or did not, get a campaign: every gate's answer, by the same facts as dispatch (rule M4).

A shadow of the ledger (store/shadow.py) holds one message to this person; nothing is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mactl.core.messages import gates
from mactl.core.messages.gates import GateAnswer
from mactl.core.messages.verdict import Verdict
from mactl.core.model.campaign import Campaign
from mactl.core.model.message import Channel
from mactl.core.segments.sql import fill
from mactl.engine import facts, launch, planning, preparing, sendings
from mactl.engine.catalogue import Catalogue
from mactl.engine.plans import Plan
from mactl.engine.sendings import Sending
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import broadcasts, controls, origins, outbox, shadow
from mactl.store.database import Database
from mactl.store.explained import Entry
from mactl.store.origins import Origin

WAITING = frozenset({"queued", "delayed"})  # the gates are still to be asked, again or for the first time


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a campaign means to a person on one channel.

    ``verdict`` is what dispatch would do now with a message that is not in the ledger yet, or that still waits there.
    ``entry`` is what the ledger has of it. ``stopped`` is the scope of a stop that holds it back.
    """

    channel: str
    mode: str
    gates: tuple[GateAnswer, ...]
    verdict: Verdict
    entry: Entry | None = None
    stopped: str = ""

    @property
    def outcome(self) -> str:
        """Return the ledger's word where it is the last one; else would_send, _skip, _hold_out or _wait."""
        if self.entry is not None and self.entry.state not in WAITING:
            return self.entry.state
        if self.stopped and self.verdict.kind == "send":
            return "would_wait"
        return _WOULD[self.verdict.kind]

    @property
    def reason(self) -> str:
        """Return the code of why, "" for what goes out."""
        if self.entry is not None and self.entry.state not in WAITING:
            return self.entry.reason or ""
        return self.verdict.reason or ("stopped" if self.stopped else "")


_WOULD = {"send": "would_send", "skipped": "would_skip", "held_out": "would_hold_out", "delayed": "would_wait"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything about one person and one campaign.

    ``meant`` says whether the person is in its audience: the frozen one once it is launched (``frozen``), else whoever
    the condition holds for now. ``answers`` has one answer a channel, in the campaign's order. ``sending`` is the
    occurrence that is meant, None for one not launched yet; ``sendings`` are all that were, the latest first.
    """

    campaign: Campaign
    meant: bool
    frozen: bool
    answers: tuple[Answer, ...]
    sending: Sending | None
    sendings: tuple[Sending, ...]

    @property
    def deciding(self) -> Answer | None:
        """Return the answer that says it all: the first that goes out, else the first that ends a fallback."""
        good = {"sent", "delivered", "opened", "clicked", "would_send"}
        first = next((answer for answer in self.answers if answer.outcome in good), None)
        last = next((answer for answer in self.answers if not answer.verdict.falls_through), None)
        return first or last or next(iter(self.answers), None)

    @property
    def outcome(self) -> str:
        """Return the outcome in one word."""
        if not self.meant:
            return "not_in_audience"
        return self.deciding.outcome if self.deciding else "broadcast"


def explain(
    workspace: Workspace,
    database: Database,
    authored: Catalogue,
    campaign: Campaign,
    customer: int,
    occurrence: str = "",
) -> Explanation:
    """Return why the customer with this row id gets a campaign or not. The connection has a shadow ledger after it.

    ``occurrence`` is which one of the campaign, as ``sendings.chosen`` reads it; "" is the latest.
    """
    now = workspace.clock.now()
    every = sendings.of(database, campaign.id, customer)
    sending = sendings.chosen(every, occurrence, now, workspace.zone)
    if occurrence == sendings.NEXT and every and not campaign.recurs:
        raise MactlError(
            _("campaign {name} does not recur, and was sent", name=campaign.name), _("leave out --occurrence")
        )
    known = sending.launches if sending else ()
    entries = sending.entries if sending else ()
    meant = bool(entries) or (not known and _meant(workspace, database, authored, campaign, customer))
    plans = _shadowed(workspace, database, campaign, known, customer, now)
    answers = [_answer(database, plan, customer, entries, now) for plan in plans]
    return Explanation(
        campaign=campaign,
        meant=meant,
        frozen=bool(known),
        answers=tuple(each for each in answers if each),
        sending=sending,
        sendings=every,
    )


def _meant(workspace: Workspace, database: Database, authored: Catalogue, campaign: Campaign, customer: int) -> bool:
    condition = preparing.audience_sql(workspace, database, authored, campaign, workspace.clock.now())
    asked = fill("SELECT EXISTS (SELECT 1 FROM customers AS c WHERE c.id = {} AND {})", customer, condition)
    return database.number(asked.text, asked.params) == 1


def _shadowed(
    workspace: Workspace, database: Database, campaign: Campaign, known: Sequence[Origin], customer: int, now: int
) -> list[Plan]:
    """Return a plan for each channel, on launches like the real ones that hold one message to this customer."""
    books = planning.library(workspace)
    modes: Mapping[str, Sequence[Channel]] = launch.modes(workspace, campaign, sandbox=False)
    copies = [_copy(each) for each in known] or [_draft(campaign, mode, modes[mode], now) for mode in modes]
    posts = {channel for each in known for channel in broadcasts.channels(database, each.id)}
    shadow.cast(database)
    outbox.gather(database, "c.id = ?", (customer,))
    plans: list[Plan] = []
    for columns in copies:
        number = origins.create(database, **columns)
        origin = origins.by_id(database, number)
        approved = preparing.still_approved(workspace, database, campaign)
        for channel in origin.channels:
            outbox.freeze(database, number, channel, due=now, now=now)
            plans.append(planning.make(workspace, books, origin, channel, origin.channels, approved=approved))
    personal = (plan for plan in plans if plan.kind and plan.channel not in posts)
    order = {channel: place for place, channel in enumerate(campaign.channels)}
    return sorted(personal, key=lambda plan: order.get(plan.channel, len(order)))  # it may have had others at the time


def _copy(launched: Origin) -> dict[str, Any]:
    names = ("id", "mode", "kind", "name", "occurrence", "topic", "version", "definition", "audience", "at", "planned")
    columns = {name: getattr(launched, name) for name in (*names, "priority", "spent", "sends")}
    return {**columns, "channels": ",".join(launched.channels)}


def _draft(campaign: Campaign, mode: str, channels: Sequence[Channel], now: int) -> dict[str, Any]:
    return {
        "mode": mode, "kind": "campaign", "name": campaign.id, "occurrence": "1", "topic": campaign.topic,
        "version": "", "definition": planning.definition_of(campaign), "channels": ",".join(channels), "at": now,
        "planned": now,
    }  # fmt: skip


def _answer(database: Database, plan: Plan, customer: int, entries: Sequence[Entry], now: int) -> Answer | None:
    due = outbox.due(
        database, origin=plan.origin.id, channel=plan.channel, kind=plan.kind, topic=plan.topic, now=now, limit=1,
        only=customer,
    )  # fmt: skip
    if not due:
        return None
    entry = next((e for e in entries if (e.mode, e.channel) == (plan.origin.mode, plan.channel)), None)
    waits = entry is None or entry.state in WAITING
    # Its own row, where the ledger has one, so that its own slot and instants count as its own.
    row = due[0]._replace(id=0) if entry is None else due[0]._replace(id=entry.id)
    if entry is not None and waits:
        row = row._replace(due=entry.due, first_due=entry.first_due)
    told = facts.facts(plan, row, facts.gather(database, plan, [row], now), plan.cost(1), now)
    told = told._replace(duplicate=not waits)
    stop = controls.stopped(database, plan.origin.name, plan.channel)
    return Answer(
        channel=plan.channel,
        mode=plan.origin.mode,
        gates=tuple(gates.explain(told, plan.policy, now)),
        verdict=gates.judge(told, plan.policy, now),
        entry=entry,
        stopped=stop[0] if stop else "",
    )
