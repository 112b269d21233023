"""The command line: joins the commands of ``commands/``, reads the global options, and handles every error once."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, cast

import typer
from typer.main import get_command

from mactl import i18n, terminal
from mactl.commands import _invocation, _keyboard, _mistakes, _pages
from mactl.core.decode.machine import refusal, remedy
from mactl.core.model.report import Report
from mactl.errors import MactlError, UsageError
from mactl.i18n import _, mark

_FORMATS = ("table", "json", "csv", "md", "html", "xlsx", "pdf", "ics", "mermaid", "svg")
# Global options, understood before and after the command; True where a value follows.
_GLOBAL = {
    "-C": True, "--workspace": True, "--now": True, "--format": True, "--lang": True, "--as": True, "--out": True,
    "--debug": False, "--log-json": False,
}  # fmt: skip
_WORKSPACE = mark("The workspace. Without it: MACTL_WORKSPACE, else the nearest folder above with a config.json.")
_NOW = mark("Work at this instant, such as 2026-03-02T14:10. Without it: MACTL_NOW, else the clock.")
_FORMAT = mark("How to answer: table, json, csv, md, html, xlsx, pdf, or ics for what has dates.")
_OUT = mark("Write the answer to this file.")
_LANG = mark("Speak English or Chinese. Without it: MACTL_LANG, else the locale.")
_WHO = mark("Who decides this, for the audit log. Without it: MACTL_USER, else the login.")
_DEBUG = mark("Show where in the program an error came from.")
_LOG = mark("Write logs as JSON lines.")
_VERSION = mark("Show the version.")


class Commands(_pages.Folder):
    """The commands found in ``mactl/commands``: a file's name is its command, loaded when it is called."""

    package = "mactl.commands"


app = typer.Typer(cls=Commands, no_args_is_help=True, add_completion=True, rich_markup_mode=None)


@app.callback()
def _everything(
    *,
    workspace: Annotated[str, typer.Option("--workspace", "-C", metavar="DIR", help=_WORKSPACE)] = "",
    now: Annotated[str, typer.Option(metavar="TIME", help=_NOW)] = "",
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help=_FORMAT)] = "",
    out: Annotated[str, typer.Option(metavar="FILE", help=_OUT)] = "",
    lang: Annotated[str, typer.Option(metavar="en|zh", help=_LANG)] = "",
    who: Annotated[str, typer.Option("--as", metavar="NAME", help=_WHO)] = "",
    debug: Annotated[bool, typer.Option("--debug", help=_DEBUG)] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help=_LOG)] = False,
    version: Annotated[bool, typer.Option("--version", help=_VERSION)] = False,
) -> None:
    """Marketing automation from a folder of files.

    Who gets which message, when, through which channel, and what it brought in: files that you write say it, one
    database keeps what happened, and one command, mactl tick, moves everything forward.

    To begin:

        mactl init shop --demo
        cd shop
        mactl doctor
        mactl send --campaign 新品推广 --dry-run

    The options below stand before or after any command.
    """


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command line and return its exit code; every expected error is shown here, and nowhere else."""
    screen = terminal.Screen(log_json="--log-json" in arguments)
    debug = "--debug" in arguments
    if list(arguments) == ["--version"]:
        return _version()
    i18n.use(i18n.preferred(environ))
    try:
        options, rest = hoist(_keyboard.plain(arguments))
        i18n.use(_language(options, environ))
        invocation = _invocation_of(options, environ, screen)
        answer = get_command(app).main(rest, prog_name="mactl", standalone_mode=False, obj=invocation)
        return _show(answer, invocation, screen)
    except MactlError as fault:
        if debug:
            raise
        screen.fault(fault.message, fault.hint)
        return fault.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except (KeyboardInterrupt, typer.Abort):
        screen.fault(_("stopped; what was done is recorded"), _("run the command again to go on from there"))
        return 130
    except Exception as fault:
        if debug:
            raise
        return _usage(fault, screen) if _is_usage(fault) else _unexpected(fault, screen)


def hoist(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Take the global options out of a command line, wherever they stand.

    ``--as`` belongs to the command where the line sends a test (``--test-to``): there it names the customer
    to render as.
    """
    options: dict[str, str] = {}
    rest: list[str] = []
    pending = list(arguments)
    while pending:
        word = pending.pop(0)
        name, equals, value = word.partition("=")
        if name not in _GLOBAL or (name == "--as" and "--test-to" in " ".join(arguments)):
            rest.append(word)
        elif not _GLOBAL[name]:
            options[name] = "1"
        elif equals or pending:
            options[name] = value if equals else pending.pop(0)
        else:
            raise UsageError(_("{option} needs a value", option=name), _("mactl --help lists the options"))
    return options, rest


