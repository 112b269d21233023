"""What became of a send, or would become of it, as a report."""

from __future__ import annotations

from mactl.api.results import Sample, Sent
from mactl.commands import _names
from mactl.core.messages import reasons
from mactl.core.messages.parts import sms_length
from mactl.core.model.campaign import Campaign
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.shown import money
from mactl.engine.workspace import Workspace
from mactl.i18n import _, ngettext

FAILED = 3  # the exit code of a run in which some messages failed


def report(workspace: Workspace, campaign: Campaign, sent: Sent) -> Report:
    """Return what became of a send."""
    return Report(
        title=_("Campaign {name}", name=campaign.name),
        banner=banner(sent),
        sentences=(*_sentences(campaign, sent), *_budget(sent, workspace.config.workspace.currency)),
        tables=(_states(sent, _("What became of the messages")), *skips(sent)),
        document={"campaign": sent.campaign, "dry_run": False, **sent.messages, **_month(sent)},
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
        exit_code=FAILED if sent.failed or sent.halts else 0,
    )


def rehearsed(workspace: Workspace, campaign: Campaign, would: Sent) -> Report:
    """Return what sending would do."""
    nothing = {"mode": would.mode, "audience": would.audience, "queued": 0, "sent": 0, "delayed": 0, "failed": 0,
               "unknown": 0, "held_out": 0, "skipped": {}, "by_channel": {}}  # fmt: skip
    done = dict(would.messages) if would.already else nothing
    return Report(
        title=_("Rehearsal of campaign {name}: nothing was sent", name=campaign.name),
        banner=banner(would),
        sentences=tuple(
            _already(campaign, would) if would.already else _prospects(would, workspace.config.workspace.currency)
        ),
        exit_code=FAILED if _number(would, "failed") else 0,
        tables=(_states(would, _("What would become of the messages")), *skips(would), *_samples(would)),
        document={
            "campaign": would.campaign or campaign.id,
            "dry_run": True,
            **done,
            "would": dict(would.messages),
            "cost": would.cost,
            "parts": would.parts,
            **_month(would),
        },
        currency=workspace.config.workspace.currency,
        time_zone=workspace.zone,
    )


def question(workspace: Workspace, would: Sent) -> list[str]:
    """Return what a person should know before saying yes: people, parts, cost, the top refusals."""
    lines = _prospects(would, workspace.config.workspace.currency)
    top = list(_skipped(would).items())[:3]
    if top:
        told = ", ".join(f"{reasons.sentence(reason)} {n:,}" for reason, n in top)
        lines.append(_("Most are left out because: {reasons}", reasons=told))
    return lines


def _prospects(would: Sent, currency: str) -> list[str]:
    n = _number(would, "sent")
    lines = [*_would_fail(would)]
    lines += [
        ngettext(
            "It would reach {people:,} of {audience:,} person with {n:,} message.",
            "{n:,} messages would go out now, to an audience of {audience:,}.",
            n,
            people=n,
            audience=would.audience,
        )
    ]
    if delayed := _number(would, "delayed"):
        lines.append(
            ngettext("{n:,} message would wait for its time.", "{n:,} messages would wait for their time.", delayed)
        )
    if would.cost:
        lines.append(_("Cost of all that goes out: {cost}.", cost=money(would.cost, currency)))
    if "sms" in would.channels:
        lines.append(_("SMS parts billed: {parts:,}.", parts=would.parts))
    if would.budget is not None:
        lines.append(_("With this sent: {budget}", budget=would.budget.sentence(currency)))
    return lines


def _budget(sent: Sent, currency: str) -> list[str]:
    return [] if sent.budget is None else [sent.budget.sentence(currency)]


def _month(sent: Sent) -> dict[str, object]:
    return {} if sent.budget is None else {"budget": sent.budget.document}


def _would_fail(would: Sent) -> list[str]:
    """Return what cannot be made, and why the first of it cannot: a fault of a template, as a rule."""
    if not (n := _number(would, "failed")):
        return []
    return [
        ngettext(
            "{n:,} message cannot be made: {fault}", "{n:,} messages cannot be made, the first because: {fault}", n,
            fault=would.fault,
        )
    ]  # fmt: skip


