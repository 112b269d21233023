"""Rows of the inlets that were refused: said by every command that reads them, by doctor and by tick."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl import MarketingAutomation
from mactl.api.people import count
from mactl.core.segments.text import parse_text
from tests.commands.conftest import Mactl

SAID = "data/customers.json: 1 row was refused; data/customers.errors.csv says why\n"


def spoil(shop: Path, phone: str = "138****0000") -> None:
    """Add one customer, whose phone is masked unless another one is given, to those of the starter."""
    file = shop / "data" / "customers.json"
    rows = [row for row in json.loads(file.read_text("utf-8")) if row["id"] != "spoilt"]
    file.write_text(json.dumps([*rows, {"id": "spoilt", "phone": phone}], ensure_ascii=False), "utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("customers", "list"),
        ("customers", "show", "u001"),
        ("segment", "count", "vip_users"),
        ("send", "--campaign", "新品推广", "--dry-run"),
    ],
)
def test_commands_say_on_standard_error_that_rows_were_refused(
    mactl: Mactl, shop: Path, words: tuple[str, ...]
) -> None:
    spoil(shop)
    done = mactl(*words)
    assert SAID.strip() in " ".join(done.err.split())
    assert "refused" not in mactl(*words).err  # said when the file is read, not ever again


def test_a_tick_that_finds_refused_rows_exits_with_1(mactl: Mactl, shop: Path) -> None:
    spoil(shop)
    done = mactl("tick", "--format", "json")
    assert (done.code, done.json["faults"]) == (1, [SAID.strip()])
    assert mactl("tick").code == 0


def test_doctor_names_them_until_they_are_mended(mactl: Mactl, shop: Path) -> None:
    spoil(shop)
    mactl("customers", "list")
    found = mactl("doctor", "--format", "json")
    (finding,) = found.json["findings"]
    assert (found.code, finding["level"]) == (1, "fault")
    assert "masked" in finding["message"]
    spoil(shop, "13800000077")
    assert "customers.json" not in mactl("customers", "list").err
    assert mactl("doctor").code == 0


def test_a_program_is_warned(mactl: Mactl, shop: Path) -> None:
    spoil(shop)
    workspace = MarketingAutomation(shop).workspace
    with pytest.warns(UserWarning, match="1 row was refused"):
        assert count(workspace, parse_text("id = spoilt")) == 0
