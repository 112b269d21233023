"""What turns ask to be done, gathered and then done for many enrolments at once, inside the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from mactl.core.experiments.assignment import Assigned
from mactl.core.flows import effects as asked
from mactl.core.flows.effects import Effect
from mactl.core.flows.state import State, Turn
from mactl.core.flows.steps.send import Send
from mactl.engine import flow_messages, scoring
from mactl.engine.abtests import in_flows
from mactl.engine.errands import Errands
from mactl.engine.journeys import Journeys
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import awaits, clocks, enrolments, experiments, profiles, segment_edits, trail, turns
from mactl.store import flow_messages as ledger
from mactl.store.clocks import ClockRow
from mactl.store.enrolments import EnrolmentRow, Moved
from mactl.store.origins import Origin
from mactl.store.trail import Mark
from mactl.store.turns import Taken


@dataclass(slots=True, kw_only=True)
class Deeds:
    """Effects on their way into the store: ``flush`` does them, many in a statement; ``finish`` ends a batch."""

    journeys: Journeys
    moves: dict[int, State] = field(default_factory=dict)
    ended: list[tuple[str, int, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    taken: dict[int, tuple[EnrolmentRow, list[str]]] = field(default_factory=dict)
    queued: list[ledger.Queued] = field(default_factory=list)
    released: list[int] = field(default_factory=list)
    taken_back: list[tuple[int, str]] = field(default_factory=list)
    awaited: list[tuple[int, str, int, str]] = field(default_factory=list)
    unawaited: list[tuple[int, str]] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)
    started: list[ClockRow] = field(default_factory=list)
    drawn: defaultdict[str, list[tuple[int, Assigned]]] = field(default_factory=lambda: defaultdict(list))
    personal: list[profiles.Edit] = field(default_factory=list)
    errands: Errands = field(init=False)
    scored: list[tuple[int, float, str, str, str]] = field(default_factory=list)
    picked: defaultdict[tuple[str, bool, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    _origins: dict[tuple[int, str], Origin] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Let the errands write into the same trail."""
        self.errands = Errands(journeys=self.journeys, marks=self.marks)

    def note(self, row: EnrolmentRow, turn: Turn, given: str) -> None:
        """Take in what one turn of an enrolment asks for; ``given`` is what it was given (core/flows/recording.py)."""
        number, state = row.id, turn.state
        if (before := self.taken.get(number)) is None:
            self.taken[number] = row, [given]
        else:
            before[1].append(given)
        for effect in turn.effects:
            if isinstance(effect, asked.Record):
                step, visit, what, detail, at = effect
                self.marks.append(Mark(number, at, self.journeys.now, step, visit, what, detail))
            elif isinstance(effect, asked.Queue):
                self._queue(row, effect)
            else:
                self._note(row, effect, turn)
        if state.phase != "done":
            self.moves[number] = state

    def flush(self) -> None:
        """Do what was asked for: what the next steps may ask about."""
        database, now = self.journeys.database, self.journeys.now
        self.errands.flush()
        profiles.edit(database, self.personal, now)
        for (segment, added, who), picked in self.picked.items():
            segment_edits.write(database, segment, picked, added=added, now=now, who=who)
        for customer, points, score, source, key in self.scored:
            name = score or self._first_score()
            scoring.give(database, customer, points, score=name, source=source, key=key, at=now)
        for scope, people in self.drawn.items():
            experiments.keep(database, scope, people, now)
        ledger.take_back(database, self.taken_back, now)
        ledger.queue(database, self.queued, now)
        if self.released:
            ledger.release(database, self.released, now)
        awaits.clear(database, self.cleared)
        awaits.remove(database, self.unawaited)
        awaits.add(database, self.awaited)
        clocks.set_all(database, self.started)
        for gathered in (
            self.personal, self.drawn, self.taken_back, self.queued, self.released, self.cleared, self.unawaited,
            self.awaited, self.started, self.scored, self.picked,
        ):  # fmt: skip
            gathered.clear()

    def finish(self) -> None:
        """Write where everybody stands after all their turns, and what happened on the way."""
        database, now = self.journeys.database, self.journeys.now
        trail.add(database, self.marks)
        turns.add(
            database,
            [Taken(row.id, row.version, row.visit, now, "\n".join(given)) for row, given in self.taken.values()],
        )
        enrolments.move(
            database,
            [
                Moved(anchor, step, phase, visit, since, due, number)
                for number, (step, phase, anchor, since, due, visit, _held) in self.moves.items()
            ],
        )
        enrolments.finish(database, self.ended)
        self.marks.clear()
        self.taken.clear()
        self.moves.clear()
        self.ended.clear()

    def _note(self, row: EnrolmentRow, effect: Effect, turn: Turn) -> None:
        """Take in an effect that is neither a record nor a message to be queued."""
        match effect:
            case asked.End(outcome, at):
                self.ended.append((outcome, at, row.id))
            case asked.Await(kind, role, _until):
                self.awaited.append((row.customer, kind, row.id, role))
            case asked.Unawait(""):
                self.cleared.append(row.id)
            case asked.Unawait(role):
                self.unawaited.append((row.id, role))
            case asked.Requeue():
                self.released.append(row.id)
            case asked.Cancel(reason):
                self.taken_back.append((row.id, reason))
            case _:
                self._do(row, effect, _here(row, turn))

    def _queue(self, row: EnrolmentRow, queue: asked.Queue) -> None:
        """Note the message of a send step."""
        origin = self._origin(row, queue.step)
        late_from = max(queue.due, self.journeys.flow(row.flow).resumed_at)
        self.queued.append(
            ledger.Queued(origin.id, row.id, queue.visit, row.customer, origin.channels[0], queue.due, late_from)
        )

    def _do(self, row: EnrolmentRow, effect: Effect, here: tuple[str, int]) -> None:
        """Note what is begun, drawn or given at the step and visit ``here``."""
        match effect:
            case asked.Draw(scope, arm):
                test, kept = in_flows.kept(self.journeys.database, scope, row.customer_id, arm)
                self.drawn[test].append((row.customer, kept))
            case asked.Start(flow, at):
                self._start(row, flow, at, here)
            case _:
                self._give(row, effect, here)

    def _give(self, row: EnrolmentRow, effect: Effect, here: tuple[str, int]) -> None:
        """Note what a customer notices or is given."""
        source = f"flow:{self.journeys.program(row.version).flow.id}"
        match effect:
            case asked.Tag(tag, add):
                self.personal.append(profiles.Edit(row.customer, "tag", tag, add, source))
            case asked.SetField(path, value):
                self.personal.append(profiles.Edit(row.customer, "field", path, value, source))
            case asked.Consent(key, granted):
                self.personal.append(profiles.Edit(row.customer, "consent", key, granted, source))
            case asked.Score(points, score):
                key = "/".join(map(str, (row.id, *here, score, points)))
                self.scored.append((row.customer, points, score, source, key))
            case asked.SegmentMember(segment, add):
                self.picked[self._static(segment), add, source].append(row.customer)
            case _:
                if not self.errands.note(row, effect, here[1]):
                    raise MactlError(
                        _("{what} cannot be done by flows yet", what=type(effect).__name__), _("Take the step out.")
                    )

    def _first_score(self) -> str:
        """Return the id of the score that is meant where none is named; raise MactlError where there is none."""
        known = scoring.scales(self.journeys.meaning)
        if not known:
            raise MactlError(_("there is no score to give points to"), _("data/scores.json defines scores"))
        return known[0].id

    def _origin(self, row: EnrolmentRow, step: str) -> Origin:
        key = (row.version, step)
        if key not in self._origins:
            program, number = self.journeys.program(row.version), self.journeys.version(row.version).number
            sending = program.nodes[step].step
            assert isinstance(sending, Send)
            self._origins[key] = flow_messages.origin(
                self.journeys.place, self.journeys.database, program.flow, number, sending, self.journeys.now
            )
        return self._origins[key]

    def _static(self, name: str) -> str:
        """Return the id of a static segment."""
        segment = self.journeys.catalogue.segment(name)
        if segment.members is None:
            raise MactlError(
                _("{name} has a condition: nobody is put on it by hand", name=segment.name),
                _('give it "members": [] in data/segments.json instead'),
            )
        return segment.id

    def _start(self, row: EnrolmentRow, flow: str, at: int, here: tuple[str, int]) -> None:
        """Set the clock at which another flow begins for the customer; one that is not active is left out."""
        other = self.journeys.by_id(flow)
        if other is None or other.state == "stopped":
            self.marks.append(Mark(row.id, at, self.journeys.now, *here, "not_started", flow))
            return
        self.started.append(
            ClockRow(other.number, row.customer, f"{clocks.ASKED}{row.id}:{here[1]}", at, at, row.event)
        )


def _here(row: EnrolmentRow, turn: Turn) -> tuple[str, int]:
    """Return the step and visit of a turn."""
    records = (each for each in turn.effects if isinstance(each, asked.Record))
    return next(((each.step, each.visit) for each in records), (row.step, row.visit))
