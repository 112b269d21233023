"""Wrong inputs: each gives one clear error with a hint, and the exit code that says whose fault it is."""

import pytest

from tests.commands.conftest import Mactl


@pytest.mark.parametrize(
    ("line", "code", "error", "hint"),
    [
        ("nonsense", 2, "mactl has no command named nonsense", "Known here: "),
        ("inti", 2, "mactl has no command named inti", "Did you mean init?"),
        ("init --dem", 2, "mactl init has no option --dem", "Did you mean --demo?"),
        ("init --lang fr", 2, "no language named fr", "--lang takes en or zh"),
        ("init --format yaml", 2, "no format named yaml", "--format takes one of table"),
        ("init --now", 2, "--now needs a value", "mactl --help lists the options"),
    ],
)
def test_a_wrong_line_is_explained(mactl: Mactl, line: str, code: int, error: str, hint: str) -> None:
    done = mactl(*line.split())
    assert (done.code, done.out) == (code, "")
    first, second = done.err.splitlines()[:2]
    assert first == f"error: {error}"
    assert second.startswith("hint: ")
    assert hint in second
