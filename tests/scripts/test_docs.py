"""The generated pages: made from the commands and plugs themselves, and the check that keeps them fresh can fail."""

from pathlib import Path

import pytest
import typer
from typer.main import get_command

from scripts import docs


def test_plugs_are_listed_with_their_first_sentence(tmp_path: Path) -> None:
    for name, source in {
        "adapters/sms/__init__.py": '"""Messages."""',
        "adapters/sms/sandbox.py": '"""Writes\ndown.\n\nMore."""',
        "adapters/sms/_parts.py": '"""Shared."""',
        "adapters/transport.py": '"""Network."""',
        "core/reports/__init__.py": '"""Reports."""',
        "core/reports/funnel.py": '"""Steps and who leaves."""',
    }.items():
        path = tmp_path / "mactl" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    page = docs.catalogue_page(tmp_path)
    assert "- `sms/sandbox`: Writes down.\n" in page
    assert "- `funnel`: Steps and who leaves.\n" in page
    assert "Shared" not in page
    assert "Network" not in page
    assert "Messages." not in page


def test_a_name_counts_as_mentioned_only_as_code_or_title(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## mactl send\nSay `consent`; a tag is a word.\n", encoding="utf-8")
    assert docs.unmentioned(["mactl send", "consent", "tag", "mactl sen"], tmp_path) == ["tag", "mactl sen"]


def test_commands_are_walked_without_the_hidden_ones() -> None:
    app, group = typer.Typer(), typer.Typer()
    app.command("send")(lambda: None)
    app.command("secret", hidden=True)(lambda: None)
    group.command("list")(lambda: None)
    app.add_typer(group, name="campaign")
    assert sorted(docs.commands(get_command(app))) == [(), ("campaign",), ("campaign", "list"), ("send",)]


def test_a_stale_or_missing_page_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    fresh, old = tmp_path / "fresh.md", tmp_path / "old.md"
    fresh.write_text("same", encoding="utf-8")
    old.write_text("before", encoding="utf-8")
    named = docs.stale({fresh: "same", old: "after", tmp_path / "none.md": "x"})
    assert named == [f"{name} is stale: run python scripts/docs.py" for name in ("old.md", "none.md")]


@pytest.mark.slow
def test_the_projects_pages_are_fresh() -> None:
    assert docs.stale(docs.pages()) == []


@pytest.mark.slow
def test_every_command_and_plug_is_mentioned() -> None:
    assert docs.unmentioned(docs.nameable(), docs.ROOT / "docs") == []
