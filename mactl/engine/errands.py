"""What flows give and ask beyond messages: points and coupons, tasks for people, calls of web addresses (M8, M9).

Gathered turn by turn and written in the transaction of the turns, as all effects are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from mactl.core.flows import effects as asked
from mactl.core.flows.effects import Effect
from mactl.core.flows.steps.task import Task, Work
from mactl.core.flows.steps.webhook import Webhook
from mactl.core.model.coupon import Grant
from mactl.core.schedule import durations
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import planning, rewards
from mactl.engine.journeys import Journeys
from mactl.engine.rewards import Receiver
from mactl.errors import MactlError
from mactl.store import calls, points, tasks
from mactl.store.calls import NewCall
from mactl.store.enrolments import EnrolmentRow
from mactl.store.points import Booking
from mactl.store.portrait import portrait
from mactl.store.tasks import NewTask
from mactl.store.trail import Mark
from mactl.templating import Library


@dataclass(slots=True, kw_only=True)
class Errands:
    """Errands on their way into the store; ``marks`` are lines for the trail about those that could not be run."""

    journeys: Journeys
    marks: list[Mark] = field(default_factory=list)
    opened: list[NewTask] = field(default_factory=list)
    kept: list[tuple[str, int, int, int, int]] = field(default_factory=list)
    closed: list[tuple[int, str]] = field(default_factory=list)
    posted: list[NewCall] = field(default_factory=list)
    _booked: Counter[tuple[int, int]] = field(default_factory=Counter)
    _books: Library | None = None

    def note(self, row: EnrolmentRow, effect: Effect, here: int) -> bool:
        """Take in an effect of the visit ``here``; return whether it is one of these."""
        match effect:
            case asked.OpenTask(step, visit, due, until):
                self._open(row, step, visit, due, until)
            case asked.KeepTask(step, visit, due, until):
                self.kept.append((step, due, until, row.id, visit))
            case asked.CloseTask(reason):
                self.closed.append((row.id, reason))
            case asked.Post(step, visit):
                self._post(row, step, visit)
            case asked.Coupon(coupon, valid):
                self._grant(row, here, Grant(coupon=coupon, valid=valid))
            case asked.Points(number, valid):
                self._book(row, here, number, valid)
            case _:
                return False
        return True

    def flush(self) -> None:
        """Write everything that was noted, in the caller's transaction."""
        database, now = self.journeys.database, self.journeys.now
        tasks.open_all(database, self.opened)
        tasks.keep(database, self.kept)
        tasks.close(database, self.closed, now)
        calls.queue(database, self.posted, now)
        for gathered in (self.opened, self.kept, self.closed, self.posted):
            gathered.clear()

    def _open(self, row: EnrolmentRow, step: str, visit: int, due: int, until: int) -> None:
        program = self.journeys.program(row.version)
        node = program.nodes[step].step
        assert isinstance(node, Task)
        work, known = node.task, self._known(row)
        place = f"data/flows.json: {program.flow.id}.{step}"
        self.opened.append(
            NewTask(
                enrolment=row.id,
                visit=visit,
                flow=program.flow.id,
                step=step,
                customer=row.customer,
                queue=work.queue,
                title=self._words(row, visit, work.title, place, known),
                script=self._words(row, visit, work.script, place, known),
                assignee=_assignee(work, row),
                outcomes=orjson.dumps(work.outcomes).decode(),
                opened_at=self.journeys.now,
                due=due,
                until=until,
            )
        )

    def _post(self, row: EnrolmentRow, step: str, visit: int) -> None:
        program = self.journeys.program(row.version)
        node = program.nodes[step].step
        assert isinstance(node, Webhook)
        known, detail = self._known(row), ""
        body: Any = {"flow": program.flow.id, "step": step, "customer": known["customer"], "event": known["event"]}
        try:
            if node.webhook.body is not None:
                body = self._filled(node.webhook.body, f"data/flows.json: {program.flow.id}.{step}", known)
        except MactlError as fault:
            detail = fault.message
        request = {"url": node.webhook.url, "headers": dict(node.webhook.headers), "body": body}
        text = orjson.dumps(request, default=str).decode()
        now = self.journeys.now
        self.posted.append(NewCall(row.id, visit, program.flow.id, step, row.customer, text, now, detail))

    def _grant(self, row: EnrolmentRow, visit: int, wanted: Grant) -> None:
        """Grant a coupon by a step of its own."""
        database, now = self.journeys.database, self.journeys.now
        giver = rewards.giver(self.journeys.place, [wanted], source=self._source(row), mode="live")
        receiver = Receiver(row.customer, row.customer_id, row.id, visit)
        if giver is not None and rewards.give(database, giver, receiver, now) is None:
            self.marks.append(Mark(row.id, now, now, row.step, visit, "not_granted", str(wanted.coupon)))

    def _book(self, row: EnrolmentRow, visit: int, number: int, valid: str | None) -> None:
        database, now = self.journeys.database, self.journeys.now
        self._booked[row.id, visit] += 1  # a step may book several times
        source = f"{self._source(row)}/{row.id}/{visit}/{self._booked[row.id, visit]}"
        lasts = valid or self.journeys.place.config.points_valid
        expires = durations.add(now, durations.parse(lasts), zone(self.journeys.home)) if lasts else None
        if number >= 0:
            points.earn(database, [Booking(row.customer, number, source, expires)], now)
        else:
            points.spend(database, Booking(row.customer, number, source), now)

    def _source(self, row: EnrolmentRow) -> str:
        return f"flow/{self.journeys.program(row.version).flow.id}"

    def _known(self, row: EnrolmentRow) -> dict[str, Any]:
        """Return what texts of steps know: the customer, and the event that began the journey."""
        customer = portrait(self.journeys.database, row.customer, "", self.journeys.now)
        customer.pop("", None)
        event = orjson.loads(row.properties) if row.properties else {}
        if row.event_type is not None and row.event_at is not None:
            event = {**event, "type": row.event_type, "at": iso(row.event_at, zone(self.journeys.home))}
        return {"customer": customer, "event": event, "workspace": planning.workspace_values(self.journeys.place)}

    def _words(self, row: EnrolmentRow, visit: int, text: str, place: str, known: Mapping[str, Any]) -> str:
        """Return a text filled in; one that cannot be stays as its author wrote it, and the trail says why."""
        try:
            return self._library().short(text, place).render(**known, now=self.journeys.now)
        except MactlError as fault:
            self.marks.append(Mark(row.id, row.since, self.journeys.now, row.step, visit, "text", fault.message))
            return text

    def _filled(self, value: Any, place: str, known: Mapping[str, Any]) -> Any:
        """Return a body with its texts filled in."""
        if isinstance(value, str):
            return self._library().short(value, place).render(**known, now=self.journeys.now)
        if isinstance(value, Mapping):
            return {key: self._filled(each, place, known) for key, each in value.items()}
        return [self._filled(each, place, known) for each in value] if isinstance(value, list | tuple) else value

    def _library(self) -> Library:
        if self._books is None:
            self._books = planning.library(self.journeys.place)
        return self._books


def _assignee(work: Work, row: EnrolmentRow) -> str:
    return work.assignee if work.assignee is not None else row.owner or ""
