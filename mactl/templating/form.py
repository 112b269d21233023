"""Templates that are JSON documents: parsed first, filled in after, so that no value can break out of its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mactl.i18n import _, mark
from mactl.templating.compiled import Part
from mactl.templating.faults import at

# What a value of the document becomes for one message.
Node = Part | str | int | float | bool | None | dict[str, Any] | list[Any]
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_FULL_WIDTH = {"，": ",", "：": ":", "“": '"', "”": '"'}


@dataclass(frozen=True, slots=True)
class Form:
    """A JSON document whose texts with Jinja in them are compiled parts."""

    node: dict[str, Any]

    def render(self, variables: dict[str, Any], token: str) -> dict[str, object]:
        """Return the document filled in."""
        return {key: _filled(value, variables, token) for key, value in self.node.items()}


def _filled(node: Node, variables: dict[str, Any], token: str) -> object:
    if isinstance(node, Part):
        return node.render(variables, token)
    if isinstance(node, dict):
        return {key: _filled(value, variables, token) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, variables, token) for value in node]
    return node


def parse(source: str, file: str, compile_text: Callable[[str, int], Part]) -> Form:
    """Return the form that the JSON text ``source`` describes; ``compile_text`` is given a text and its line.

    Raises:
        MactlError: no JSON, no object, or a key that stands twice; naming file and line.
    """
    try:
        document = json.loads(source, object_pairs_hook=_Pairs, parse_constant=_constant)
    except json.JSONDecodeError as error:
        raise at(
            file, error.lineno, _("this is not JSON ({reason})", reason=_reason(error)), _hint(source, error)
        ) from error
    except (RecursionError, ValueError) as error:
        raise at(file, 1, _("this is not JSON ({reason})", reason=_reason(error))) from error
    if not isinstance(document, _Pairs):
        raise at(file, 1, _("the template must be one JSON object"), '{"title": "...", "body": "..."}')
    lines = (source.count("\n", 0, found.start()) + 1 for found in _STRING.finditer(source))
    node = _node(document, lines, file, compile_text)
    return Form({key: value for key, value in node.items() if key != "$schema"})


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its keys in order, those that stand twice included."""


def _constant(name: str) -> float:
    raise ValueError(_("{name} is no JSON number", name=name))


def _node(value: object, lines: Iterator[int], file: str, compile_text: Callable[[str, int], Part]) -> Any:
    # The texts of a document are met here in the order in which they stand in its source, keys included.
    if isinstance(value, _Pairs):
        found: dict[str, Any] = {}
        for key, inner in value:
            line = next(lines)
            if key in found:
                raise at(file, line, _("the key {key} stands twice", key=key))
            found[key] = _node(inner, lines, file, compile_text)
        return found
    if isinstance(value, list):
        return [_node(inner, lines, file, compile_text) for inner in value]
    if isinstance(value, str):
        line = next(lines)
        return compile_text(value, line) if "{" in value else value
    return value


_JSON = (
    mark("Expecting value"), mark("Expecting property name enclosed in double quotes"), mark("Expecting ',' delimiter"),
    mark("Expecting ':' delimiter"), mark("Extra data"), mark("Unterminated string starting at"),
    mark("Invalid control character at"), mark("Invalid \\escape"),
)  # fmt: skip


def _reason(error: Exception) -> str:
    """Return what is wrong with JSON in the language spoken."""
    if isinstance(error, RecursionError):
        return _("nested too deeply")
    words = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
    return next((_(said) for said in _JSON if words.startswith(said)), words[:80])


def _hint(source: str, error: json.JSONDecodeError) -> str:
    near = source[error.pos : error.pos + 1]
    if near in _FULL_WIDTH:
        return _("There is a full-width {mark}; JSON wants {plain}.", mark=near, plain=_FULL_WIDTH[near])
    return _("JSON wants double quotes around names and texts, and commas between, not after, the entries.")
