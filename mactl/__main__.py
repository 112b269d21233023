"""The console entry: answers an idle tick at once, and loads the command line for everything else."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    from mactl.cli import run

    return run(sys.argv[1:], os.environ)


if __name__ == "__main__":
    sys.exit(main())
