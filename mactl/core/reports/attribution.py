"""Attribution: how the credit for goal events is shared among the messages delivered before them; descriptive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from mactl.core.messages.cost import UNIT
from mactl.core.model import shown
from mactl.core.model.chart import Bars, Mark
from mactl.core.model.report import Column, Report, Table
from mactl.core.reports import _credits, _messages
from mactl.core.reports._credits import MODELS, Model
from mactl.core.reports._figures import channel
from mactl.core.reports._kind import Ask, At, Span
from mactl.core.reports._measures import Measure, finished, rate
from mactl.core.schedule.durations import parse
from mactl.errors import UsageError
from mactl.i18n import _, mark

_NAMES: Mapping[Model, str] = {
    "last": mark("last touch"),
    "first": mark("first touch"),
    "linear": mark("linear"),
    "time_decay": mark("time decay (half-life 7 d)"),
    "position": mark("position (40-20-40)"),
    "markov": mark("Markov removal effect"),
}
_SHORT: Mapping[Model, str] = {  # as heads of narrow columns
    "last": mark("Last"),
    "first": mark("First"),
    "linear": mark("Linear"),
    "time_decay": mark("Time decay"),
    "position": mark("Position"),
    "markov": mark("Markov"),
}
Credits = Mapping[str, tuple[float, float]]  # events and their amount in ten-thousandths, by touch


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who gets the credit under ``model``; a touch is a message delivered at most ``window`` before the goal event.

    ``by`` is campaign or channel. Goal events without a touch are counted apart, so credits add up to those with one.
    """

    WHOLE: ClassVar[bool] = True
    model: Model = "last"
    goal: str = "order_paid"
    window: str = "7d"
    by: str = "campaign"

    def __post_init__(self) -> None:
        """Refuse a model or a part that there is none of."""
        if self.model not in MODELS:
            raise UsageError(
                _("no attribution model named {name}", name=self.model),
                _("--model takes one of {names}", names=", ".join(MODELS)),
            )
        if self.by not in {"campaign", "channel"}:
            raise UsageError(
                _("--by does not know {word}", word=self.by), _("--by takes one of {all}", all="campaign, channel")
            )

    def report(self, at: At, ask: Ask) -> Report:
        """Return the report."""
        found = self._credits(at, at.span, ask)
        names = self._names(at, ask)
        total, _people, _amount = self._goals(at, at.span, ask)
        report = Report(
            title=_("Attribution: {model}", model=_(_NAMES[self.model])),
            banner=_messages.banner(ask),
            sentences=tuple(self._sentences(found, names, total, at)),
            tables=(self._table(found, names, at), self._models(at, ask, names)),
            document=self._document(found, names, total),
        )
        return finished(at, report, lambda span: self._measures(at, span, ask))

    def _what(self, at: At, span: Span) -> dict[str, object]:
        return {
            "by": self.by, "goal": self.goal, "window": parse(self.window).elapsed_ms(), "now": at.now, **span.bounds,
        }  # fmt: skip

    def _credits(self, at: At, span: Span, ask: Ask, model: Model | None = None) -> Credits:
        model, what = model or self.model, self._what(at, span)
        if model == "time_decay":
            return _credits.by_age(_credits.Aged(*ask("touches_aged", **what)[0]))
        if model == "markov":
            return _credits.by_removal(
                [(row[0], row[1], row[2], row[3], row[4]) for row in ask("touches_chain", **what)]
            )
        ranked = [(row[0], row[1], row[2], row[3], row[4]) for row in ask("touches_ranked", **what)]
        exact = _credits.by_place(model, ranked)
        return {name: (float(events), float(units)) for name, (events, units) in exact.items()}

    def _goals(self, at: At, span: Span, ask: Ask) -> tuple[int, int, int]:
        row = ask("goal_events", goal=self.goal, now=at.now, **span.bounds)[0]
        return row[0], row[1], row[2]

    def _names(self, at: At, ask: Ask) -> Mapping[str, str]:
        if self.by == "campaign":
            return _messages.named(ask, at.span)
        return {name: channel(name) for name in self._credits(at, at.span, ask)}

    def _measures(self, at: At, span: Span, ask: Ask) -> list[Measure]:
        total, _people, _amount = self._goals(at, span, ask)
        found = self._credits(at, span, ask).values()
        credited = sum(events for events, _units in found)
        return [
            Measure(key="goal_events", title=_("Goal events"), value=total),
            Measure(key="attributed", title=_("Goal events after a message"), value=round(credited)),
            Measure(key="attributed_rate", title=_("Share of them after a message"), unit="rate",
                    value=rate(round(credited), total)),
            Measure(key="attributed_revenue", title=_("Revenue after a message"), unit="money",
                    value=_amount_of(sum(units for _events, units in found))),
        ]  # fmt: skip

    def _sentences(self, found: Credits, names: Mapping[str, str], total: int, at: At) -> list[str]:
        credited = round(sum(events for events, _units in found.values()))
        said = [
            _(
                "{credited} of {total} {goal} came within {window} of a message.",
                credited=f"{credited:,}",
                total=f"{total:,}",
                goal=self.goal,
                window=shown.duration(parse(self.window).elapsed_ms()),
            )
        ]
        if found:
            best = max(found, key=lambda name: found[name][1] or found[name][0])
            events, units = found[best]
            said.append(
                _(
                    "Most credit: {name}, {events} of them and {revenue}.",
                    name=names.get(best, best),
                    events=f"{events:,.1f}",
                    revenue=shown.money(_amount_of(units), at.currency),
                )
            )
        return [*said, _("A share of credit describes who was there; what a message caused, only a holdout shows.")]

    def _table(self, found: Credits, names: Mapping[str, str], at: At) -> Table:
        whole = sum(events for events, _units in found.values())
        ranked = sorted(found.items(), key=lambda item: (-item[1][1], -item[1][0], item[0]))
        rows = [
            (names.get(name, name), round(events, 4), _amount_of(units), events / whole if whole else None)
            for name, (events, units) in ranked
        ]
        marks = tuple(Mark(label=str(row[0]), value=float(row[2])) for row in rows[:20])
        return Table(
            title=_("Credit"),
            columns=(
                Column(key="name", title=_("Campaign") if self.by == "campaign" else _("Channel")),
                Column(key="conversions", title=_("Goal events"), unit="number"),
                Column(key="revenue", title=_("Revenue"), unit="money"),
                Column(key="share", title=_("Share"), unit="rate"),
            ),
            rows=tuple(rows),
            note=shown.together(
                at.about,
                _("Model: {model}; touches: messages delivered at most {window} before.",
                  model=_(_NAMES[self.model]), window=shown.duration(parse(self.window).elapsed_ms())),
            ),
            charts=(Bars(unit="money", axis=_("revenue credited"), marks=marks),) if len(marks) > 1 else (),
        )  # fmt: skip

    def _models(self, at: At, ask: Ask, names: Mapping[str, str]) -> Table:
        """Return the goal events that each model credits, side by side."""
        all_credits = {model: self._credits(at, at.span, ask, model) for model in MODELS}
        order = sorted(all_credits["linear"], key=lambda name: -all_credits["linear"][name][0])
        return Table(
            title=_("The models side by side"),
            columns=(
                Column(key="name", title=_("Campaign") if self.by == "campaign" else _("Channel")),
                *(Column(key=model, title=_(_SHORT[model]), unit="number") for model in MODELS),
            ),
            rows=tuple(
                (names.get(name, name), *(round(all_credits[model].get(name, (0.0, 0.0))[0], 1) for model in MODELS))
                for name in order
            ),
            note=_(
                "Goal events credited; each column adds up to the same. Time decay halves every 7 days; position gives"
                " 40-20-40; Markov is the removal effect."
            ),
        )

    def _document(self, found: Credits, names: Mapping[str, str], total: int) -> dict[str, object]:
        whole = sum(events for events, _units in found.values())
        return {
            "model": self.model,
            "by": self.by,
            "goal": self.goal,
            "window": str(parse(self.window)),
            "conversions": round(whole),
            "without_touch": total - round(whole),
            "credits": [
                {
                    "id": name,
                    "name": names.get(name, name),
                    "conversions": events,
                    "revenue": _amount_of(units),
                    "share": events / whole if whole else None,
                }
                for name, (events, units) in sorted(found.items(), key=lambda item: (-item[1][1], item[0]))
            ],
        }


def _amount_of(units: float) -> Decimal:
    return Decimal(round(units)) / UNIT


KIND = Attribution
