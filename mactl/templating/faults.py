"""What is wrong with a template, in words that name its file and line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from types import TracebackType

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import SecurityError

from mactl.errors import MactlError
from mactl.i18n import _, mark
from mactl.templating.missing import MissingNameError
from mactl.templating.pieces import Piece, Printed


def at(file: str, line: int, words: str, hint: str = "") -> MactlError:
    """Return the error ``words`` at a line of a file."""
    return MactlError(_("{file}:{line}: {fault}", file=file, line=line, fault=words), hint)


def syntax(error: TemplateSyntaxError, file: str, known: Iterable[str]) -> MactlError:
    """Return the error of a source that is no Jinja template; ``known`` are the filters and tests that there are."""
    words = error.message or ""
    for pattern, sentence in _SYNTAX:
        found = re.match(pattern, words)
        if found:
            said = {key: _token(word) if key in _TOKENED else word for key, word in found.groupdict().items()}
            return at(file, error.lineno, _(sentence, **said), _syntax_hint(found.groupdict(), known))
    return at(file, error.lineno, unreadable(error), _("docs/templates.md shows how templates are written."))


def unreadable(error: TemplateSyntaxError) -> str:
    """Return that a tag cannot be read, where nothing more is known of why."""
    quotes = re.search(r"['\"]([“”‘’，（）：｜])", error.message or "")
    if quotes:
        return _("the full-width sign {got} stands where a plain one belongs", got=quotes[1])
    return _("this tag cannot be read")


# jinja2's commonest complaints, by how they begin, in words that can be translated.
_SYNTAX = (
    (r"No filter named '(?P<name>.*?)'", mark("there is no filter named {name}")),
    (r"No test named '(?P<name>.*?)'", mark("there is no test named {name}")),
    (
        r"Encountered unknown tag '(?P<tag>.*?)'.*innermost block that needs to be closed is '(?P<open>.*?)'",
        mark("the tag {tag} stands where {open} is still open"),
    ),
    (r"Encountered unknown tag '(?P<tag>.*?)'", mark("the tag {tag} is unknown here")),
    (
        r"[Uu]nexpected end of template.*innermost block that needs to be closed is '(?P<open>.*?)'",
        mark("the file ends where {open} is still open"),
    ),
    (r"[Uu]nexpected end of template", mark("the file ends before a tag is closed")),
    (r"block '(?P<block>.*?)' defined twice", mark("the block {block} stands twice in this file")),
    (r"expected token '(?P<wanted>.*?)', got '(?P<got>.*?)'", mark("{wanted} is expected here, not {got}")),
    (r"Expected an expression, got '(?P<got>.*?)'", mark("a value is expected here, not {got}")),
    (r"unexpected char '(?P<got>[^“”‘’，（）：｜])'", mark("the sign {got} means nothing here")),
    (r"unexpected '(?P<got>.*?)'", mark("the sign {got} means nothing here")),
    (r"[Tt]ag name expected", mark("the name of a tag is expected here")),
    (r"Missing end of (?:comment tag|raw directive)", mark("a comment or raw part is never closed")),
    (r"cannot assign to '(?P<got>.*?)'", mark("nothing can be set to {got}")),
)
# What jinja2 calls the pieces of a tag, as they look.
_TOKENED = {"wanted", "got"}
_TOKENS = {
    "end of print statement": "}}",
    "end of statement block": "%}",
    "begin of print statement": "{{",
    "begin of statement block": "{%",
    "end of template": mark("the end of the file"),
    "end of template data": mark("the end of the file"),
    "name": mark("a name"),
    "string": mark("a text in quotes"),
    "integer": mark("a number"),
    "float": mark("a number"),
}


def _token(word: str) -> str:
    """Return a piece of a tag as people see it."""
    return _(_TOKENS[word]) if word in _TOKENS else word


def _syntax_hint(said: Mapping[str, str], known: Iterable[str]) -> str:
    if "name" not in said:
        return _unclosed(said)
    near = difflib.get_close_matches(said["name"], list(known), n=1)
    return _("Did you mean {name}?", name=near[0]) if near else _("docs/templates.md lists the filters.")


def _unclosed(said: Mapping[str, str]) -> str:
    """Return how what stands open is closed."""
    if "open" in said:
        return _("Close it with {tag}.", tag=f"{{% end{said['open']} %}}")
    if said.get("wanted") == "end of print statement":
        return _("Close what is printed with two braces: {example}", example="{{ customer.name }}")
    return _("docs/templates.md shows how templates are written.")


def describe(error: Exception, printed: Printed, line: int | None) -> MactlError:
    """Return the error that happened while ``line`` of ``printed`` was rendered, told of the author's own file."""
    found = printed.origin(line) if line is not None else None
    if found is None:
        return MactlError(_words(error, None))
    piece, own_line = found
    hint = _missing_hint(error, piece) if isinstance(error, MissingNameError) else ""
    return at(piece.file, own_line, _words(error, piece), hint)


def no_subject(file: str) -> MactlError:
    """Return the error of an e-mail without a subject."""
    return MactlError(
        _("{file}: this e-mail has no subject", file=file),
        _("Write {% block subject %}...{% endblock %} into it, or give the campaign a subject."),
    )


def line_of(trace: TracebackType | None, file: str) -> int | None:
    """Return the line of the generated code named ``file`` at which an exception passed last."""
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _words(error: Exception, piece: Piece | None) -> str:
    shown = piece.shown if piece else ""
    if isinstance(error, MissingNameError):
        return _("{name} is missing, in {tag}", name=_path(error.name, piece), tag=shown)
    if isinstance(error, SecurityError):
        return _("{tag} is not allowed in a template ({reason})", tag=shown, reason=str(error))
    if isinstance(error, RecursionError):
        return _("{tag} calls itself without end", tag=shown)
    if isinstance(error, MactlError):
        return error.message
    reason = next((_(said) for kind, said in _REASONS if isinstance(error, kind)), type(error).__name__)
    return _("{tag} cannot be computed ({reason})", tag=shown, reason=reason)


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (ZeroDivisionError, mark("a division by zero")),
    (TypeError, mark("these values do not go together: a number and a text, or nothing at all")),
    (OverflowError, mark("a number is too large")),
    (ValueError, mark("a value is not what the filter wants")),
)


def _path(name: str, piece: Piece | None) -> str:
    """Return ``customer.nmae`` for ``nmae``, as it stands in the tag."""
    if piece is None:
        return name
    said = re.sub(r"\s*\.\s*", ".", piece.text)
    found = re.search(rf"[\w.]*\.{re.escape(name)}\b", said) if name.isidentifier() else None
    return found[0] if found else name


def _missing_hint(error: MissingNameError, piece: Piece) -> str:
    path = _path(error.name, piece)
    if isinstance(error.owner, Mapping):
        near = difflib.get_close_matches(error.name, [str(key) for key in error.owner], n=1)
        if near and near[0] != error.name:
            return _("Did you mean {name}?", name=near[0])
    if "." not in path and path.isidentifier() and error.owner is None:
        near = difflib.get_close_matches(path, ("customer", "workspace", "campaign", "event", "coupon", "now"), n=1)
        if near and near[0] != path:
            return _("Did you mean {name}?", name=near[0])
    return _('Say what stands in its place: {{{{ {name} | default("...") }}}}', name=path)
