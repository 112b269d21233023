"""What every test stands on: fresh catalogues, English, nobody's settings, and no network but loopback where asked."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import hypothesis
import pytest
import pytest_socket

from mactl import i18n
from scripts import messages

# No deadline: machines are shared, and a timed assertion never stands in a test.
hypothesis.settings.register_profile("day", deadline=None, print_blob=True)
hypothesis.settings.register_profile("night", deadline=None, print_blob=True, max_examples=10_000)
hypothesis.settings.load_profile("day")

# How many random cases a test is to play, and from which on: asked for by name, and no setting of mactl.
_ASKED = ("MACTL_CASES", "MACTL_FIRST_CASE", "MACTL_YEAR")


def pytest_configure(config: pytest.Config) -> None:
    """Forget the settings of whoever runs this, hear Ctrl-C; compile the catalogues once, as this tree has them."""
    for name in [name for name in os.environ if name.startswith("MACTL_") and name not in _ASKED]:
        del os.environ[name]
    os.environ["LC_ALL"] = "C.UTF-8"
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell starts what runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        messages.compile_catalogues()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open loopback for tests marked so."""
    for item in items:
        if item.get_closest_marker("loopback"):
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))


@pytest.fixture(autouse=True)
def _loopback(request: pytest.FixtureRequest) -> None:
    """Let a loopback test make sockets; allow_hosts keeps them on this machine."""
    if request.node.get_closest_marker("loopback"):
        pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Speak English at the start of each test, whatever the one before spoke."""
    i18n.use("en")
    yield
    i18n.use("en")
