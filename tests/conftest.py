"""What every test stands on: no network but loopback, and that only where a test says so."""

from __future__ import annotations

import pytest
import pytest_socket


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
