"""What `mactl init` lays out, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mactl.errors import MactlError
from mactl.layout import lay_out, starter

PUBLISHED = Path(__file__).parent / "data" / "published_config.json"


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def contains(whole: object, part: object) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(key in whole and contains(whole[key], part[key]) for key in part)
    return whole == part


def test_it_writes_a_workspace_and_says_which_files(tmp_path: Path) -> None:
    written = lay_out(tmp_path / "店")
    assert {path.relative_to(tmp_path / "店").as_posix() for path in written} == names(tmp_path / "店")
    assert written[-1].name == "config.json"
    assert {"README.md", ".gitignore", ".env.example", ".vscode/settings.json"} <= names(tmp_path / "店")
    assert not any("mactl.db" in path.name or path.name.startswith("dot_") for path in written)


def test_every_data_file_is_a_list_of_objects(tmp_path: Path) -> None:
    lay_out(tmp_path)
    expected = [
        "ab_tests",
        "actions",
        "campaigns",
        "coupons",
        "customers",
        "festivals",
        "flows",
        "products",
        "scores",
        "segments",
        "strategies",
    ]
    assert sorted(path.stem for path in (tmp_path / "data").iterdir()) == expected
    for path in (tmp_path / "data").iterdir():
        rows = json.loads(path.read_text("utf-8"))
        assert isinstance(rows, list)
        assert all(isinstance(row, dict) for row in rows)


def test_the_configuration_holds_the_published_example_and_sends_nothing() -> None:
    config = json.loads(dict(starter())["config.json"])
    assert contains(config, json.loads(PUBLISHED.read_text("utf-8")))
    assert {channel["provider"] for channel in config["channels"].values()} == {"sandbox"}
    assert set(config["channels"]) == {"email", "sms", "wechat", "push", "social", "inapp"}


def test_a_workspace_is_not_laid_out_twice(tmp_path: Path) -> None:
    lay_out(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}
    with pytest.raises(MactlError, match="is a workspace already") as refused:
        lay_out(tmp_path, demo=True)
    assert "mactl doctor" in refused.value.hint
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_a_file_in_the_way_is_named_and_stays(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "email.html").write_text("mine")
    with pytest.raises(MactlError, match=r"templates/email\.html") as refused:
        lay_out(tmp_path)
    assert "nothing was written" in refused.value.hint
    assert names(tmp_path) == {"templates/email.html"}


def test_other_files_and_a_repository_s_own_readme_stay(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "README.md").write_text("mine")
    written = lay_out(tmp_path)
    assert (tmp_path / "README.md").read_text() == "mine"
    assert tmp_path / "README.md" not in written
    assert (tmp_path / "config.json").exists()


def test_a_layout_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "templates").write_text("a file where a folder is needed")
    with pytest.raises(MactlError, match="cannot be written"):
        lay_out(tmp_path)
    assert names(tmp_path) == {"templates"}


def test_the_demo_is_a_whole_shop(tmp_path: Path) -> None:
    lay_out(tmp_path, demo=True)
    assert len(json.loads((tmp_path / "data/customers.json").read_text("utf-8"))) == 2000
    assert len(json.loads((tmp_path / "data/products.json").read_text("utf-8"))) == 40
    assert len((tmp_path / "data/events.jsonl").read_text("utf-8").splitlines()) > 55_000
    workspace = json.loads((tmp_path / "config.json").read_text("utf-8"))["workspace"]
    assert workspace["name"] == "栗屿生活"
    assert "c0001" in (tmp_path / "README.md").read_text("utf-8")
    campaigns = json.loads((tmp_path / "data/campaigns.json").read_text("utf-8"))
    assert {"新品推广", "会员日", "春茶上新"} <= {campaign["name"] for campaign in campaigns}
