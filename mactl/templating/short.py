"""A short text with tags of its own, outside the templates' folder: the title of a task, the body of a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import TemplateSyntaxError

from mactl.templating import faults
from mactl.templating.compiled import Part, compile_part
from mactl.templating.environment import Sandbox
from mactl.templating.pieces import cut


@dataclass(frozen=True, slots=True)
class Short:
    """A compiled short text; plain text, so nothing is escaped."""

    part: Part
    shared: Mapping[str, Any]

    def render(self, **values: Any) -> str:
        """Return the text filled in with ``values`` (customer, event, workspace, now).

        Raises:
            MactlError: a name that is missing, naming the place that the text stands in.
        """
        return self.part.render({**self.shared, **values}, "")


def compile_short(env: Sandbox, text: str, place: str) -> Short:
    """Compile ``text``, which stands at ``place`` as a person knows it.

    Raises:
        MactlError: naming the place and line of what is wrong.
    """
    try:
        pieces = cut(env.lexer, text, place)
    except TemplateSyntaxError as error:
        raise faults.syntax(error, place, env.filters) from error
    return Short(compile_part(env, pieces), dict(env.globals))
