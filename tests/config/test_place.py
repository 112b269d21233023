from pathlib import Path

import pytest

from mactl.config import find
from mactl.errors import MactlError


def test_the_nearest_parent_with_a_config_is_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    deep = tmp_path / "data" / "more"
    deep.mkdir(parents=True)
    assert find(deep, {}) == tmp_path.resolve()


def test_what_is_asked_for_comes_before_the_environment_and_that_before_the_place(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.json").write_text("{}")
    environ = {"MACTL_WORKSPACE": str(tmp_path / "b")}
    assert find(tmp_path / "c", environ, Path("../a")) == (tmp_path / "a").resolve()
    assert find(tmp_path / "c", environ) == (tmp_path / "b").resolve()


@pytest.mark.parametrize(
    ("asked", "words"), [("nowhere", "no folder"), ("empty", "not a workspace"), (None, "no workspace here")]
)
def test_what_is_no_workspace_is_named_with_a_way_on(tmp_path: Path, asked: str | None, words: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(MactlError, match=words) as caught:
        find(tmp_path, {}, Path(asked) if asked else None)
    assert "mactl init" in caught.value.hint
