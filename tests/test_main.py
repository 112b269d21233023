"""The console entry: Ctrl-C in the first moment, while the program is still being loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

# Presses Ctrl-C when the module named first is asked for; the rest is the command line.
PRESSED = """
import os, signal, sys

class Key:
    module = sys.argv.pop(1)

    @classmethod
    def find_spec(cls, name, *_rest):
        if name == cls.module:
            os.kill(os.getpid(), signal.SIGINT)

signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Key)
from mactl.__main__ import main
sys.exit(main())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize(
    ("module", "command"),
    [("mactl.store.idle", "tick"), ("mactl.cli", "doctor"), ("typer", "doctor"), ("mactl.commands.doctor", "doctor")],
)
def test_ctrl_c_while_the_program_is_loaded_ends_it_quietly(module: str, command: str, tmp_path: Path) -> None:
    here = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", PRESSED, module, command],
        cwd=tmp_path, env=here, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (130, "")
    assert "Traceback" not in done.stderr
