"""Options that contradict each other or lie beyond the calendar: each is named, with a hint and the exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Mactl
from tests.support.shop import Shop


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("send --campaign spring --max-cost 1e400", "1e400 is not an amount"),
        ("send --campaign spring --dry-run --test-to a@x.com", "--dry-run is not for --test-to"),
        ("send --campaign spring --limit 3 --test-to a@x.com", "--limit is not for --test-to"),
        ("campaign list --now 9999-12-31T23:59", "--now: 9999-12-31T23:59 is not between 1970 and 2200"),
        ("tick --now 0001-01-01", "--now: 0001-01-01 is not between 1970 and 2200"),
        ("report --window 0d", "--window: nothing happens within 0d"),
        ("report --window -3d", "--window: Not a duration"),
        ("report --period 2026-13", "--period: There is no such date: '2026-13'"),
    ],
)
def test_a_wrong_option_is_named(mactl: Mactl, folder: Shop, line: str, error: str) -> None:
    done = mactl("-C", str(folder.folder), *line.split())
    assert (done.code, done.out) == (2, "")
    assert error in done.err
    assert "hint: " in done.err
    assert folder.states() == {}


@pytest.fixture
def folder(tmp_path: Path) -> Shop:
    """Return a shop with a campaign that nobody got yet."""
    shop = Shop(tmp_path / "shop")
    shop.people(2)
    shop.campaign()
    return shop


def test_an_empty_pattern_of_workspaces_serves_none(mactl: Mactl) -> None:
    for command in ("daemon", "tick", "report", "doctor"):
        done = mactl(command, "--workspaces", "")
        assert (done.code, "no workspace is named by" in done.err) == (1, True), command


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("abtest power --base 0.2", "Did you mean --baseline?"),
        ("campaign create --channels email", "Did you mean --channel?"),
        ("flow activate --yes", "Known here: --flow, "),
    ],
)
def test_a_wrong_option_is_answered_with_the_one_that_begins_so(mactl: Mactl, line: str, hint: str) -> None:
    done = mactl(*line.split())
    assert (done.code, done.err.splitlines()[1].removeprefix("hint: ").startswith(hint)) == (2, True)
