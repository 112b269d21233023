"""The enforcer of sizes must be able to fail."""

from pathlib import Path

from scripts import sizes


def write(folder: Path, name: str, source: str) -> Path:
    path = folder / name
    path.write_text(source, encoding="utf-8")
    return path


def function(lines: int, name: str = "f") -> str:
    return f"def {name}():\n" + "    x = 1\n" * (lines - 1)


def test_small_files_have_no_faults(tmp_path: Path) -> None:
    assert (
        list(sizes.faults([write(tmp_path, "quiet.py", function(40) + "".join(function(28) for _ in range(9)))])) == []
    )


def test_a_file_of_301_lines_is_named(tmp_path: Path) -> None:
    assert "301 lines" in next(sizes.faults([write(tmp_path, "quiet.py", "x = 1\n" * 301)]))


def test_a_function_of_41_lines_is_named_nested_or_async(tmp_path: Path) -> None:
    nested = "class A:\n    async def deep(self):\n" + "        x = 1\n" * 40
    found = list(sizes.faults([write(tmp_path, "quiet.py", function(41)), write(tmp_path, "deep.py", nested)]))
    assert any("f has 41 lines" in each for each in found)
    assert any("deep has 41 lines" in each for each in found)


def test_too_many_long_functions_are_named(tmp_path: Path) -> None:
    source = function(30, "long") + "".join(function(3) for _ in range(8))
    assert next(iter(sizes.faults([write(tmp_path, "quiet.py", source)]))).startswith("1 of 9 functions")


def test_vague_names_are_refused(tmp_path: Path) -> None:
    for name in ("utils.py", "base.py", "sms_helpers.py", "_common.py", "Manager.py"):
        assert "name says nothing" in next(sizes.faults([write(tmp_path, name, "")]))


def test_an_empty_folder_is_not_a_success(tmp_path: Path) -> None:
    assert sizes.main([str(tmp_path)]) == 1
