"""What is wrong with a command line, in one sentence with a hint that names the nearest right word."""

from __future__ import annotations

from typing import Any

from mactl.commands import _pages
from mactl.i18n import _


def explain(fault: Any, everywhere: tuple[str, ...]) -> tuple[str, str]:
    """Return the message and the hint for a fault that the framework found; ``everywhere`` are the global options."""
    context = getattr(fault, "ctx", None)
    path = context.command_path if context is not None else "mactl"
    usage = _("{command} --help shows how it is used", command=path)
    kind = type(fault).__name__
    if kind == "NoSuchOption":
        known = [name for parameter in context.command.params for name in parameter.opts] if context else []
        hint = _pages.near(fault.option_name, [*known, *everywhere, "--help"])
        return _("{command} has no option {name}", command=path, name=fault.option_name), f"{hint} {usage}"
    if kind == "MissingParameter":
        return _("{command}: {name} is missing", command=path, name=_name(fault)), usage
    if kind == "BadParameter":
        words = str(fault.message).partition(", unable to parse")[0].rstrip(".")
        return _("{name}: {fault}", name=_name(fault), fault=words), usage
    if kind == "BadOptionUsage":
        return _("{option} needs a value", option=fault.option_name), usage
    words = str(fault.format_message()).rstrip(".")
    return words, usage


def _name(fault: Any) -> str:
    parameter = getattr(fault, "param", None)
    if parameter is None:
        return str(fault.param_hint or "?").strip("'\"")
    if parameter.param_type_name == "argument":
        return str(parameter.make_metavar(fault.ctx) if fault.ctx else parameter.name)
    return "/".join(parameter.opts[:1])
