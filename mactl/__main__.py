"""The console entry: answers an idle tick at once, and loads the command line for everything else."""

import os
import sys


def main() -> int:
    """Run the command line of this process and return its exit code."""
    if sys.argv[1:] in (["tick"], ["tick", "--log-json"]) and "MACTL_NOW" not in os.environ and _idle():
        return 0
    from mactl.cli import run

    return run(sys.argv[1:], os.environ)


def _idle() -> bool:
    from mactl import clock
    from mactl.store import idle

    folder = idle.find(os.environ)
    return folder is not None and idle.is_idle(folder, clock.wall())


if __name__ == "__main__":
    sys.exit(main())
