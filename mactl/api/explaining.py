"""Explaining to a person why a customer gets a campaign or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mactl.api import budgets
from mactl.core.messages.gates import GateAnswer
from mactl.core.messages.reasons import sentence
from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports._figures import channel as channel_name
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, explaining, ingest
from mactl.engine.catalogue import Catalogue
from mactl.engine.explaining import Answer, Explanation
from mactl.engine.sendings import Sending
from mactl.engine.workspace import Workspace
from mactl.i18n import _, mark, ngettext
from mactl.store import people

# Each gate's question, as a person asks it.
GATES: Mapping[str, str] = {
    "audience": mark("in the audience"),
    "duplicate": mark("not decided before"),
    "suppression": mark("not suppressed"),
    "only": mark("on the only list"),
    "health": mark("address in good standing"),
    "consent": mark("consent"),
    "holdout": mark("not in the holdout"),
    "address": mark("has an address"),
    "entitlement": mark("channel allows it"),
    "approval": mark("approved"),
    "budget": mark("budget left"),
    "late": mark("in time"),
    "quiet": mark("outside quiet hours"),
    "gap": mark("apart from other messages"),
    "cap": mark("below frequency caps"),
    "rate": mark("provider's rate"),
}
_OUTCOMES: Mapping[str, str] = {
    "would_send": mark("would be sent now"),
    "would_skip": mark("would be skipped"),
    "would_hold_out": mark("would be held out"),
    "would_wait": mark("would wait"),
    "not_in_audience": mark("is not in the audience"),
    "broadcast": mark("a post to everybody: nobody is asked for"),
    "sending": mark("is being sent"),
    "sent": mark("was sent"),
    "delivered": mark("was delivered"),
    "bounced": mark("bounced"),
    "opened": mark("was opened"),
    "clicked": mark("was clicked"),
    "complained": mark("was complained about"),
    "failed": mark("failed"),
    "unknown": mark("is in doubt"),
    "skipped": mark("was skipped"),
    "held_out": mark("was held out"),
    "queued": mark("is waiting"),
    "delayed": mark("is waiting"),
    "missed": mark("was missed, and replaced by a later one"),
}
_LATEST = 10  # occurrences that are shown; programs get all


def one(workspace: Workspace, customer: str, campaign: str, occurrence: str = "") -> Report:
    """Return every gate's answer for a customer (id, e-mail, phone) and the campaign with this name or id.

    ``occurrence`` is which one of a campaign that was launched several times; "" is the latest.
    """
    authored = catalogue.read(workspace)
    meant = authored.campaign(campaign)
    public, number = _who(workspace, customer)
    with workspace.open() as database:
        found = explaining.explain(workspace, database, authored, meant, number, occurrence)
        budget = budgets.of(workspace, database, "sandbox" if _is_sandbox(found) else "live")
    zone_name = workspace.zone
    several = len(found.answers) > 1
    return Report(
        title=_("{customer} and {campaign}", customer=public, campaign=meant.name),
        banner=_("sandbox: nothing left this machine") if _is_sandbox(found) else "",
        sentences=(
            *_which(found, zone_name),
            *_sentences(found, zone_name),
            *([budget.sentence(workspace.config.workspace.currency)] if budget else []),
        ),
        tables=(
            *(_gates(found, each, zone_name, several=several) for each in found.answers),
            *([_occurrences(found.sendings)] if len(found.sendings) > 1 else []),
        ),
        document=_document(public, found, zone_name) | ({"budget": budget.document} if budget else {}),
        time_zone=zone_name,
    )


def all_campaigns(workspace: Workspace, customer: str) -> Report:
    """Return one line for each campaign of the file: whether a customer would get it, and why not."""
    authored = catalogue.read(workspace)
    public, number = _who(workspace, customer)
    found = [_explained(workspace, authored, name.id, number) for name in authored.campaigns]
    return Report(
        title=_("{customer} and every campaign", customer=public),
        tables=(
            Table(
                title="",
                columns=(
                    Column(key="campaign", title=_("Campaign")),
                    Column(key="channel", title=_("Channel")),
                    Column(key="outcome", title=_("Outcome")),
                    Column(key="why", title=_("Why")),
                ),
                rows=tuple(_line(each) for each in found),
            ),
        ),
        document={"customer": public, "campaigns": [_document(public, each, workspace.zone) for each in found]},
        time_zone=workspace.zone,
    )


def _who(workspace: Workspace, customer: str) -> tuple[str, int]:
    """Return a customer's id and row id, what changed in customers.json taken in first."""
    with workspace.open() as database:
        ingest.sync(workspace, database)
        number = people.number(database, customer, workspace.config.workspace.country)
        row = database.row("SELECT customer_id FROM customers WHERE id = ?", (number,))
    assert row is not None
    return str(row[0]), number


def _explained(workspace: Workspace, authored: Catalogue, campaign: str, number: int) -> Explanation:
    with workspace.open() as database:
        return explaining.explain(workspace, database, authored, authored.campaign(campaign), number)


def _is_sandbox(found: Explanation) -> bool:
    return bool(found.answers) and all(answer.mode == "sandbox" for answer in found.answers)


