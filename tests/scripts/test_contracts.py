"""The import contracts must be able to fail: each is run by import-linter itself on a small package that breaks it."""

import subprocess
import sys
from pathlib import Path

import pytest

from scripts import contracts

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "commands/__init__.py": "",
    "commands/send.py": "",
    "commands/tick.py": "",
    "commands/_ask.py": "",
    "engine/__init__.py": "",
    "store/__init__.py": "import sqlite3\n",
    "store/schema.py": "",
    "adapters/__init__.py": "",
    "adapters/transport_http.py": "import httpx\n",
    "adapters/sms/__init__.py": "",
    "adapters/sms/aliyun.py": "",
    "adapters/sms/twilio.py": "",
    "core/__init__.py": "",
    "core/model/__init__.py": "",
    "core/messages/__init__.py": "",
    "core/segments/__init__.py": "",
    "errors.py": "",
    "registry.py": "",
    "clock.py": "",
    "i18n.py": "",
    "__init__.py": "",
}


def lint(folder: Path, changed: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for name, source in {**FILES, **changed}.items():
        path = folder / "mactl" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    (folder / ".importlinter").write_bytes((ROOT / ".importlinter").read_bytes())
    (folder / "scripts").symlink_to(ROOT / "scripts")
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": ".", "COLUMNS": "200"}
    )


def test_a_lawful_package_passes(tmp_path: Path) -> None:
    result = lint(tmp_path, {"commands/send.py": "from mactl.commands import _ask\nfrom mactl import engine\n"})
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({"engine/__init__.py": "import mactl.commands.send\n"}, "Floors: a file imports only what lies lower BROKEN"),
        ({"engine/__init__.py": "def f():\n    import mactl.commands.send\n"}, "what lies lower BROKEN"),
        ({"store/schema.py": "from mactl.adapters.sms import aliyun\n"}, "what lies lower BROKEN"),
        ({"attic.py": ""}, "what lies lower BROKEN"),
        ({"core/segments/__init__.py": "import mactl.core.messages\n"}, "Floors inside core BROKEN"),
        (
            {"store/schema.py": "import mactl.store.rows", "store/rows.py": "import mactl.store.schema"},
            "any depth BROKEN",
        ),
        ({"commands/send.py": "import mactl.commands.tick\n"}, "by their folder) BROKEN"),
        ({"commands/_ask.py": "import mactl.commands.tick\n"}, "by their folder) BROKEN"),
        ({"adapters/sms/aliyun.py": "from mactl.adapters.sms import twilio\n"}, "by their folder) BROKEN"),
        ({"engine/__init__.py": "import sqlite3\n"}, "One landlord per package BROKEN"),
        ({"clock.py": "def f():\n    import random\n"}, "One landlord per package BROKEN"),
        ({"core/model/__init__.py": "from pathlib import Path\n"}, "Core is pure"),
    ],
)
def test_each_contract_can_be_broken(tmp_path: Path, changed: dict[str, str], broken: str) -> None:
    result = lint(tmp_path, changed)
    assert result.returncode == 1
    assert broken in result.stdout


def test_underscore_files_serve_their_own_folder_only() -> None:
    pattern = "mactl.adapters.*.*"
    assert not contracts.forbidden_between("mactl.adapters.sms.a", "mactl.adapters.sms._parts", pattern)
    assert contracts.forbidden_between("mactl.adapters.email.a", "mactl.adapters.sms._parts", pattern)
    assert not contracts.forbidden_between("mactl.adapters.sms.a", "mactl.adapters.socket", pattern)
    assert not contracts.forbidden_between("mactl.adapters.sms.a.b", "mactl.adapters.sms.a.c", pattern)
