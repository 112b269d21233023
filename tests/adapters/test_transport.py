"""Several connections to one mail server take messages in turn, from one thread."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl import clock
from mactl.adapters.email.smtp import Settings, provider
from mactl.adapters.transport import open_line
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing, Receipt
from tests.support.mail_server import Action, MailServer, bye, say, serving

pytestmark = pytest.mark.loopback


def send(server: MailServer, messages: int, connections: int) -> dict[int, Receipt]:
    """Hand messages over; return the receipts, each of which must come once."""
    settings = Settings(
        smtp_host="127.0.0.1",
        smtp_port=server.port,
        tls="none",
        sender="n@example.com",
        connections=connections,
        timeout=2,
    )
    made = provider(settings, WorkspaceSettings(name="Shop"))
    line = open_line(made, clock=clock.system(), sandbox_folder=Path("/nonexistent"))
    found = []
    for number in range(1, messages + 1):
        content = Content(subject="Hello", text=f"number {number}")
        message = Outgoing(number, f"k{number}", "email", f"u{number}@example.org", content, 1_790_000_000_000)
        found += line.hand(message, lambda _: None)
    found += line.drain()
    line.close()
    assert sorted(number for number, _ in found) == list(range(1, messages + 1)), "each receipt once"
    return dict(found)


def test_each_connection_takes_its_share() -> None:
    with serving(MailServer()) as server:
        receipts = send(server, 8, connections=3)
    assert {receipt.status for receipt in receipts.values()} == {"sent"}
    assert server.connections == 3
    assert sorted(server.bodies) == [f"u{number}@example.org" for number in range(1, 9)]
    assert server.commands.count(b"QUIT") == 3


def test_a_content_leaves_on_one_connection_while_another_awaits_its_answer() -> None:
    at_once: list[int] = []

    def wait_for_the_other(talk) -> None:
        while len(server.bodies) < 2:
            clock.system().sleep(0.01)
        at_once.append(len(server.bodies))
        talk.say("250 ok")

    server = MailServer(script={"body": [wait_for_the_other]})
    with serving(server):
        assert {receipt.status for receipt in send(server, 4, connections=2).values()} == {"sent"}
    assert at_once == [2]


@pytest.mark.parametrize("fault", [bye(), say("550 5.7.1 spam")], ids=["lost", "refused"])
def test_what_goes_wrong_on_one_connection_is_no_concern_of_another(fault: Action) -> None:
    with serving(MailServer(script={"body": [fault]})) as server:
        receipts = send(server, 6, connections=2)
    assert [receipt.status for receipt in receipts.values()].count("sent") == 5
    assert len(server.bodies) == len(set(server.bodies)), "nobody is handed over twice"
