"""Every dependency is declared, pinned, documented, and costs nothing where it is not needed."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8")
# Packages that --help, tick and send never load; pydantic, jinja2 and httpx come with what is really sent.
HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "sqlite_utils",
    "openpyxl",
    "phonenumbers",
    "css_inline",
    "schedule",
    "httpx",
    "duckdb",
)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*, dev: bool) -> set[str]:
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["mirror"]]
    if dev:
        wanted += PROJECT["optional-dependencies"]["dev"]
    return {canonical(re.match(r"[\w.-]+", each)[0]) for each in wanted}


def imported() -> set[str]:
    names: set[str] = set()
    for path in (ROOT / "mactl").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"mactl"}


@pytest.mark.parametrize("name", sorted(declared(dev=True)))
def test_each_dependency_is_documented_and_pinned(name: str) -> None:
    rows = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row.startswith(f"| `{name}` |")], f"{name} has no row in docs/dependencies.md"
    assert name in {canonical(line.partition("==")[0]) for line in CONSTRAINTS.splitlines()}


def test_each_documented_package_is_declared() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([\w-]+)` \|", page, flags=re.MULTILINE)) == declared(dev=True)


def test_each_imported_package_is_declared() -> None:
    homes = packages_distributions()
    known = declared(dev=False) | {"markupsafe"}  # jinja2's own
    strangers = {name for name in imported() if not known & {canonical(home) for home in homes.get(name, [name])}}
    assert not strangers


def test_pins_are_exact_and_name_no_address() -> None:
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in CONSTRAINTS.splitlines())


def run(*words: str, cwd: Path) -> tuple[int, set[str]]:
    """Run this interpreter and return its exit code and the top-level names of what it imported."""
    code, loaded = everything(*words, cwd=cwd)
    return code, {name.partition(".")[0] for name in loaded}


def everything(*words: str, cwd: Path) -> tuple[int, set[str]]:
    """Run this interpreter and return its exit code and the names of all modules that it imported."""
    command = [sys.executable, "-X", "importtime", *words]
    done = subprocess.run(
        command,
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = (line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:"))
    return done.returncode, set(rows)


@pytest.mark.parametrize("module", ["mactl", "mactl.__main__", "mactl.cli", "mactl.engine.tick", "mactl.api"])
def test_nothing_heavy_is_loaded_at_the_start(module: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not written yet")
    code, loaded = run("-c", f"import {module}", cwd=tmp_path)
    assert (code, loaded & set(HEAVY)) == (0, set())


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code, loaded = run("-m", "mactl", "--help", cwd=tmp_path)
    assert (code, loaded & set(HEAVY)) == (0, set())


def test_an_idle_tick_loads_sqlite_and_four_small_modules(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / "__main__.py").touch()
    _code, spared = everything("-m", "nothing", cwd=tmp_path)
    _code, sqlite = everything("-c", "import _sqlite3", cwd=tmp_path)
    assert run("-m", "mactl", "init", cwd=tmp_path)[0] == 0
    assert run("-m", "mactl", "tick", cwd=tmp_path)[0] == 0
    code, loaded = everything("-m", "mactl", "tick", cwd=tmp_path)
    own = {"mactl", "mactl.clock", "mactl.store", "mactl.store.idle"}
    assert (code, loaded - spared - sqlite) == (0, own)
