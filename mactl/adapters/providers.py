"""The providers there are, by channel and name, and one made from a channel's settings."""

from __future__ import annotations

from collections.abc import Mapping
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
        faults = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors(include_input=False)]
        raise MactlError(
            _("The settings of {where} are not right: {faults}", where=where, faults="; ".join(faults)),
            _("See mactl schema config for what it takes."),
        ) from None