def _sentences(campaign: Campaign, sent: Sent) -> list[str]:
    if sent.already:
        return _already(campaign, sent)
    lines = [
        ngettext("{n:,} message was sent.", "{n:,} messages were sent.", _number(sent, "sent")),
    ]
    if delayed := _number(sent, "delayed"):
        lines.append(
            ngettext(
                "{n:,} message waits for its time; mactl tick sends it.",
                "{n:,} messages wait for their time; mactl tick sends them.",
                delayed,
            )
        )
    if queued := _number(sent, "queued"):
        lines.append(
            ngettext(
                "{n:,} message is still queued; mactl send --campaign {name} --resume goes on.",
                "{n:,} messages are still queued; mactl send --campaign {name} --resume goes on.",
                queued,
                name=campaign.name,
            )
        )
    lines += _in_doubt(campaign, sent)
    lines += [_("Channel {channel} is halted: {words}", channel=c, words=w) for c, w in sent.halts.items()]
    return lines


def _already(campaign: Campaign, sent: Sent) -> list[str]:
    told = _("Campaign {name} has been sent; sending again reaches nobody twice.", name=campaign.name)
    return [told, *_in_doubt(campaign, sent)]


def _in_doubt(campaign: Campaign, sent: Sent) -> list[str]:
    """Return what there is to do about messages whose answers were lost."""
    if not (n := _number(sent, "unknown")):
        return []
    return [
        ngettext(
            "The answer to {n:,} message was lost, it may have arrived: mactl campaign show --campaign {name}"
            " --state unknown lists it; mactl send --campaign {name} --resume --in-doubt resend sends it again.",
            "The answers to {n:,} messages were lost, they may have arrived: mactl campaign show --campaign {name}"
            " --state unknown lists them; mactl send --campaign {name} --resume --in-doubt resend sends them again.",
            n, name=campaign.name,
        )
    ]  # fmt: skip


def _states(sent: Sent, title: str) -> Table:
    keys = ("sent", "delayed", "queued", "failed", "unknown", "held_out")
    titles = (_("sent"), _("waiting"), _("queued"), _("failed"), _("in doubt"), _("held out"))
    columns = [Column(key="channel", title=_("channel"))]
    columns += [Column(key=key, title=name, unit="count") for key, name in zip(keys, titles, strict=True)]
    columns.append(Column(key="skipped", title=_("left out"), unit="count"))
    rows = [(_names.channel(channel), *_counts(part, keys)) for channel, part in _channels(sent).items()]
    return Table(title=title, columns=tuple(columns), rows=tuple(rows), note=_note(sent))


def _note(sent: Sent) -> str:
    return _("audience: {n:,} people", n=sent.audience)


def _counts(part: dict[str, object], keys: tuple[str, ...]) -> tuple[object, ...]:
    skipped = part["skipped"]
    assert isinstance(skipped, dict)
    return (*(part[key] for key in keys), sum(skipped.values()))


def skips(sent: Sent) -> list[Table]:
    """Return how many were left out for which reason; no table where nobody was."""
    skipped = _skipped(sent)
    if not skipped:
        return []
    columns = (Column(key="reason", title=_("why left out")), Column(key="messages", title=_("messages"), unit="count"))
    rows = tuple((reasons.sentence(reason), n) for reason, n in skipped.items())
    return [Table(title="", columns=columns, rows=rows)]


def _samples(sent: Sent) -> list[Table]:
    columns = (
        Column(key="channel", title=_("channel")),
        Column(key="to", title=_("to")),
        Column(key="message", title=_("message")),
    )
    rows = [(_names.channel(channel), sample.address, _shown(channel, sample)) for channel, them in sent.samples.items()
            for sample in them]  # fmt: skip
    return [Table(title=_("Samples"), columns=columns, rows=tuple(rows))] if rows else []


def _shown(channel: str, sample: Sample) -> str:
    content = sample.content
    if channel == "email":
        return content.subject
    if channel == "sms":
        length = sms_length(content.text)
        about = ngettext(
            "{length} characters, {n} part", "{length} characters, {n} parts", content.parts, length=length
        )
        return f"{content.text} ({about})"
    words = [value for value in content.data.values() if isinstance(value, str)]
    return content.text or " · ".join(words)


def banner(sent: Sent) -> str:
    """Return the warning over what a sandbox did, "" where all of it is live."""
    if sent.mode == "sandbox":
        return _("sandbox: nothing left this machine")
    return _("some channels are a sandbox: their messages did not leave this machine") if sent.mode == "mixed" else ""


def _channels(sent: Sent) -> dict[str, dict[str, object]]:
    found = sent.messages["by_channel"]
    assert isinstance(found, dict)
    return found


def _skipped(sent: Sent) -> dict[str, int]:
    found = sent.messages["skipped"]
    assert isinstance(found, dict)
    return found


def _number(sent: Sent, key: str) -> int:
    return int(str(sent.messages[key]))
