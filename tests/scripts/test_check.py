"""The one script names every part that fails, goes on to the others, and exits 1."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GOOD = '"""Greets."""\n\n\ndef greet(name: str) -> str:\n    """Return a greeting."""\n    return f"Hello {name}"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "mactl").mkdir()
    (tmp_path / "tests").mkdir()
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "mactl" / "__init__.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "tests" / "test_it.py").write_text("def test_it() -> None:\n    assert True\n", encoding="utf-8")
    return tmp_path


def check(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    command = [str(project / "scripts" / "check"), *words]
    return subprocess.run(command, env={**kept, "PATH": path}, capture_output=True, text=True, check=False)


def test_a_clean_project_passes(project: Path) -> None:
    done = check(project, "format", "lint", "sizes", "messages")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("part", "name", "source"),
    [
        ("format", "mactl/loud.py", GOOD.replace("    return", "    return  ")),
        ("lint", "mactl/loud.py", "print(1)\n"),
        ("types", "mactl/loud.py", GOOD.replace("-> str", "-> int")),
        ("imports", "mactl/loud.py", GOOD),
        ("sizes", "mactl/utils.py", GOOD),
        ("messages", "mactl/loud.py", GOOD + '\n\nprint(_("loud"))\n'),
        ("docs", "mactl/core/reports/funnel.py", GOOD),
        ("tests", "tests/test_bad.py", "def test_it() -> None:\n    assert not 1\n"),
    ],
)
def test_each_part_can_fail(project: Path, part: str, name: str, source: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(source, encoding="utf-8")
    done = check(project, part)
    assert done.returncode == 1
    assert f"FAILED  {part} " in done.stdout
    assert done.stdout.endswith(f"failed: {part}\n")


def test_one_failure_does_not_hide_another(project: Path) -> None:
    (project / "mactl" / "utils.py").write_text("print( _('loud'))\n", encoding="utf-8")
    assert check(project, "format", "lint", "sizes", "messages").stdout.endswith("failed: format lint sizes messages\n")


def test_an_unknown_part_is_wrong_usage(project: Path) -> None:
    done = check(project, "speed")
    assert done.returncode == 2
    assert "Usage: scripts/check" in done.stderr
