"""A shop with flows: written to flows.json, activated, set going by events, ticked at any instant, looked into."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, flow_legs, flow_pausing, flowing, segmenting
from mactl.engine.surroundings import surroundings
from mactl.engine.tick import Ticked
from mactl.engine.tracking import track
from tests.support.shop import Shop

SIGNUP: Mapping[str, Any] = {"event": "user_signup"}


class Step(NamedTuple):
    """One line of a trail: when, what, at which step, and more of it."""

    at: str
    what: str
    step: str
    detail: str


class JourneyShop(Shop):
    """A shop whose customers go on journeys."""

    def __init__(self, folder: Path, **config: Any) -> None:
        super().__init__(folder, **config)
        self.flows: dict[str, dict[str, Any]] = {}

    def flow(self, name: str = "welcome", *, steps: list[dict[str, Any]], **fields: Any) -> str:
        """Write a flow to flows.json, started by signing up unless ``fields`` say otherwise; return its name."""
        given: dict[str, Any] = {"id": name, "name": name, "trigger": SIGNUP, **fields, "steps": steps}
        self.flows[name] = given
        text = json.dumps(list(self.flows.values()), ensure_ascii=False)
        (self.folder / "data" / "flows.json").write_text(text, "utf-8")
        return name

    def activate(self, name: str = "welcome", now: str = "2026-03-01T09:00+08:00", **how: Any) -> flowing.Activated:
        """Activate a flow."""
        workspace = self.workspace(now)
        authored = catalogue.read(workspace)
        with workspace.open() as database:
            done = flowing.activate(workspace, database, authored, authored.flow(name), **how)
            flow_legs.follow(workspace, database)
        return done

    def pause(self, now: str, name: str = "welcome") -> int:
        """Pause a flow; return how many people are inside."""
        workspace = self.workspace(now)
        with workspace.open() as database:
            return flow_pausing.pause(workspace, database, name).people

    def resume(self, now: str, late: flow_pausing.Late, name: str = "welcome") -> int:
        """Let a paused flow go on; return how many people were held."""
        workspace = self.workspace(now)
        with workspace.open() as database:
            return flow_pausing.resume(workspace, database, catalogue.read(workspace), name, late).people

    def stop(self, now: str, name: str = "welcome") -> int:
        """Stop a flow; return how many people left it."""
        workspace = self.workspace(now)
        with workspace.open() as database:
            return flow_pausing.stop(workspace, database, catalogue.read(workspace), name).people

    def track(self, kind: str, customer: str = "c1", at: str = "", **properties: Any) -> None:
        """Store an event as ``mactl events track`` does, at its own instant."""
        workspace = self.workspace(at)
        with workspace.open() as database:
            row = {"type": kind, "customer": customer, "at": at, "properties": properties}
            track(surroundings(workspace, database), row)
            segmenting.keep_up(workspace, database)
            flow_legs.follow(workspace, database)

    def stored(self, kind: str, customer: str, at: int, cart: str) -> None:
        """Store an event as a tick finds it: it acts on open journeys and arrives, nothing more."""
        workspace = self.workspace(at)
        with workspace.open() as database:
            row = {"type": kind, "customer": customer, "at": at, "properties": {"cart_id": cart, "amount": 5}}
            track(surroundings(workspace, database), row)

    def at(self, now: str) -> Ticked:
        """Tick at an instant; a fault is an error."""
        done = self.tick(now)
        assert not done.faults, done.faults
        return done

    def trail(self, customer: str = "c1", flow: str = "") -> list[Step]:
        """Return all that happened to a customer in flows, in order, in Shanghai's time to the minute."""
        rows = self.sql(
            "SELECT t.at, t.what, t.step, t.detail FROM trail t JOIN enrolments n ON n.id = t.enrolment"
            " JOIN customers c ON c.id = n.customer JOIN flows f ON f.number = n.flow"
            " WHERE c.customer_id = ? AND (? = '' OR f.id = ?) ORDER BY t.id",
            customer, flow, flow,
        )  # fmt: skip
        return [Step(iso(at - at % 60_000, zone("Asia/Shanghai"))[5:16], *rest) for at, *rest in rows]

    def said(self, customer: str = "c1", flow: str = "") -> list[str]:
        """Return the same as lines: "03-02T14:10 sent hello"."""
        return [" ".join(filter(None, step)) for step in self.trail(customer, flow)]

    def ends(self, customer: str = "c1") -> list[str | None]:
        """Return how a customer's journeys ended, in the order of their entries; None is one that has not."""
        rows = self.sql(
            "SELECT n.outcome FROM enrolments n JOIN customers c ON c.id = n.customer WHERE c.customer_id = ?"
            " ORDER BY n.id",
            customer,
        )
        return [row[0] for row in rows]

    def wakers(self) -> list[tuple[Any, ...]]:
        """Return the open enrolments without exactly one waker (F3): there never are any."""
        from mactl.store import wakers

        with self.database() as database:
            return list(wakers.wrong(database))

    def replays(self) -> bool:
        """Tell whether every journey, taken again from what it was given, comes out as it did (F8)."""
        from mactl.engine import replaying

        workspace = self.workspace()
        authored = catalogue.read(workspace)
        with workspace.open() as database:
            numbers = [int(row[0]) for row in database.rows("SELECT id FROM enrolments")]
            return all(replaying.replay(workspace, database, authored, number).agrees for number in numbers)
