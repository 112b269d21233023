"""Run benchmarks: ``python -m benchmarks [B1 b03 ...] [--quick] [--folder DIR]``; all of them without a name."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from pathlib import Path

from benchmarks import harness
from benchmarks.harness import HERE, Result, Scale
from benchmarks.tools import MissingError


def main() -> int:
    """Run what the command line names, write benchmarks/RESULTS.md, and return 1 if a goal is missed."""
    given = _arguments().parse_args()
    files = {_code(path): path.stem for path in sorted(HERE.glob("b[0-9][0-9]_*.py"))}
    wanted = [name.upper().replace("B0", "B") for name in given.names] or list(files)
    unknown = [name for name in wanted if name not in files]
    if unknown:
        print(f"error: no benchmark {', '.join(unknown)}; there are {', '.join(files)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        results = _run([files[name] for name in wanted], Scale(folder=Path(folder), quick=given.quick))
    if results and not given.quick:
        harness.keep(results)
    return 0 if given.quick or all(result.met for result in results) else 1


def _run(names: list[str], scale: Scale) -> list[Result]:
    """Run benchmarks; one whose tools are missing says how to get them and is left out."""
    results = []
    about = harness.machine(scale.folder)
    for name in names:
        print(f"{name} ...", file=sys.stderr)
        try:
            result = importlib.import_module(f"benchmarks.{name}").run(scale)
        except MissingError as missing:
            print(f"SKIPPED {name}: {missing}", file=sys.stderr)
            continue
        result.about = about
        results.append(result)
        print(harness.section(result), flush=True)
    return results


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="B1, b03 ...: only these")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, nothing written: shows that all of it runs")
    parser.add_argument("--folder", help="where the workspaces are made: on a disk, not in memory")
    return parser


def _code(path: Path) -> str:
    return f"B{int(path.stem[1:3])}"


if __name__ == "__main__":
    sys.exit(main())
