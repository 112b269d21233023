"""The documents hold: their console and sh blocks run in the demo shop, their links lead somewhere."""

import re
import shutil
from pathlib import Path

import pytest

from mactl import layout
from mactl.api import schemas
from mactl.clock import wall
from tests.support.shell import ROOT, blocks, run

DOCS = ROOT / "docs"
RUNNABLE = sorted(page.name for page in DOCS.glob("*.md") if blocks(page.read_text(encoding="utf-8")))
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    layout.lay_out(folder, demo=True, now=wall())
    schemas.write_all(folder)
    return folder


def test_the_pages_with_commands_are_run() -> None:
    assert {"sending.md", "importing.md", "operating.md", "reports.md"} <= set(RUNNABLE)


@pytest.mark.slow
@pytest.mark.parametrize("name", RUNNABLE)
def test_the_blocks_of_a_page_run(name: str, demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo, tmp_path / "work")
    done = run(blocks((DOCS / name).read_text(encoding="utf-8")), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
    here = [link for link in links if "://" not in link]
    assert [link for link in here if not (page.parent / link).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f"({page.name})" not in index and page.name != "README.md"] == []
