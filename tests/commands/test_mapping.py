"""What an import shows of a file before it takes it in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mactl.cli import run
from tests.commands.conftest import Mactl, Piped

CSV = "编号,手机号,积分\nA1,13800000001,5\nA2,1.38E+10,\nA3,138****0003,7\n"


class Keyboard(Piped):
    """A person at a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def file(shop: Path) -> Path:
    path = shop / "会员.csv"
    path.write_text(CSV, "utf-8")
    return path


def test_a_dry_run_shows_where_columns_go(mactl: Mactl, file: Path) -> None:
    found = mactl("customers", "import", str(file), "--dry-run", "--format", "json").json["mapping"]
    assert [(one["column"], one["field"], one["filled"]) for one in found["columns"]] == [
        ("编号", "id", 3),
        ("手机号", "phone", 3),
        ("积分", None, 2),
    ]
    assert found["columns"][1]["values"] == ["13800000001", "1.38E+10", "138****0003"]
    assert (found["rows"], found["refused"]) == (3, 1)
    assert "rounded by a spreadsheet (1.38E+10)" in found["warnings"][0]


def test_on_a_pipe_the_warning_is_said_and_the_import_goes_on(mactl: Mactl, file: Path) -> None:
    done = mactl("customers", "import", str(file), "--format", "json")
    assert "rounded by a spreadsheet" in " ".join(done.err.split())
    assert done.json["created"] == 2


@pytest.mark.parametrize(("answer", "code", "known"), [("y\n", 3, 1), ("n\n", 1, 0), ("", 1, 0)])
def test_at_a_terminal_a_person_is_asked(
    mactl: Mactl,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    code: int,
    known: int,
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(answer))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run(("customers", "import", str(file)), {}) == code
    said = capsys.readouterr().err
    assert "How the columns are understood" in said
    assert "an attribute" in said
    assert "is a masked phone number" in " ".join(said.split())
    assert mactl("customers", "find", "A1", "--format", "json").json["count"] == known


def test_events_say_where_their_columns_go(mactl: Mactl, shop: Path) -> None:
    path = shop / "orders.csv"
    path.write_text("cust_id,date,usd,shop\nu001,2026-02-01,9.5,上海店\n", "utf-8")
    words = ("events", "import", str(path), "--type", "order_paid", "--map", "amount=usd", "--dry-run")
    found = mactl(*words, "--format", "json").json["mapping"]
    assert [one["field"] for one in found["columns"]] == ["customer", "at", "amount", None]
