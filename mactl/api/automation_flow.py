"""The Python interface to flows: a journey written into data/flows.json and activated without a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from mactl.api import flow_authoring, opening
from mactl.core.decode.slugs import fresh, slug
from mactl.core.model.flow import Flow
from mactl.engine import catalogue, flow_legs, flowing
from mactl.engine.flowing import Activated
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _


class AutomationFlow:
    """A flow of a workspace, made step by step; the same as what a person writes into data/flows.json.

    Example:
        flow = AutomationFlow(name="欢迎流程")
        flow.add_trigger("user_signup")
        flow.add_action("send_welcome_email", delay=0)
        flow.add_action("send_discount_coupon", delay_hours=24)
        flow.activate()
    """

    def __init__(
        self,
        name: str,
        *,
        workspace: Path | str | None = None,
        now: str | None = None,
        who: str = "python",
        **more: Any,
    ) -> None:
        """Open the workspace; ``more`` are other keys of a flow (``goal``, ``holdout`` ..., ``class_`` for "class").

        A flow of this name that the file has already is taken as it is until triggers or actions are added.
        """
        self.workspace: Workspace = opening.open_workspace(workspace, now=now, who=who)
        self.name = name
        self._more = {key.removesuffix("_"): value for key, value in more.items()}
        self._trigger: Mapping[str, Any] | None = None
        self._steps: list[dict[str, Any]] = []

    def add_trigger(self, trigger: str | Mapping[str, Any], **more: Any) -> Self:
        """Say what starts the flow: an event's name, with ``where`` and ``quiet_for``, or a trigger as the file has it.

        Raises:
            MactlError: the flow has a trigger already.
        """
        if self._trigger is not None:
            raise MactlError(_("a flow has one trigger"), _("make a flow for each thing that starts it"))
        self._trigger = {"event": trigger, **more} if isinstance(trigger, str) else {**trigger, **more}
        return self

    def add_action(
        self,
        action: str | Mapping[str, Any],
        *,
        delay: float | str = 0,
        delay_minutes: int = 0,
        delay_hours: int = 0,
        delay_days: int = 0,
        **more: Any,
    ) -> Self:
        """Add a step: a named action of data/actions.json, or a step as the file has it.

        It is taken so long after the trigger: ``delay`` in seconds or as text ("30m"), and minutes, hours, days. Days
        keep the local clock time. ``more`` are other keys of a step (``window``, ``on_skip`` ...).
        """
        step: dict[str, Any] = {"action": action} if isinstance(action, str) else dict(action)
        named = slug(action) if isinstance(action, str) else slug(str(next(iter(step), "step")))
        at = _at(delay, delay_minutes, delay_hours, delay_days)
        timed = {"at": at} if at else {}
        self._steps.append({"id": step.get("id") or self._fresh(named), **timed, **step, **more})
        return self

    def save(self) -> Flow:
        """Write the flow into data/flows.json if it is new or says something else, and return it.

        Raises:
            MactlError: with every fault of it, and of what it names that is nowhere; the file is as it was.
        """
        known = catalogue.read(self.workspace)
        before = next((flow for flow in known.flows if self.name in {flow.name, flow.id}), None)
        if before is not None and self._trigger is None and not self._steps and not self._more:
            return before
        definition = self._definition(before)
        if flow_authoring.read(definition) == before:
            return before
        flow = flow_authoring.checked(self.workspace, known, definition)
        flow_authoring.write(self.workspace, definition)
        return flow

    def activate(self, *, backfill: str = "") -> Activated:
        """Write the flow and let people enter it; return its version. What changed makes a new version (F1).

        ``backfill`` ("7d") lets events of so long ago start it too.
        """
        flow = self.save()
        with self.workspace.open() as database:
            authored = catalogue.read(self.workspace)
            done = flowing.activate(self.workspace, database, authored, flow, backfill=backfill)
            flow_legs.follow(self.workspace, database)
        return done

    def _definition(self, before: Flow | None) -> dict[str, Any]:
        """Return the flow as the file has it; one of this name keeps its id."""
        identity = {"id": before.id} if before is not None and before.id != slug(self.name) else {}
        trigger = {} if self._trigger is None else {"trigger": dict(self._trigger)}
        return {**identity, "name": self.name, **trigger, **self._more, "steps": self._steps}

    def _fresh(self, name: str) -> str:
        """Return an id for a step that no other has."""
        return fresh(name, {step["id"] for step in self._steps})


def _at(delay: float | str, minutes: int, hours: int, days: int) -> str:
    """Return a delay as a flow's file writes it; nothing for none."""
    if isinstance(delay, str):
        return delay
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (round(delay), "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count)
