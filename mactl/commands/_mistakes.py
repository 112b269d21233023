"""What is wrong with a command line, in one sentence with a hint that names the nearest right word."""

from __future__ import annotations

import re
from typing import Any

from mactl.commands import _pages
from mactl.i18n import _

# The framework's own words for what is wrong with a value.
_EXTRA = re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", re.DOTALL).match
_LEAST = re.compile(r".*greater than or equal to (-?[\d.]+)").match
_MOST = re.compile(r".*less than or equal to (-?[\d.]+)").match
_CHOICE = re.compile(r".*?('.*') is not one of (.*)", re.DOTALL).match
_NUMBER = re.compile(r".*valid number").match
_WHOLE = re.compile(r".*valid integer").match


def explain(fault: Any, everywhere: tuple[str, ...]) -> tuple[str, str]:
    """Return the message and the hint for a fault that the framework found; ``everywhere`` are the global options."""
    context = getattr(fault, "ctx", None)
    path = context.command_path if context is not None else "mactl"
    usage = _("{command} --help shows how it is used", command=path)
    kind = type(fault).__name__
    if kind == "NoSuchOption":
        params = context.command.params if context else []
        known = [name for one in params for name in one.opts if name.startswith("-")]  # an argument's name is no option
        hint = _pages.near(fault.option_name, [*known, *everywhere, "--help"])
        return _("{command} has no option {name}", command=path, name=fault.option_name), f"{hint} {usage}"
    if kind == "MissingParameter":
        return _("{command}: {name} is missing", command=path, name=_name(fault)), usage
    if kind == "BadParameter":
        return _("{name}: {fault}", name=_name(fault), fault=_value(str(fault.message))), usage
    if kind == "BadOptionUsage":
        return _("{option} needs a value", option=fault.option_name), usage
    words = str(fault.format_message()).rstrip(".")
    if extra := _EXTRA(words):
        return _("{command} has no use for {words}", command=path, words=extra[1]), usage
    return words, usage


def _value(words: str) -> str:
    """Return what the framework says of a value, in the words of this program."""
    if least := _LEAST(words):
        return _("write a number of at least {n}", n=least[1])
    if most := _MOST(words):
        return _("write a number of at most {n}", n=most[1])
    if choice := _CHOICE(words):
        return _("{value} is none of {names}", value=choice[1], names=choice[2].replace("'", ""))
    if _NUMBER(words):
        return _("write a number")
    if _WHOLE(words):
        return _("write a whole number")
    return words.partition(", unable to parse")[0].rstrip(".")


def _name(fault: Any) -> str:
    parameter = getattr(fault, "param", None)
    if parameter is None:
        return str(fault.param_hint or "?").strip("'\"")
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name).upper().rstrip(".")
    return "/".join(parameter.opts[:1])