def _language(options: Mapping[str, str], environ: Mapping[str, str]) -> str:
    asked = options.get("--lang")
    if asked is None:
        return i18n.preferred(environ)
    if asked not in i18n.LANGUAGES:
        raise UsageError(_("no language named {name}", name=asked), _("--lang takes en or zh"))
    return asked


def _invocation_of(
    options: Mapping[str, str], environ: Mapping[str, str], screen: terminal.Screen
) -> _invocation.Invocation:
    where = options.get("-C") or options.get("--workspace") or environ.get("MACTL_WORKSPACE")
    return _invocation.Invocation(
        workspace=Path(where) if where else None,
        now=options.get("--now") or environ.get("MACTL_NOW") or None,
        who=options.get("--as") or environ.get("MACTL_USER") or _login(),
        format=_format(options.get("--format")),
        out=Path(options["--out"]) if "--out" in options else None,
        debug="--debug" in options,
        log_json="--log-json" in options,
        interactive=sys.stdin.isatty() and sys.stderr.isatty(),
        talk=screen,
        named="-C" in options or "--workspace" in options,
    )


def _format(asked: str | None) -> _invocation.Format | None:
    if asked is not None and asked not in _FORMATS:
        raise UsageError(
            _("no format named {name}", name=asked), _("--format takes one of {all}", all=", ".join(_FORMATS))
        )
    return cast("_invocation.Format | None", asked)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "?"


def _show(answer: object, invocation: _invocation.Invocation, screen: terminal.Screen) -> int:
    if isinstance(answer, Report):
        screen.show(answer, form=invocation.format, out=invocation.out)
        sys.stdout.flush()  # a full disk is met here, where it can be told
        return answer.exit_code
    return answer if isinstance(answer, int) else 0


def _is_usage(fault: Exception) -> bool:
    return "click" in type(fault).__module__ and hasattr(fault, "format_message")


def _usage(fault: Exception, screen: terminal.Screen) -> int:
    """Say what the framework found wrong with a command line, in one line with a hint."""
    if type(fault).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(str(getattr(fault, "message", "")) + "\n")
    else:
        screen.fault(*_mistakes.explain(fault, tuple(_GLOBAL)))
    return 2


def _unexpected(fault: Exception, screen: terminal.Screen) -> int:
    """Say what nobody foresaw: what the machine refused, or a mistake of this program."""
    where = _("add --debug to see where it happened")
    if isinstance(fault, OSError):
        place = f"{fault.filename}: " if fault.filename else ""
        screen.fault(f"{place}{refusal(fault)}", remedy(fault) or where)
        _let_go_of_output()
    else:
        words = _("this should not have happened: {kind}: {fault}", kind=type(fault).__name__, fault=fault)
        screen.fault(words, where + "; " + _("what was done before is recorded"))
    return 1


def _version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        number = version("mactl")
    except PackageNotFoundError:  # run from a checkout
        number = "0"
    sys.stdout.write(f"mactl {number}\n")
    return 0


def _let_go_of_output() -> None:
    """Lead nowhere what cannot be written: the interpreter would try again at its end and exit with its own code."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
