import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mactl.authored import write_list
from mactl.authored.writing import write_where_asked
from mactl.errors import MactlError

VALUES = st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), VALUES)))
def test_what_is_written_is_read_back_in_its_order(tmp_path: Path, objects: list[dict[str, object]]) -> None:
    path = tmp_path / "data" / "campaigns.json"
    write_list(path, objects)
    found = json.loads(path.read_text("utf-8"))
    assert found == objects
    assert [list(each) for each in found] == [list(each) for each in objects]


def test_chinese_stays_readable_and_the_mode_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[]")
    path.chmod(0o640)
    write_list(path, [{"name": "新品推广"}])
    assert path.read_text("utf-8") == '[\n  {\n    "name": "新品推广"\n  }\n]\n'
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["a.json"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("[]")
    (tmp_path / "a.json").symlink_to("real.json")
    write_list(tmp_path / "a.json", [{"a": 1}])
    assert (tmp_path / "a.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text()) == [{"a": 1}]


def test_a_folder_that_cannot_be_written_is_named_and_nothing_changes(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(MactlError, match="cannot be written"):
        write_list(tmp_path / "file" / "a.json", [])
    assert (tmp_path / "file").read_text() == "x"


def test_no_folder_is_made_above_the_one_of_the_file(tmp_path: Path) -> None:
    """A workspace that was taken away in the middle of a run is not made again."""
    with pytest.raises(MactlError, match="cannot be written: No such file or directory"):
        write_list(tmp_path / "gone" / "data" / "a.json", [])
    assert list(tmp_path.iterdir()) == []


def test_where_a_person_asked_for_it_every_folder_is_made(tmp_path: Path) -> None:
    write_where_asked(tmp_path / "out" / "2026" / "a.html", b"x")
    assert (tmp_path / "out" / "2026" / "a.html").read_bytes() == b"x"
    (tmp_path / "file").write_text("x")
    with pytest.raises(MactlError, match="cannot be written"):
        write_where_asked(tmp_path / "file" / "deep" / "a.html", b"x")
