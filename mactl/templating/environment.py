"""The sandbox in which templates run: strict about names, blind to Python, bounded in what a slip can cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import SecurityError
from jinja2.lexer import Lexer
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace

from mactl.templating.missing import Blank, Missing

# What a profile may hold (product.md): for one who has not told his birthday, {% if customer.birthday %} is false,
# while a name that no profile has is an error even there.
PROFILE_FIELDS = frozenset(
    [
        "id",
        "name",
        "email",
        "phone",
        "wechat_openid",
        "mini_openid",
        "unionid",
        "wecom_external_userid",
        "push_tokens",
        "owner",
        "company",
        "member_level",
        "time_zone",
        "locale",
        "birthday",
        "gender",
        "city",
        "region",
        "country",
        "signup_at",
        "tags",
        "consents",
        "attributes",
        "points",
        "score",
    ]
)
_NESTED = ("attributes", "properties")
_MOST_STEPS = 100_000
_MOST_LETTERS = 1_000_000
_WIDENING = frozenset({"ljust", "rjust", "zfill", "center", "expandtabs", "format", "format_map"})
# Control characters, lone surrogates, and marks that turn the reading direction of what follows.
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """Return ``text`` without control characters, with line ends as line feeds and lone surrogates replaced."""
    if text.isprintable():
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATE.sub("\ufffd", _UNFIT.sub("", plain))


def _cleaned(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _cleaned(item) for key, item in value.items()}
    return clean(value) if isinstance(value, str) else value


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment for authored templates over untrusted data.

    ``customer.name`` is the key "name", never a method; a key that is missing there is looked for in ``attributes``
    or ``properties``. ``range`` gives at most 100,000 numbers in one message.
    """

    intercepted_binops = frozenset({"*", "**", "%"})
    steps = 0

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return ``obj.attribute`` as templates see it."""
        if type(obj) is dict or isinstance(obj, Mapping):
            value = obj.get(attribute)
            return value if type(value) is str and value.isprintable() else self._of_mapping(obj, attribute)
        if isinstance(obj, LoopContext | Namespace | Macro | Cycler | Joiner | Undefined):
            return super().getattr(obj, attribute)
        if attribute in _WIDENING:
            raise SecurityError(f"{attribute} is not for templates")
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return ``obj[argument]`` as templates see it."""
        if isinstance(obj, Mapping) and isinstance(argument, str):
            return self._of_mapping(obj, argument)
        value = super().getitem(obj, argument)
        return _cleaned(value) if isinstance(value, str | list | tuple | Mapping) else value

    def _of_mapping(self, obj: Mapping[str, Any], name: str) -> Any:
        value = obj.get(name)
        if type(value) is str:
            return value if value.isprintable() else clean(value)
        if value is None:
            return self._absent(obj, name)
        return _cleaned(value) if isinstance(value, str | list | tuple | Mapping) else value

    def _absent(self, obj: Mapping[str, Any], name: str) -> Any:
        if name not in obj:
            for below in _NESTED:
                inner = obj.get(below)
                if isinstance(inner, Mapping) and name in inner:
                    return self._of_mapping(inner, name)
        return Blank(obj, name) if name in obj or name in PROFILE_FIELDS else Missing(obj=obj, name=name)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - jinja2's
        """Multiply, divide and raise to powers, within bounds."""
        if operator == "%":
            if isinstance(left, str):
                raise SecurityError("formatting with %")
            return left % right
        if operator == "**":
            if not all(isinstance(number, int | float) and abs(number) <= 100 for number in (left, right)):
                raise SecurityError("a power of more than 100")
            return left**right
        for many, times in ((left, right), (right, left)):
            if isinstance(many, str | list | tuple) and isinstance(times, int) and len(many) * times > _MOST_LETTERS:
                raise SecurityError("a repetition that is too long")
        return left * right

    def bounded_range(self, *bounds: int) -> range:
        """Return ``range(*bounds)`` unless all ranges of this message together are too long."""
        numbers = range(*bounds)
        self.steps += len(numbers) + 1
        if self.steps > _MOST_STEPS:
            raise SecurityError(f"more than {_MOST_STEPS} rounds of range in one message")
        return numbers


def sandbox(*, html: bool, filters: Mapping[str, Any]) -> Sandbox:
    """Return a sandbox with ``filters`` besides Jinja's own; ``html`` escapes what is printed."""
    env = Sandbox(
        autoescape=html,
        undefined=Missing,
        cache_size=0,
        auto_reload=False,
    )
    # `random` would throw dice, `lipsum` is for drafts, the rest can be asked for gigabytes with one number.
    for name in ("random", "center", "indent", "batch", "slice", "format", "pprint", "xmlattr", "wordwrap", "urlize"):
        env.filters.pop(name, None)
    env.globals.pop("lipsum", None)
    env.globals["range"] = env.bounded_range
    env.filters.update(filters)
    return env


def author_lexer(env: Sandbox) -> Lexer:
    """Return what reads an author's file for ``env``.

    In plain text every line break is seen, so a line that holds only a tag is none; in HTML the loss of a line break
    may join two words. What is compiled afterwards has its blanks in order: ``env`` itself touches none.
    """
    return env.lexer if env.autoescape else env.overlay(trim_blocks=True, lstrip_blocks=True).lexer
