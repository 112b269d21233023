"""Help as it is shown: in the language spoken, aligned where signs are two columns wide, examples left as written."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command

from mactl import i18n, registry
from mactl.errors import UsageError
from mactl.i18n import _, mark
from mactl.terminal.wrapping import width, wrap

_WIDEST = 100
_HEADINGS = (mark("Usage"), mark("Options"), mark("Arguments"), mark("Commands"))
_HELP = mark("Show this message and exit.")
_OF_SHELL = (
    mark("Install completion for the current shell."),
    mark("Show completion for the current shell, to copy it or customize the installation."),
)
_REQUIRED, _DEFAULT = mark("required"), mark("default")
_COLUMN = 30
_BEGUN = 3  # of so many letters and more the beginning of a name is as good as all of it
_TYPE = re.compile(r"(?<=[A-Z\].]) <[\w\[\] ]+>$")  # what the framework adds behind the name of an argument
_OPTION = re.compile(r"--([a-z-]+) <(.+)>$")  # and behind an option without a word of its own
_RANGE, _LEAST = re.compile(r"([-\d.]+)<=x<=([-\d.]+)"), re.compile(r"x>=([-\d.]+)")
# What stands for the value of an option, where its own name does not say it.
_VALUES = {
    "campaign": "NAME", "flow": "NAME", "max-cost": "AMOUNT", "since": "TIME", "until": "TIME", "window": "TIME",
    "horizon": "TIME", "only": "CUSTOMER", "test-to": "ADDRESS|TESTER", "as": "CUSTOMER", "by": "WHAT",
    "in-doubt": "skip|resend", "who": "WHAT", "goal": "EVENT", "target": "MEASURE=NUMBER", "discount": "SHARE",
    "fail-under": "MEASURE=NUMBER", "steps": "EVENT,EVENT", "consent": "CHANNELS", "consent-source": "TEXT",
    "reason": "TEXT", "source": "TEXT", "type": "EVENT", "unit": "week|day",
}  # fmt: skip
_KINDS = {"int": "NUMBER", "int range": "NUMBER", "float": "NUMBER", "float range": "NUMBER", "path": "FILE",
          "file": "FILE", "dir": "DIR"}  # fmt: skip
_SHELL = {"install_completion", "show_completion"}  # of the command line as a whole, not of each command


class Pages:
    """Writes one help page; stands where the framework wants a formatter."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        self.step = indent_increment
        self.width = width or min(shutil.get_terminal_size().columns, max_width or _WIDEST) - 2
        self.indented = 0
        self.lines: list[str] = []

    def write(self, string: str) -> None:
        """Write lines as they are."""
        self.lines += string.rstrip("\n").split("\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        head = f"{prefix or _('Usage') + _colon(' ')}{prog} "
        first, *rest = wrap(args, max(self.width - width(head), 20))
        self.lines += [head + first, *(" " * width(head) + line for line in rest)]

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.lines.append(" " * self.indented + _(heading) + _colon())

    def write_paragraph(self) -> None:
        """Leave a line free."""
        if self.lines:
            self.lines.append("")

    def write_text(self, text: str) -> None:
        """Write paragraphs broken into lines; indented blocks stay as they are."""
        for number, part in enumerate(i18n.paragraphs(text)):
            if number:
                self.lines.append("")
            verbatim = part.startswith(" ")
            lines = part.split("\n") if verbatim else wrap(part, self.width - self.indented)
            self.lines += [" " * self.indented + line for line in lines]

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = _COLUMN, col_spacing: int = 2) -> None:
        """Write terms with what they mean beside them."""
        rows = [(_term(term), meaning) for term, meaning in rows]
        column = min(max(width(term) for term, _said in rows), col_max) + col_spacing
        for term, meaning in rows:
            lines = wrap(_plain(meaning), max(self.width - self.indented - column, 20)) if meaning else [""]
            start = " " * self.indented + term
            if width(term) > column - col_spacing:
                self.lines.append(start)
                start = ""
            pad = " " * (self.indented + column)
            self.lines.append(start + pad[width(start) :] + lines[0])
            self.lines += [pad + line for line in lines[1:]]

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        """Write a block of lines under a heading."""
        self.write_paragraph()
        self.write_heading(name)
        with self.indentation():
            yield

    @contextmanager
    def indentation(self) -> Iterator[None]:
        """Indent a block of lines."""
        self.indented += self.step
        try:
            yield
        finally:
            self.indented -= self.step

    def getvalue(self) -> str:
        """Return the page."""
        return "\n".join(line.rstrip() for line in self.lines) + "\n"