def _which(found: Explanation, home: str) -> list[str]:
    """Return which occurrence this is about, where there are several."""
    count = len(found.sendings)
    if count < (2 if found.sending else 1):
        return []
    if found.sending is None:
        said = ngettext("It was launched {n:,} time; this is the next one.",
                        "It was launched {n:,} times; this is the next one.", count)  # fmt: skip
        return [said]
    when = shown.instant(found.sending.planned, home)
    return [_("The occurrence of {when}, one of {n}; --occurrence chooses another.", when=when, n=f"{count:,}")]


def _occurrences(sendings: Sequence[Sending]) -> Table:
    """Return the occurrences of a campaign and what became of each for this customer."""
    return Table(
        title=_("Occurrences"),
        columns=(
            Column(key="planned", title=_("Planned for"), unit="instant"),
            Column(key="outcome", title=_("Outcome")),
            Column(key="occurrence", title="--occurrence"),
        ),
        rows=tuple((each.planned, _(_OUTCOMES[each.outcome]), each.occurrence) for each in sendings[:_LATEST]),
        note=_("The latest {n}.", n=_LATEST) if len(sendings) > _LATEST else "",
    )


def _sentences(found: Explanation, home: str) -> list[str]:
    if not found.meant:
        frozen = _("The audience was frozen when the campaign was launched, and this customer was not in it.")
        return [frozen if found.frozen else _("This customer is not in the audience as it is now.")]
    return [_sentence(answer, home) for answer in found.answers] or [_(_OUTCOMES[found.outcome])]


def _sentence(answer: Answer, home: str) -> str:
    said = _("{channel}: {outcome}", channel=channel_name(answer.channel), outcome=_(_OUTCOMES[answer.outcome]))
    if answer.entry is not None and answer.outcome == answer.entry.state:
        said += _(" on {when}", when=shown.instant(answer.entry.at, home))
    if answer.verdict.until is not None and answer.outcome == "would_wait":
        said += _(" until {when}", when=shown.instant(answer.verdict.until, home))
    return said + (_(" ({reason})", reason=sentence(answer.reason)) if answer.reason else "")


def _gates(found: Explanation, answer: Answer, home: str, *, several: bool) -> Table:
    rows = [(_(GATES["audience"]), _("yes") if found.meant else _("no"), "")]
    for gate in answer.gates:
        why = _("; ").join(part for part in (_reason(gate, answer), gate.detail) if part)
        if gate.until is not None:
            why += _(" until {when}", when=shown.instant(gate.until, home))
        rows.append((_(GATES[gate.gate]), _("yes") if gate.passed else _("no"), why))
    return Table(
        title=channel_name(answer.channel) if several else "",
        columns=(
            Column(key="gate", title=_("Gate")),
            Column(key="passed", title=_("Passes")),
            Column(key="why", title=_("Why")),
        ),
        rows=tuple(rows),
    )


def _reason(gate: GateAnswer, answer: Answer) -> str:
    """Return why a gate refuses; where the ledger decided before, that is what it decided."""
    if gate.reason == "duplicate" and answer.entry is not None:
        return _(_OUTCOMES[answer.entry.state])
    return sentence(gate.reason) if gate.reason else ""


def _line(found: Explanation) -> tuple[object, ...]:
    deciding = found.deciding if found.meant else None
    reason = sentence(deciding.reason) if deciding and deciding.reason else ""
    return (
        found.campaign.name,
        channel_name(deciding.channel) if deciding else "",
        _(_OUTCOMES[found.outcome]),
        reason,
    )


def _document(customer: str, found: Explanation, home: str) -> dict[str, object]:
    deciding = found.deciding
    return {
        "customer": customer,
        "campaign": found.campaign.id,
        "name": found.campaign.name,
        "gates": _gate_documents(found, deciding, home),
        "outcome": found.outcome,
        "reason": deciding.reason if deciding and found.meant else "",
        "channel": deciding.channel if deciding else None,
        "occurrence": found.sending.occurrence if found.sending else None,
        "occurrences": [
            {
                "occurrence": each.occurrence,
                "planned_at": iso(each.planned, zone(home)),
                "mode": "+".join(launch.mode for launch in each.launches),
                "outcome": each.outcome,
            }
            for each in found.sendings
        ],
        "channels": [
            {
                "channel": answer.channel,
                "mode": answer.mode,
                "gates": _gate_documents(found, answer, home),
                "outcome": answer.outcome,
                "reason": answer.reason,
                "stopped": answer.stopped or None,
                "ledger": _ledger(answer, home),
            }
            for answer in found.answers
        ],
    }


def _gate_documents(found: Explanation, answer: Answer | None, home: str) -> Sequence[Mapping[str, object]]:
    audience = {"gate": "audience", "passed": found.meant, "reason": "" if found.meant else "not_in_audience"}
    asked = answer.gates if answer else ()
    return [
        {**audience, "detail": "", "until": None},
        *(
            {
                "gate": gate.gate,
                "passed": gate.passed,
                "reason": gate.reason,
                "detail": gate.detail,
                "until": None if gate.until is None else iso(gate.until, zone(home)),
            }
            for gate in asked
        ),
    ]


def _ledger(answer: Answer, home: str) -> Mapping[str, object] | None:
    if answer.entry is None:
        return None
    return {
        "state": answer.entry.state,
        "reason": answer.entry.reason,
        "occurrence": answer.entry.occurrence,
        "at": iso(answer.entry.at, zone(home)),
        "detail": answer.entry.detail,
    }
