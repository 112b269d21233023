"""The providers there are, by channel and name, and one made from a channel's settings."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import fields
from importlib import import_module
from typing import Any, cast

from mactl import registry
from mactl.adapters.socket import Provider
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Channel
from mactl.errors import MactlError
from mactl.i18n import _


def names(channel: Channel) -> list[str]:
    """Return the names of the providers of ``channel``: the files of its folder."""
    return registry.names(f"mactl.adapters.{channel}")


def keys(channel: Channel) -> list[str]:
    """Return every key of config.json that a provider of ``channel`` reads."""
    kinds = [import_module(f"mactl.adapters.{channel}.{name}").Settings for name in names(channel)]
    return sorted({field.name for kind in kinds for field in fields(kind)})


def make(channel: Channel, name: str, settings: Mapping[str, object], workspace: WorkspaceSettings) -> Provider:
    """Return the provider ``name`` of ``channel`` with ``settings`` (its own keys of config.json, secrets read).

    Raises:
        MactlError: no such provider, or settings that it cannot work with; every fault is named.
    """
    if name not in names(channel):
        raise MactlError(
            _("No provider {name} for the channel {channel}", name=name, channel=channel),
            _("There are: {names}.", names=", ".join(names(channel))),
        )
    module = import_module(f"mactl.adapters.{channel}.{name}")
    return cast("Provider", module.provider(_checked(module.Settings, settings, f"{channel}/{name}"), workspace))


def _checked(kind: type, settings: Mapping[str, object], where: str) -> Any:
    """Return ``settings`` as a ``kind``."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(kind).validate_python(dict(settings))
    except ValidationError as wrong:
        known = [field.name for field in fields(kind)]
        faults = [_fault(each, known) for each in wrong.errors(include_input=False)]
        raise MactlError(
            _("The settings of {where} are not right: {faults}", where=where, faults="; ".join(faults)),
            _("See mactl schema config for what it takes."),
        ) from None


def _fault(each: Mapping[str, Any], known: Sequence[str]) -> str:
    """Return what pydantic found wrong with one key, in words that can be translated."""
    key, kind = ".".join(map(str, each["loc"])), str(each["type"])
    if kind in {"extra_forbidden", "unexpected_keyword_argument"}:
        words = _("unknown key “{key}”", key=key)
        close = difflib.get_close_matches(key, known, 1, 0.6)
        return f"{words} ({_('Did you mean {guess}?', guess=close[0])})" if close else words
    if kind.startswith("missing"):
        return _("{key} is missing", key=key)
    if kind.startswith("int"):
        return _("{key}: write a whole number", key=key)
    if kind == "literal_error":
        return _("{key}: write one of {all}", key=key, all=str(each["ctx"]["expected"]).replace(" or ", ", "))
    return f"{key}: {each['msg']}"
