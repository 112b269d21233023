"""A compiled part of a template (a subject, an HTML body, a text body): a function from variables to text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Template as Program
from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.runtime import Context

from mactl.core.model.woven import Passage, Text, weave
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.templating import faults
from mactl.templating.environment import Sandbox
from mactl.templating.pieces import Piece, Printed, put_together

_FILE = "<mactl template>"
_LONGEST = 5_000_000
# Stands for the message's token in constant text: swapping it in once is cheaper than printing it twenty times.
MARK = "\x1a"

# What an expression over hostile data, or a slip of the author's, can end in.
_EXPECTED = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MactlError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One compiled source; ``tokens`` says whether it holds the mark of the message's token.

    ``passages`` are the runs of text that it refers to by number instead of holding them.
    """

    program: Program
    printed: Printed
    tokens: bool
    env: Sandbox
    passages: Mapping[str, Passage] = field(default_factory=dict)

    def render(self, variables: dict[str, Any], token: str) -> str:
        """Return this part filled in.

        Raises:
            MactlError: naming the author's file and line.
        """
        return str(self.complete(self.frame(variables), token))

    def frame(self, variables: dict[str, Any]) -> str:
        """Return this part filled in, without its passages and its token.

        Raises:
            MactlError: naming the author's file and line.
        """
        self.env.steps = 0
        try:
            return "".join(self.program.root_render_func(Context(self.env, variables, None, {})))
        except _EXPECTED as error:
            raise self._told(error) from error

    def complete(self, frame: str, token: str) -> Text:
        """Return a ``frame`` with its passages and its token put in."""
        if len(frame) > _LONGEST:
            raise _too_long()
        text = _encodable(frame.replace(MARK, token) if self.tokens else frame)
        try:
            return weave(text, self.passages, token, _LONGEST) if self.passages else text
        except ValueError as error:
            raise _too_long() from error

    def _told(self, error: Exception) -> MactlError:
        code_line = faults.line_of(error.__traceback__, _FILE)
        line = self.program.get_corresponding_lineno(code_line) if code_line is not None else None
        return faults.describe(error, self.printed, line)


def compile_part(env: Sandbox, pieces: Iterable[Piece], passages: Mapping[str, Passage] | None = None) -> Part:
    """Compile ``pieces``, which refer to ``passages``, in ``env``.

    Raises:
        MactlError: naming the author's file and line.
    """
    printed = put_together(pieces)
    try:
        code = env.compile(printed.source, _FILE, _FILE)
    except TemplateSyntaxError as error:
        found = printed.origin(error.lineno)
        if found is None:
            raise MactlError(faults.unreadable(error)) from error
        error.lineno = found[1]
        raise faults.syntax(error, found[0].file, [*env.filters, *env.tests]) from error
    program = Program.from_code(env, code, {}, None)
    return Part(program, printed, MARK in printed.source, env, passages or {})


def variables_used(env: Sandbox, source: str) -> frozenset[str]:
    """Return the dotted names that ``source`` reads from outside: "customer.name", "workspace.brand"."""
    tree = env.parse(source)
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    own |= (
        {node.name for node in tree.find_all(nodes.Macro)} | set(env.globals) | {"loop", "caller", "varargs", "kwargs"}
    )
    inner = {id(node.node) for node in tree.find_all(nodes.Getattr)}
    found = set()
    for node in tree.find_all((nodes.Getattr, nodes.Name)):
        path = _path(node)
        if path and id(node) not in inner and path.split(".")[0] not in own:
            found.add(path)
    return frozenset(found)


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        below = _path(node.node)
        return f"{below}.{node.attr}" if below else ""
    return ""


def check_alone(env: Sandbox, source: str, file: str) -> None:
    """Raise what is wrong with the syntax, filters and tests of one file, read by itself."""
    try:
        env.compile(source, file, file, raw=True)
    except TemplateSyntaxError as error:
        raise faults.syntax(error, file, [*env.filters, *env.tests]) from error


def _encodable(text: str) -> str:
    """Return ``text`` as UTF-8 can carry it: half a pair of surrogates becomes U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _too_long() -> MactlError:
    return MactlError(_("A message of more than 5 million letters came out of the template."))
