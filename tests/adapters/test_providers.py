"""Every provider that there is can be made, and fits the socket."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.adapters import providers
from mactl.adapters.socket import HttpProvider, MailProvider, SandboxProvider
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import CHANNELS

EVERY = [(channel, name) for channel in CHANNELS for name in providers.names(channel)]
LEAST = {("email", "smtp"): {"smtp_host": "127.0.0.1", "sender": "a@b.org"}}


@pytest.mark.parametrize(("channel", "name"), EVERY)
def test_each_provider_fits_the_socket(channel, name) -> None:
    made = providers.make(channel, name, LEAST.get((channel, name), {}), WorkspaceSettings(name="Shop"))
    assert isinstance(made, HttpProvider | MailProvider | SandboxProvider)


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_channel_has_a_sandbox(channel) -> None:
    assert "sandbox" in providers.names(channel)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_sandbox_takes_the_keys_of_the_real_one(channel) -> None:
    assert providers.make(channel, "sandbox", {"smtp_host": "x", "api_key": "y"}, WorkspaceSettings())


def test_each_provider_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "adding-a-provider.md").read_text(encoding="utf-8")
    assert [each for each in EVERY if f"| {each[0]} | `{each[1]}` |" not in page] == []
