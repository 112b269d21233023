"""A workspace at work: what it makes of its own folder."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from mactl.api import life
from mactl.clock import MINUTE, Clock
from mactl.engine import catalogue, tick
from mactl.errors import MactlError
from tests.support.shop import Shop


def test_a_workspace_that_was_taken_away_is_not_made_again(tmp_path: Path) -> None:
    """Its folder was renamed while it was served: an empty one in its place would look like a workspace lost."""
    shop = Shop(tmp_path / "shop")
    workspace = shop.workspace()
    shop.folder.rename(tmp_path / "elsewhere")
    for use in (workspace.open, lambda: tick.tick(workspace)):
        with pytest.raises(MactlError, match="cannot be written"):
            use()
    assert not shop.folder.exists()


class Leaving(Clock):
    """A clock at whose ``turn``-th look the workspace is taken away."""

    __slots__ = ("_folder", "turn")

    def __init__(self, *, start: int, turn: int, folder: Path) -> None:
        super().__init__(start=start)
        self.turn, self._folder = turn, folder

    def now(self) -> int:
        self.turn -= 1
        if not self.turn:
            self._folder.rename(self._folder.with_name("elsewhere"))
        return super().now()


@pytest.mark.parametrize("turn", range(1, 16, 2))
def test_one_that_is_taken_away_in_the_middle_of_a_tick_is_not_made_again(tmp_path: Path, turn: int) -> None:
    """The database stays open, so only what is written beside it tells: nothing half made is left at the old place."""
    shop = Shop(tmp_path / "shop")
    shop.people(3)
    shop.campaign(channels=["sms", "email"], schedule={"at": "2026-03-02T12:01"})
    workspace = shop.workspace()
    with workspace.open() as database:
        life.schedule(workspace, database, catalogue.read(workspace).campaign("spring"))
    late = replace(workspace, clock=Leaving(start=workspace.clock.now() + 2 * MINUTE, turn=turn, folder=shop.folder))
    with suppress(MactlError, OSError):
        assert tick.tick(late).faults, "files that are gone are named"
    assert not shop.folder.exists()
    moved = replace(late, folder=tmp_path / "elsewhere", clock=Clock(start=workspace.clock.now() + 3 * MINUTE))
    tick.tick(moved)
    with moved.open() as database:
        assert database.number("SELECT count(*) FROM messages WHERE state IN ('sent', 'unknown')") == 6
        assert database.number("SELECT count(*) FROM messages WHERE state = 'unknown'") <= 2
