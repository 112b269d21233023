"""What every test stands on: fresh catalogues, and no network but loopback where a test says so."""

from __future__ import annotations

import pytest
import pytest_socket

from scripts import messages


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues once for the whole run, so that Chinese sentences are those of the tree under test."""
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
