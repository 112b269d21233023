"""Keep files and functions small and named for what they do; exit 1 and name every one that is not.

Usage: python scripts/sizes.py [FOLDER ...]   (default: mactl scripts)
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE_LINES = 300
FUNCTION_LINES = 40
USUAL_LINES = 30  # a function shorter than this is of the usual size ...
USUAL_PERCENT = 90  # ... and at least so many in a hundred must be
VAGUE = frozenset({"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function: where it is and how many lines it has, signature and docstring included."""

    path: Path
    line: int
    name: str
    lines: int


def functions(path: Path, source: str) -> Iterator[Function]:
    """Yield every function and method of ``source``, nested ones too."""
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield Function(path=path, line=node.lineno, name=node.name, lines=lines)


def file_faults(path: Path, source: str) -> Iterator[str]:
    """Yield what is wrong with a file as a whole: its length, its name."""
    lines = len(source.splitlines())
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines, at most {FILE_LINES}: split it by reason to be opened"
    if VAGUE & set(path.stem.lower().strip("_").split("_")):
        yield f"{path}: the name says nothing; name it for what it does"


def share_faults(found: list[Function]) -> Iterator[str]:
    """Yield a fault when too many functions are long, naming the longest."""
    long = sorted((each for each in found if each.lines >= USUAL_LINES), key=lambda each: -each.lines)
    if 100 * len(long) > (100 - USUAL_PERCENT) * len(found):
        named = ", ".join(f"{each.path}:{each.line} {each.name} ({each.lines})" for each in long[:5])
        yield f"{len(long)} of {len(found)} functions have {USUAL_LINES} lines or more, the longest: {named}"


def faults(paths: list[Path]) -> Iterator[str]:
    """Yield every fault of the Python files ``paths``."""
    found: list[Function] = []
    for path in paths:
        source = path.read_text(encoding="utf-8")
        yield from file_faults(path, source)
        found += functions(path, source)
    for each in found:
        if each.lines > FUNCTION_LINES:
            yield f"{each.path}:{each.line}: {each.name} has {each.lines} lines, at most {FUNCTION_LINES}"
    yield from share_faults(found)


def main(folders: list[str]) -> int:
    """Check the folders; return 1 if anything is wrong."""
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
    if not paths:
        print(f"no Python files in {', '.join(folders)}")
        return 1
    named = list(faults(paths))
    print("\n".join(named) or f"{len(paths)} files are of the right size")
    return 1 if named else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["mactl", "scripts"]))
