"""Laws of the house that no tool of ours knows: kept by reading the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MOCKS = re.compile(r"^\s*(from|import)\s+(unittest\.mock|unittest\s+import\s+mock|mock\b)", re.MULTILINE)
# SQL that asks the clock or draws a number behind the program's back.
ASKING = re.compile(
    r"CURRENT_(TIME|DATE)|unixepoch\(\s*\)|\b(datetime|date|time|julianday|unixepoch)\(\s*'now'|\bRANDOM(BLOB)?\(",
    re.IGNORECASE,
)


def faulty_models(source: str) -> list[str]:
    """Return the names of the dataclasses that are not frozen, slotted and keyword only."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        for mark in node.decorator_list
        if "dataclass" in ast.unparse(mark) and not {"frozen=True", "slots=True", "kw_only=True"} <= options(mark)
    ]


def options(mark: ast.expr) -> set[str]:
    return {ast.unparse(each).lstrip("*") for each in mark.keywords} if isinstance(mark, ast.Call) else set()


def sql(path: Path) -> Iterator[str]:
    """Yield the pieces of a file that may be SQL: its string constants, or all of a .sql file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".sql":
        yield text
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def files(folder: str, *suffixes: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)


def test_models_are_frozen_slotted_and_keyword_only() -> None:
    found = {path.name: faulty_models(path.read_text(encoding="utf-8")) for path in files("mactl/core/model", ".py")}
    assert not {name: classes for name, classes in found.items() if classes}


def test_no_sql_asks_the_time_or_draws() -> None:
    assert not [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files("mactl", ".py", ".sql")
        for text in sql(path)
        if (match := ASKING.search(text))
    ]


def test_nobody_mocks() -> None:
    assert not [path.name for path in files("tests", ".py") if MOCKS.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    "text", ["import unittest.mock", "from unittest import mock", "from unittest.mock import patch"]
)
def test_a_mock_is_noticed(text: str) -> None:
    assert MOCKS.search(text)


@pytest.mark.parametrize(
    "text", ["SELECT datetime('now')", "at INTEGER DEFAULT CURRENT_TIMESTAMP", "ORDER BY random()"]
)
def test_sql_that_asks_is_noticed(text: str) -> None:
    assert ASKING.search(text)


def test_a_loose_model_is_noticed() -> None:
    assert faulty_models("@dataclass(frozen=True)\nclass A: ...\n@dataclass\nclass B: ...\n") == ["A", "B"]
    assert faulty_models("@dataclass(frozen=True, slots=True, kw_only=True)\nclass A: ...\n") == []
