"""``mactl init``: files laid out, what next, and nothing overwritten."""

import json
from pathlib import Path

from tests.commands.conftest import Mactl


def test_it_says_what_next(mactl: Mactl, tmp_path: Path) -> None:
    done = mactl("init", "shop")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1:] == [
        "What next:",
        "  cd shop && mactl doctor",
        "  mactl send --campaign 新品推广 --dry-run",
        "  mactl --help",
    ]
    assert (tmp_path / "shop" / "config.json").exists()


def test_a_workspace_is_never_laid_over(mactl: Mactl) -> None:
    mactl("init", "shop")
    again = mactl("init", "shop")
    assert again.code == 1
    assert again.err.splitlines()[0] == "error: shop is a workspace already"


def test_it_speaks_chinese(mactl: Mactl) -> None:
    assert mactl("--lang", "zh", "init", "店").out.splitlines()[1] == "接下来："


def test_it_answers_programs(mactl: Mactl, tmp_path: Path) -> None:
    found = mactl("init", "shop", "--format", "json").json
    assert found["workspace"] == str(tmp_path / "shop")
    assert found["demo"] is False


def test_the_demo_shop_has_lived_until_now(mactl: Mactl, tmp_path: Path) -> None:
    mactl("init", "shop", "--demo", now="2026-10-05T09:00")
    events = (tmp_path / "shop" / "data" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(events[-1])["at"].startswith("2026-10-0")


def test_the_editor_finds_the_schemas(mactl: Mactl, tmp_path: Path) -> None:
    mactl("init", "shop")
    wired = json.loads((tmp_path / "shop" / ".vscode" / "settings.json").read_text("utf-8"))["json.schemas"]
    for one in wired:
        assert json.loads((tmp_path / "shop" / one["url"]).read_text("utf-8"))["$schema"]
