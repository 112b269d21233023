"""The settings: channels and their secrets, examples that were never replaced, what is allowed without consent."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from mactl.adapters import providers
from mactl.api.checkup._finding import Finding, fault
from mactl.config import channels, vault
from mactl.core.model.message import CHANNELS, Channel
from mactl.engine import planning
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield what is wrong with the settings."""
    yield from _channels(workspace)
    if sentence := vault.open_to_others(workspace.folder):
        yield Finding(message=sentence, hint=_("chmod 600 .env"))
    try:
        vault.dot_env(workspace.folder)
    except MactlError as wrong:
        yield fault(wrong)
    if workspace.config.unknown_consent == "allow":
        yield Finding(
            level="warning",
            message=_("consent.unknown is “allow”: marketing goes to people whose consent nobody knows"),
            hint=_("take it out of config.json unless your law allows it"),
        )
    if not workspace.config.automation.enabled:
        yield Finding(
            level="warning",
            message=_("automation is switched off: mactl tick and mactl daemon do nothing"),
            hint=_('set "automation": "enabled" to true in config.json'),
        )


def _channels(workspace: Workspace) -> Iterator[Finding]:
    for name in CHANNELS:
        settings = planning.channel_settings(workspace, name)
        if settings.mode == "live":
            try:
                planning.provider_of(workspace, name, "live")
            except MactlError as wrong:
                yield Finding(message=_("channel {name}: {fault}", name=name, fault=wrong.message), hint=wrong.hint)
        else:
            yield from _misspelt(name, settings.settings)
        if settings.mode != "live" and settings.provider != channels.SANDBOX:
            yield Finding(
                level="warning",
                message=_("channel {name} still has example settings, so it is a sandbox: nothing leaves this machine",
                          name=name),
                hint=_("give its real host and credentials in config.json and .env"),
            )  # fmt: skip


def _misspelt(channel: Channel, settings: Mapping[str, object]) -> Iterator[Finding]:
    """Yield the keys of a sandbox channel that come close to a key of its providers: a sandbox takes any."""
    known = providers.keys(channel)
    for key in settings:
        close = difflib.get_close_matches(key, known, 1, 0.8)
        if key not in known and close:
            yield Finding(
                level="warning",
                message=_("channels.{channel}: no provider reads “{key}”", channel=channel, key=key),
                hint=_("Did you mean {guess}?", guess=close[0]),
            )
