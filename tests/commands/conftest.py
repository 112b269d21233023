"""Running commands as a shell would: whole output, both streams, an exit code."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mactl.cli import run

NOW = "2026-03-02T10:00+08:00"


@dataclass(frozen=True)
class Ran:
    """What a command line did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Piped(io.StringIO):
    """Standard input that is no terminal."""


Mactl = Callable[..., Ran]


@pytest.fixture
def mactl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Mactl:
    """Return a function that runs a command line in ``tmp_path`` on a terminal of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def call(*words: str, now: str = NOW, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", Piped(stdin))
        code = run(words, {"MACTL_NOW": now, "MACTL_USER": "mei"})
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return call


@pytest.fixture
def shop(mactl: Mactl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the starter's workspace, which is the working directory then."""
    assert mactl("init", "shop").code == 0
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"
