"""The starter as `mactl init` lays it out, with one customer whose story is played by the real engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mactl.core.schedule.instants import iso, parse_instant
from mactl.core.schedule.zones import zone
from mactl.layout import lay_out
from tests.support.journeys import JourneyShop

HOME = "Asia/Shanghai"
DAY = 86_400_000
_ALWAYS = frozenset({"sent", "skipped", "failed"})  # compared whole, the other kinds where a story names them
_NEXT = """
SELECT MIN(due) FROM (
  SELECT due FROM enrolments WHERE due IS NOT NULL AND state = 'open'
  UNION ALL SELECT due FROM clocks
  UNION ALL SELECT due FROM messages WHERE state IN ('queued', 'delayed')
  UNION ALL SELECT due FROM watches
) WHERE due > ?
"""
_TOLD = """
SELECT at, what, words FROM (
  SELECT t.at, t.id number, t.what, CASE t.what
    WHEN 'exit' THEN t.detail
    WHEN 'sent' THEN t.step || ' ' || (SELECT m.channel FROM messages m WHERE m.enrolment = t.enrolment
                                       AND m.visit = t.visit ORDER BY m.position DESC LIMIT 1)
    ELSE t.step || ' ' || t.detail END words
  FROM trail t WHERE t.what IN ('sent', 'skipped', 'failed', 'exit')
  UNION ALL SELECT opened_at, 0, 'task', step FROM tasks
  UNION ALL SELECT at, 0, 'tag', iif(new IS NULL, '-', '+') || name FROM changes WHERE kind = 'tag'
  UNION ALL SELECT at, 0, 'grant', name FROM grants WHERE kind = 'coupon'
) ORDER BY at / 60000, number
"""


class StarterShop(JourneyShop):
    """The starter's own flows, templates, coupons and festivals; the customers are those of a story."""

    def __init__(self, folder: Path) -> None:
        lay_out(folder)
        self.folder = folder
        self.flows = {}
        flows = folder / "data" / "flows.json"
        flows.write_text(flows.read_text("utf-8").replace('"holdout": 0.1, ', ""), "utf-8")  # a story holds nobody out

    def play(self, story: Mapping[str, Any]) -> list[str]:
        """Play a story; return all that happened as far as it is judged by it, a line each."""
        people = json.dumps([story["customer"]], ensure_ascii=False)
        (self.folder / "data" / "customers.json").write_text(people, "utf-8")
        now = _instant(story["events"][0][0]) - 60_000  # the clock runs on while the flow is activated
        self.tick(now)
        self.activate(story["flow"], iso(now, zone(HOME)))
        for at, kind, properties in story["events"]:
            now = self._until(now, _instant(at))
            self.track(kind, story["customer"]["id"], at, **properties)
            self.tick(now)
        self._until(now, _instant(story["until"]) if "until" in story else now + 400 * DAY)
        kinds = {row[1] for row in story["expect"]} | _ALWAYS
        return [_line(at, what, words) for at, what, words in self.sql(_TOLD) if what in kinds]

    def _until(self, now: int, end: int) -> int:
        """Tick at every instant at which something is due, up to ``end``."""
        for _turn in range(500):
            due = self.sql(_NEXT, now)[0][0]
            if due is None or due > end:
                return end
            now = due
            done = self.tick(now)
            assert not done.faults, done.faults
            assert not self.wakers()
        raise AssertionError("the story does not come to its end")


def expected(story: Mapping[str, Any]) -> list[str]:
    """Return what a story says will happen, a line each."""
    return [_line(_instant(row[0]), row[1], " ".join(row[2:])) for row in story["expect"]]


def _line(at: int, *words: str) -> str:
    return " ".join((iso(at, zone(HOME))[:16], *words))


def _instant(text: str) -> int:
    return parse_instant(text, zone(HOME))
