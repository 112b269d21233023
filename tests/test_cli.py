"""The command line's frame: global options anywhere, one error handler."""

from __future__ import annotations

import pytest

from mactl.cli import hoist
from mactl.errors import UsageError


@pytest.mark.parametrize(
    ("line", "options", "rest"),
    [
        (["--now", "2026-03-02", "tick"], {"--now": "2026-03-02"}, ["tick"]),
        (["tick", "--now=2026-03-02"], {"--now": "2026-03-02"}, ["tick"]),
        (
            ["send", "-C", "shop", "--campaign", "新品", "--as", "mei"],
            {"-C": "shop", "--as": "mei"},
            ["send", "--campaign", "新品"],
        ),
        (["send", "--test-to", "a@b.cn", "--as", "u1"], {}, ["send", "--test-to", "a@b.cn", "--as", "u1"]),
    ],
)
def test_global_options_stand_anywhere(line: list[str], options: dict[str, str], rest: list[str]) -> None:
    assert hoist(line) == (options, rest)


def test_an_option_without_its_value_is_named() -> None:
    with pytest.raises(UsageError, match="--now"):
        hoist(["tick", "--now"])
