"""What is installed from a wheel has everything that the repository has: Chinese sentences and the starter."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mactl.layout import starter

ROOT = Path(__file__).resolve().parents[1]
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
SPEAK = "from mactl import i18n; i18n.use('zh'); print(i18n._('everybody'), i18n.__file__)"

LAY_OUT = "import pathlib, sys; from mactl.layout import lay_out; lay_out(pathlib.Path(sys.argv[1]))"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, which is what installing it without its dependencies does."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-c", BUILD, str(folder)]
    name = subprocess.run(build, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()[-1]
    with zipfile.ZipFile(folder / name) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


@pytest.mark.slow
def test_the_wheel_speaks_chinese(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SPEAK],
        cwd=installed,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["所有人", str(installed / "mactl" / "i18n.py")]


@pytest.mark.slow
def test_the_wheel_brings_the_whole_starter(installed: Path) -> None:
    carried = installed / "mactl" / "starter"
    for name in ("templates", "data"):
        wanted = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*") if path.is_file()}
        assert {path.relative_to(carried) for path in (carried / name).rglob("*") if path.is_file()} == wanted
    assert (carried / "config.example.json").read_bytes() == (ROOT / "config.example.json").read_bytes()


@pytest.mark.slow
def test_the_wheel_lays_out_what_a_checkout_does(installed: Path, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", LAY_OUT, str(tmp_path)],
        cwd=installed,
        env={"PYTHONPATH": str(installed)},
        check=True,
    )
    made = {path.relative_to(tmp_path).as_posix(): path for path in tmp_path.rglob("*") if path.is_file()}
    assert {name: path.read_bytes() for name, path in made.items()} == dict(starter())