def _colon(gap: str = "") -> str:
    """Return the colon of the language spoken: a Chinese one needs no ``gap`` behind it."""
    return ":" + gap if i18n.language() == "en" else "："


class _Context(typer.Context):
    """A context whose help pages are ``Pages``."""

    formatter_class = Pages  # type: ignore[assignment]


def spoken(command: Any) -> Any:
    """Return a command and all below it with their help in the language spoken."""
    command.context_class = _Context
    command.rich_markup_mode = None
    if not hasattr(command, "commands"):
        command.epilog = _("mactl --help lists the options of every command: -C, --now, --format, --out, --lang, --as.")
    if command.help and (parts := i18n.paragraphs(i18n.said(command.help))):
        command.help = "\n\n".join(parts)
        command.short_help = command.short_help or _first_sentence(parts[0])
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    for below in getattr(command, "commands", {}).values():
        spoken(below)
    return command


class Group(TyperGroup):
    """A command with verbs; an unknown verb is answered with the nearest known one."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the verb that a command line names."""
        known = self.list_commands(ctx)
        if args and not args[0].startswith("-") and args[0] not in known and not ctx.resilient_parsing:
            path = ctx.command_path
            raise UsageError(_("{path} has no command named {name}", path=path, name=args[0]), near(args[0], known))
        return super().resolve_command(ctx, args)


class Folder(Group):
    """A command whose verbs are the files of a folder: a file's name is its verb, loaded when it is asked for."""

    package: ClassVar[str]

    def __init__(self, **options: Any) -> None:
        """Speak the language of this run."""
        super().__init__(**options)
        spoken(self)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the framework's signature
        """Return the names of all verbs."""
        return [name.replace("_", "-") for name in registry.names(self.package)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Load one verb."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found = get_command(registry.load(self.package, cmd_name.replace("-", "_")).app)
        found.params = [one for one in found.params if one.name not in _SHELL]
        return spoken(found)


def verbs(package: str, page: str, alone: Callable[..., Any] | None = None, *, bare: bool = False) -> typer.Typer:
    """Return the command whose verbs are the files of ``package``; ``page`` is its help.

    ``alone`` is what the command does by itself, with options and without a verb; ``bare``: without options too, where
    others show their help.
    """
    folder = type("Folder", (Folder,), {"package": package})
    app = typer.Typer(cls=folder, no_args_is_help=not bare, add_completion=False, rich_markup_mode=None)
    app.callback(help=page, invoke_without_command=alone is not None)(
        alone or _nothing
    )  # what makes it a group, though its verbs are not registered
    return app


def _nothing() -> None:
    """Stand in for what a command with verbs does before its verb."""


def near(word: str, known: Sequence[str]) -> str:
    """Return the hint that names what of ``known`` is nearest to ``word``, else all of it."""
    import difflib

    bare = {name.lstrip("-"): name for name in known}
    begun = [name for name in bare if len(word) > _BEGUN and name.startswith(word.lstrip("-"))]
    if close := begun or difflib.get_close_matches(word.lstrip("-"), bare, 1, 0.6):
        return _("Did you mean {name}?", name=bare[close[0]])
    return _("Known here: {names}.", names=", ".join(known))


def _first_sentence(paragraph: str) -> str:
    return re.split(r"(?<=[.。])\s|(?<=。)", paragraph, maxsplit=1)[0].rstrip(".。")


def _term(term: str) -> str:
    """Return a term of a help page with a word for its value where the framework names a type."""

    def word(found: re.Match[str]) -> str:
        name, kind = found.groups()
        own = _VALUES.get(name) or _KINDS.get(kind.lower())
        return f"--{name} {own or (kind if '|' in kind else name.replace('-', '_').upper())}"

    return _TYPE.sub("", _OPTION.sub(word, term))


def _plain(meaning: str) -> str:
    """Return what an option means with the framework's own words translated."""
    meaning = _(_HELP) if meaning == _HELP else meaning
    head, bracket, extra = meaning.rpartition("[")
    if bracket and extra.endswith("]") and any(each in extra for each in ("default: ", "required", "x>=", "<=x<=")):
        extra = _RANGE.sub(lambda found: _("{low} to {high}", low=found[1], high=found[2]), extra)
        extra = _LEAST.sub(lambda found: _("at least {n}", n=found[1]), extra)
        extra = extra.replace("default: ", _(_DEFAULT) + ": ").replace("required]", _(_REQUIRED) + "]")
        return f"{head}[{extra}"
    return meaning
