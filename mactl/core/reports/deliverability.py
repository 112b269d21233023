"""Deliverability: what arrived, by mailbox domain, channel and provider, and why the rest did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from mactl.core.messages.reasons import sentence
from mactl.core.model import shown
from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _messages, _sentences
from mactl.core.reports._figures import Figures, channel
from mactl.core.reports._kind import Ask, At, Row
from mactl.core.reports._measures import finished
from mactl.core.reports._messages import Part
from mactl.i18n import _

_GOAL = ("order_paid", "7d")  # not shown here
_MOST = 30  # domains and reasons that are listed
_ALARM = 0.05  # a domain that bounces more than this is worth a look
_ENOUGH = 20  # people sent to before a domain is judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverability:
    """What arrived and what did not: by domain of e-mail addresses, by channel and its provider, by reason."""

    WHOLE: ClassVar[bool] = True

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        whole = _messages.whole(ask, at, at.span, *_GOAL)
        channels = _sent(_messages.parts(ask, at, at.span, ("channel",), *_GOAL))
        domains = _sent(_messages.parts(ask, at, at.span, ("domain",), *_GOAL))
        domains = {part: each for part, each in domains.items() if part[0]}
        reasons = ask("refusals", **at.span.bounds)
        report = Report(
            title=_("Deliverability"),
            banner=_messages.banner(ask),
            sentences=tuple(_messages.nothing(whole) or _spoken(whole, domains)),
            tables=(_domains(domains, at), _channels(channels, at), _reasons(reasons)),
            document={
                "total": _document(whole),
                "by_channel": {part[0]: {"provider": at.providers.get(part[0]), **_document(each)}
                               for part, each in channels.items()},
                "by_domain": {part[0]: _document(each) for part, each in domains.items()},
                "by_reason": [
                    dict(zip(("channel", "state", "reason", "code", "messages"), row[:5], strict=True))
                    for row in reasons
                ],
            },
        )  # fmt: skip
        return finished(
            at,
            report,
            lambda span: [
                *_messages.counted(found := _messages.whole(ask, at, span, *_GOAL)),
                *_messages.measures(found, "delivery_rate", "bounce_rate", "complaint_rate"),
            ],
        )


def _sent(found: Mapping[Part, Figures]) -> dict[Part, Figures]:
    ranked = sorted(found.items(), key=lambda item: (-item[1].count("sent"), item[0]))
    return {part: each for part, each in ranked if each.count("sent")}


def _spoken(whole: Figures, domains: Mapping[Part, Figures]) -> list[str]:
    delivered = whole.rate("delivery_rate")
    said = [
        _(
            "{delivered} of {sent} people sent to got their message ({rate}); {bounced} bounced.",
            delivered=f"{whole.count('delivered'):,}",
            sent=f"{whole.count('sent'):,}",
            rate="–" if delivered is None else shown.rate(delivered),
            bounced=f"{whole.count('bounced'):,}",
        )
    ]
    bad = [
        part[0]
        for part, each in domains.items()
        if each.count("sent") >= _ENOUGH and (each.rate("bounce_rate") or 0) > _ALARM
    ]
    if bad:
        said.append(_("More than 5 % bounced at: {domains}.", domains=", ".join(bad[:5])))
    return [*said, _sentences.basis(whole)]


_COLUMNS = ("sent", "delivered", "bounced_hard", "bounced_soft", "complained")


def _columns() -> tuple[Column, ...]:
    titles = (_("Sent"), _("Delivered"), _("Bounced for good"), _("Bounced for now"), _("Complained"))
    return (
        *(Column(key=key, title=title, unit="count") for key, title in zip(_COLUMNS, titles, strict=True)),
        Column(key="delivery_rate", title=_("Delivery rate"), unit="rate"),
        Column(key="bounce_rate", title=_("Bounce rate"), unit="rate"),
    )


def _row(figures: Figures) -> tuple[object, ...]:
    return (*map(figures.count, _COLUMNS), figures.rate("delivery_rate"), figures.rate("bounce_rate"))


def _domains(found: Mapping[Part, Figures], at: At) -> Table:
    top = list(found.items())[:_MOST]
    marks = tuple(Mark(label=part[0], value=each.rate("bounce_rate")) for part, each in top[:12])
    return Table(
        title=_("By mailbox domain"),
        columns=(Column(key="domain", title=_("Domain")), *_columns()),
        rows=tuple((part[0], *_row(each)) for part, each in top),
        note=shown.together(at.about, _("E-mail, the {n} domains sent to most.", n=_MOST)),
        charts=(Bars(unit="rate", axis=_("bounce rate, of sent"), marks=marks),) if len(marks) > 1 else (),
    )


def _channels(found: Mapping[Part, Figures], at: At) -> Table:
    return Table(
        title=_("By channel and provider"),
        columns=(Column(key="channel", title=_("Channel")), Column(key="provider", title=_("Provider")), *_columns()),
        rows=tuple((channel(part[0]), at.providers.get(part[0], ""), *_row(each)) for part, each in found.items()),
        note=_("The provider is the one that config.json names now."),
    )


def _reasons(rows: Sequence[Row]) -> Table:
    states = {"failed": _("failed"), "bounced": _("bounced"), "unknown": _("in doubt")}
    return Table(
        title=_("By reason"),
        columns=(
            Column(key="channel", title=_("Channel")),
            Column(key="state", title=_("State")),
            Column(key="reason", title=_("Reason")),
            Column(key="code", title=_("Provider's code")),
            Column(key="messages", title=_("Messages"), unit="count", bar=True),
            Column(key="example", title=_("For example")),
        ),
        rows=tuple(
            (channel(row[0]), states.get(row[1], row[1]), sentence(row[2]) if row[2] else "", row[3], row[4], row[5])
            for row in rows[:_MOST]
        ),
        note=_("Messages, by what the provider answered; campaign show --state lists them."),
    )


def _document(figures: Figures) -> dict[str, object]:
    return {
        **{name: figures.count(name) for name in _COLUMNS},
        "delivery_rate": figures.rate("delivery_rate"),
        "bounce_rate": figures.rate("bounce_rate"),
        "delivered_basis": figures.delivered_basis,
    }


KIND = Deliverability
