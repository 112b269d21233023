"""What is installed from a wheel has everything that the repository has: Chinese sentences and the starter."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILD = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
SPEAK = "from mactl import i18n; i18n.use('zh'); print(i18n._('upgrade mactl'), i18n.__file__)"


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
    assert done.stdout.split() == ["请升级", "mactl", str(installed / "mactl" / "i18n.py")]


@pytest.mark.slow
def test_the_wheel_brings_the_whole_starter(installed: Path) -> None:
    starter = installed / "mactl" / "starter"
    for name in ("templates", "data"):
        wanted = {path.relative_to(ROOT) for path in (ROOT / name).rglob("*") if path.is_file()}
        assert {path.relative_to(starter) for path in (starter / name).rglob("*") if path.is_file()} == wanted
    assert (starter / "config.example.json").read_bytes() == (ROOT / "config.example.json").read_bytes()
