"""Console blocks of a page, run as one shell session with this interpreter's mactl."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUN = ("console", "sh")


def blocks(page: str) -> list[str]:
    """Return the shell scripts of a page: sh blocks whole, of console blocks the lines after "$ "."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page, flags=re.DOTALL | re.MULTILINE)
    return [typed(body) if language == "console" else body for language, body in found if language in RUN]


def typed(body: str) -> str:
    """Return what is typed in a console block; a line that ends with a backslash goes on in the next."""
    lines: list[str] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            lines.append(line[2:])
        elif lines and lines[-1].endswith("\\"):
            lines.append(line.removeprefix("> "))
    return "\n".join(lines) + "\n"


def run(scripts: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the blocks as one session in ``folder/work`` (an empty one, if there is none), mactl first on the path."""
    binaries = folder / "bin"
    binaries.mkdir()
    for name, command in (("mactl", f'"{sys.executable}" -m mactl'), ("python", f'"{sys.executable}"')):
        (binaries / name).write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
        (binaries / name).chmod(0o755)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MACTL_")}
    settings = {"PATH": f"{binaries}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    return subprocess.run(
        ["bash", "-euxo", "pipefail", "-c", "\n".join(scripts)],
        cwd=work,
        env={**kept, **settings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
