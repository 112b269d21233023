"""The console entry: answers an idle tick at once, and loads the command line for everything else."""

import os
import sys

INTERRUPTED = 130


def main() -> int:
    """Run the command line of this process and return its exit code; an idle tick ends the process here.

    It opened nothing that is still open and printed nothing: to take the interpreter apart in good order would be a
    tenth of its cost. Ctrl-C before the command line is loaded ends it as quietly: nothing was begun.
    """
    try:
        return _run()
    except KeyboardInterrupt:
        return INTERRUPTED


def _run() -> int:
    _streams()
    if sys.argv[1:] in (["tick"], ["tick", "--log-json"]) and "MACTL_NOW" not in os.environ and _idle():
        os._exit(0)
    from mactl.cli import run

    return run(sys.argv[1:], os.environ)


def _streams() -> None:
    """Make standard input, output and error fit to be used.

    One that is closed is opened on nothing, lest the database be opened in its place (POSIX gives the lowest free
    number); one that cannot write Chinese writes it escaped.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _idle() -> bool:
    from mactl import clock
    from mactl.store import idle

    folder = idle.find(os.environ)
    return folder is not None and idle.is_idle(folder, clock.wall())


if __name__ == "__main__":
    sys.exit(main())
