"""The file's name is its registration; what starts with an underscore is shared, not offered."""

import sys
from pathlib import Path

import pytest

from mactl import registry


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    folder = tmp_path / "offers_for_a_test"
    folder.mkdir()
    for name in ("__init__", "tag", "event", "_shared"):
        (folder / f"{name}.py").write_text(f"WORD = {name!r}\n", encoding="utf-8")
    (folder / "broken.py").write_text("raise RuntimeError\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        monkeypatch.delitem(sys.modules, name)
    return folder.name


def test_names_are_sorted_and_nothing_is_imported(package: str) -> None:
    assert registry.names(package) == ["broken", "event", "tag"]
    assert f"{package}.tag" not in sys.modules


def test_one_module_is_loaded_without_the_others(package: str) -> None:
    assert registry.load(package, "tag").WORD == "tag"
    assert f"{package}.event" not in sys.modules


def test_discover_imports_everything_and_hides_no_fault(package: str) -> None:
    with pytest.raises(RuntimeError):
        registry.discover(package)


def test_the_projects_conditions_are_found() -> None:
    found = registry.discover("mactl.core.segments.conditions")
    assert "tag" in found
    assert list(found) == sorted(found)
