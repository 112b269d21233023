"""A file is replaced whole or stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.errors import MactlError
from mactl.terminal import files


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "报告.csv"
    target.write_text("old", "utf-8")
    files.replace(target, "a,b\r\n", excel=True)
    assert target.read_bytes() == b"\xef\xbb\xbfa,b\r\n"
    assert [path.name for path in tmp_path.iterdir()] == ["报告.csv"]


def test_where_a_file_cannot_be_written_the_error_names_it(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(MactlError, match="folder cannot be written: "):
        files.replace(tmp_path / "folder", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
