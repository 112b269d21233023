"""The SMTP line against a server that misbehaves in every way it can (safety figure R3)."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mactl import clock
from mactl.adapters.email.smtp import Settings, provider
from mactl.adapters.transport import open_line
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing, Receipt
from tests.support.mail_server import STAGES, MailServer, bye, drip, endless, say, serving, slow, stall

pytestmark = pytest.mark.loopback
TIMEOUT = 0.5


@dataclass
class Run:
    """What came of a few messages handed to a server."""

    receipts: dict[int, Receipt] = field(default_factory=dict)
    wired: list[int] = field(default_factory=list)
    seconds: float = 0.0
    slowest: float = 0.0

    def outcomes(self) -> list[str]:
        return [each.error or each.status for each in self.receipts.values()]


def outgoing(number: int, address: str = "", **content: str) -> Outgoing:
    return Outgoing(
        id=number,
        key=f"live:c:1:{number}:email",
        channel="email",
        address=address or f"u{number}@example.org",
        content=Content(**({"subject": "Hello", "text": f"number {number}"} | content)),
        at=1_790_000_000_000,
    )


def line_to(port: int, **settings: object):
    chosen = Settings(
        **({"smtp_host": "127.0.0.1", "smtp_port": port, "tls": "none", "sender": "news@example.com"} | settings),
        **({} if "timeout" in settings else {"timeout": TIMEOUT}),
    )
    made = provider(chosen, WorkspaceSettings(name="Shop"))
    return open_line(made, clock=clock.system(), sandbox_folder=Path("/nonexistent"))


def send(server: MailServer, n: int = 4, drain_at: tuple[int, ...] = (), **settings: object) -> Run:
    """Hand ``n`` messages over and check what must hold whatever the server does."""
    run, found = Run(), []
    line = line_to(server.port, **settings)
    start = time.monotonic()
    for number in range(1, n + 1):
        before = time.monotonic()
        found += line.hand(outgoing(number), run.wired.append)
        if number in drain_at:
            found += line.drain()
        run.slowest = max(run.slowest, time.monotonic() - before)
    before = time.monotonic()
    found += line.drain()
    run.slowest = max(run.slowest, time.monotonic() - before)
    line.close()
    run.seconds = time.monotonic() - start
    run.receipts = dict(found)
    assert [number for number, _ in found] == list(range(1, n + 1)), "each receipt once, in order"
    holds(server, run)
    return run


def holds(server: MailServer, run: Run) -> None:
    """Check the promises: nobody twice, "sent" only if accepted, refused only if not, nothing lost unnamed."""
    assert len(run.wired) == len(set(run.wired))
    assert len(server.bodies) == len(set(server.bodies)), "nobody is handed over twice"
    for number, receipt in run.receipts.items():
        address = f"u{number}@example.org"
        if receipt.status == "sent":
            assert address in server.accepted
        if receipt.status == "error":
            assert address not in server.accepted
        if receipt.status == "unknown":
            assert number in run.wired


def test_all_arrive_over_one_connection() -> None:
    with serving(MailServer()) as server:
        run = send(server, 5)
    assert run.outcomes() == ["sent"] * 5
    assert server.connections == 1
    assert server.accepted == [f"u{n}@example.org" for n in range(1, 6)]
    assert run.receipts[1].provider_id == "Q1"
    assert server.commands[-1] == b"QUIT"


def test_no_content_leaves_while_another_is_unanswered() -> None:
    at_once: list[int] = []
    server = MailServer()
    server.script["body"] = [lambda talk: (at_once.append(len(server.bodies)), talk.say("250 ok"))[1]] * 4
    with serving(server):
        run = send(server, 4)
    assert at_once == [1, 2, 3, 4]
    assert run.wired == [1, 2, 3, 4]


def test_the_next_envelope_goes_with_the_content() -> None:
    # A server that answers the content only when the next envelope is there proves that both went out together.
    def wait(talk) -> None:
        while not talk.buffer.endswith(b"DATA\r\n"):
            talk.more()
        talk.say("250 ok")

    with serving(MailServer(script={"body": [wait, wait]})) as server:
        assert send(server, 3).outcomes() == ["sent"] * 3


def test_without_pipelining_commands_go_one_at_a_time() -> None:
    seen: list[bytes] = []

    def alone(talk) -> None:
        talk.sock.settimeout(0.05)
        try:
            seen.append(talk.sock.recv(100, socket.MSG_PEEK))
        except TimeoutError:
            seen.append(b"")
        talk.sock.settimeout(None)
        talk.say("250 ok")

    server = MailServer(offers=(), script={"mail": [alone] * 3, "rcpt": [alone] * 3})
    with serving(server):
        assert send(server, 3).outcomes() == ["sent"] * 3
    assert seen == [b""] * 6


CODES = {
    421: "retry",
    450: "retry",
    452: "retry",
    550: "by stage",
    552: "by stage",
    554: "by stage",
}
BY_STAGE = {
    ("mail", 550): "halt",
    ("mail", 552): "content",
    ("mail", 554): "halt",
    ("rcpt", 550): "suppress",
    ("rcpt", 552): "retry",
    ("rcpt", 554): "content",
    ("data", 550): "content",
    ("data", 552): "content",
    ("data", 554): "content",
    ("body", 550): "content",
    ("body", 552): "content",
    ("body", 554): "content",
}


@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["pipelined", "plain"])
@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
def test_a_refusal_hits_its_own_message_only(stage: str, code: int, offers: tuple[str, ...]) -> None:
    refusal = say(f"{code} no") if code != 421 else bye("421 closing")
    with serving(MailServer(script={stage: [None, refusal]}, offers=offers)) as server:
        run = send(server, 4)
    expected = BY_STAGE.get((stage, code), "retry")
    if code == 421 and stage != "body":
        expected = "sent"  # the content had not begun: offered again on a new connection
    assert run.outcomes() == ["sent", expected, "sent", "sent"]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("stage", ["greeting", "ehlo"])
def test_a_server_that_lets_nobody_in(stage: str, code: int) -> None:
    script = {stage: [say(f"{code} no")] * 9}
    with serving(MailServer(script=script)) as server:
        run = send(server, 3)
    assert run.outcomes() == ["retry" if code < 500 else "halt"] * 3
    assert server.connections == 1, "a server that says no is not asked for each message"
    assert run.wired == []


@pytest.mark.parametrize("offers", [("PIPELINING",), ()], ids=["pipelined", "plain"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_drop_in_every_state(stage: str, offers: tuple[str, ...]) -> None:
    at = [bye()] if stage in {"greeting", "ehlo"} else [None, bye()]
    with serving(MailServer(script={stage: at}, offers=offers)) as server:
        run = send(server, 4)
    lost = {"greeting": ["retry"] * 4, "ehlo": ["retry"] * 4, "body": ["sent", "unknown", "sent", "sent"]}
    assert run.outcomes() == lost.get(stage, ["sent"] * 4)


def test_a_drop_in_the_midst_of_the_content_is_unknown() -> None:
    with serving(MailServer(script={"content": [None, bye()]})) as server:
        line = line_to(server.port)
        run, found = Run(), []
        for number in (1, 2, 3):
            found += line.hand(outgoing(number, text="x" * 50 + "\n" * 2_000_000), run.wired.append)
        found += line.drain()
        line.close()
    assert [receipt.status for _, receipt in found] == ["sent", "unknown", "sent"]


def test_what_the_server_says_before_it_drops_counts() -> None:
    with serving(MailServer(script={"content": [None, bye("552 5.3.4 too big")]})) as server:
        line = line_to(server.port)
        found = [*line.hand(outgoing(1), lambda _: None), *line.hand(outgoing(2), lambda _: None), *line.drain()]
        line.close()
    assert found[1][1].error == "content"


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_a_server_that_drops_again_and_again(stage: str) -> None:
    with serving(MailServer(script={stage: [bye()] * 20})) as server:
        run = send(server, 3)
    assert run.outcomes() == ["retry"] * 3
    assert run.wired == []


@pytest.mark.parametrize("stage", STAGES)
def test_a_stall_never_hangs(stage: str) -> None:
    with serving(MailServer(script={stage: [stall]})) as server:
        run = send(server, 3)
        server.over.set()
    expected = {"body": "unknown"}.get(stage, "retry")
    rest = ["retry"] * 2 if stage in {"greeting", "ehlo"} else ["sent"] * 2
    assert run.outcomes() == [expected, *rest]
    assert run.slowest < 4 * TIMEOUT


@pytest.mark.parametrize("stage", ["greeting", "ehlo", "mail", "body"])
def test_a_drip_is_a_stall(stage: str) -> None:
    with serving(MailServer(script={stage: [drip("250-" + "x" * 100)]})) as server:
        run = send(server, 2)
    assert run.outcomes()[0] == {"body": "unknown"}.get(stage, "retry")
    assert run.slowest < 4 * TIMEOUT


def test_a_slow_greeting_within_the_timeout_is_waited_for() -> None:
    with serving(MailServer(script={"greeting": [slow(TIMEOUT / 2, "220 here at last")]})) as server:
        assert send(server, 2).outcomes() == ["sent", "sent"]


@pytest.mark.parametrize(
    "words",
    ["hello there", "25", "2500 ok", "9xx", "\x00\xff\x00", "250-a\r\n550 b", "x" * 9000, "100 continue"],
    ids=["words", "short", "long-code", "letters", "binary", "two-codes", "long-line", "1xx"],
)
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "body"])
def test_garbage_ends_the_connection(stage: str, words: str) -> None:
    with serving(MailServer(script={stage: [None, say(words)]})) as server:
        run = send(server, 4)
    assert run.outcomes() == ["sent", "unknown" if stage == "body" else "sent", "sent", "sent"]


@pytest.mark.parametrize("chunk", [b"x" * 1000, b"250-more\r\n"], ids=["line", "lines"])
def test_an_answer_without_end_is_cut_off(chunk: bytes) -> None:
    with serving(MailServer(script={"body": [endless(chunk)]})) as server:
        run = send(server, 2)
        server.over.set()
    assert run.outcomes() == ["unknown", "sent"]


def test_a_stray_answer_makes_the_group_unbelievable() -> None:
    # The 250 that comes too much would otherwise be read as the answer to the next content.
    with serving(MailServer(script={"body": [say("250 ok", "250 once more"), say("550 5.7.1 spam")]})) as server:
        run = send(server, 3)
    assert run.receipts[1].status == "unknown"
    assert run.receipts[2].error == "content"


def test_a_421_out_of_the_blue_after_the_answer() -> None:
    with serving(MailServer(script={"body": [bye("250 ok", "421 4.3.2 shutting down")]})) as server:
        run = send(server, 3)
    assert run.outcomes() == ["sent"] * 3
    assert server.connections == 2


@pytest.mark.parametrize("farewell", [(), ("421 4.4.2 idle too long",)], ids=["silent", "421"])
def test_a_connection_closed_while_idle_is_opened_again(farewell: tuple[str, ...]) -> None:
    with serving(MailServer(script={"body": [bye("250 ok", *farewell)]})) as server:
        line = line_to(server.port)
        found = [*line.hand(outgoing(1), lambda _: None), *line.drain()]
        time.sleep(0.1)
        found += [*line.hand(outgoing(2), lambda _: None), *line.drain()]
        line.close()
    assert [receipt.status for _, receipt in found] == ["sent", "sent"]


def test_354_after_all_is_answered_with_a_lone_dot() -> None:
    script = {"rcpt": [None, say("550 5.1.1 unknown user")], "data": [None]}
    with serving(MailServer(script=script)) as server:
        run = send(server, 3)
    assert run.outcomes() == ["sent", "suppress", "sent"]
    assert server.letters[1] == b""
    assert b"RSET" not in server.commands


def test_a_refused_recipient_is_followed_by_rset() -> None:
    with serving(MailServer(script={"rcpt": [say("550 5.1.1 unknown user")]})) as server:
        run = send(server, 2)
    assert run.outcomes() == ["suppress", "sent"]
    assert run.receipts[1].code == "550 5.1.1"
    assert run.receipts[1].detail == "unknown user"
    assert b"RSET" in server.commands


def test_a_connection_is_worn_out_after_its_messages() -> None:
    with serving(MailServer()) as server:
        run = send(server, 7, messages_per_connection=3)
    assert run.outcomes() == ["sent"] * 7
    assert server.connections == 3
    assert server.commands.count(b"QUIT") == 3


def test_draining_between_messages_changes_nothing() -> None:
    with serving(MailServer()) as server:
        assert send(server, 5, drain_at=(1, 2, 4)).outcomes() == ["sent"] * 5
    assert server.connections == 1


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    run = send(MailServer(port=port), 3)
    assert run.outcomes() == ["retry"] * 3


def test_a_closed_line_has_sent_nothing_that_was_held() -> None:
    with serving(MailServer()) as server:
        line, wired = line_to(server.port), []
        line.hand(outgoing(1), wired.append)
        line.close()
        time.sleep(0.1)
    assert wired == []
    assert server.bodies == []


def test_a_wire_journal_that_fails_stops_the_content() -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with serving(MailServer()) as server:
        line = line_to(server.port)
        line.hand(outgoing(1), full)
        with pytest.raises(OSError, match="No space"):
            line.drain()
        line.close()
        time.sleep(0.1)
    assert server.letters == []


def test_addresses_outside_ascii_need_smtputf8() -> None:
    with serving(MailServer()) as knowing, serving(MailServer(offers=("PIPELINING",))) as ignorant:
        for server, expected in ((knowing, "sent"), (ignorant, "content")):
            line = line_to(server.port)
            found = [*line.hand(outgoing(1, "小明@例子.中国"), lambda _: None)]
            found += [*line.hand(outgoing(2), lambda _: None), *line.drain()]
            line.close()
            assert [each.error or each.status for _, each in found] == [expected, "sent"]
    utf8 = [each for each in knowing.commands if b"SMTPUTF8" in each]
    assert utf8 == [b"MAIL FROM:<news@example.com> SMTPUTF8"]
    assert "RCPT TO:<小明@xn--fsqu00a.xn--fiqs8s>".encode() in knowing.commands


def test_eight_bit_content_goes_to_a_server_that_takes_it() -> None:
    with serving(MailServer(offers=("PIPELINING", "8BITMIME"))) as taking, serving(MailServer()) as strict:
        for server, as_it_is in ((taking, True), (strict, False)):
            line = line_to(server.port)
            found = [*line.hand(outgoing(1, text="您好\n"), lambda _: None), *line.drain()]
            line.close()
            assert [each.status for _, each in found] == ["sent"]
            assert ("您好".encode() in server.letters[0]) == as_it_is
            assert (b"MAIL FROM:<news@example.com> BODY=8BITMIME" in server.commands) == as_it_is


def test_a_letter_made_for_eight_bits_is_made_anew_where_the_next_connection_lacks_them() -> None:
    first = say("250-test\r\n250-PIPELINING\r\n250 8BITMIME")
    lost = bye("421 4.3.2 bye")
    with serving(MailServer(offers=("PIPELINING",), script={"ehlo": [first], "mail": [lost]})) as server:
        line = line_to(server.port)
        found = [*line.hand(outgoing(1, text="您好\n"), lambda _: None), *line.drain()]
        line.close()
    assert [each.status for _, each in found] == ["sent"]
    assert server.letters[0].isascii()
    assert [each for each in server.commands if each.startswith(b"MAIL")] == [
        b"MAIL FROM:<news@example.com> BODY=8BITMIME",
        b"MAIL FROM:<news@example.com>",
    ]


def test_a_letter_larger_than_the_server_takes_stays_here() -> None:
    with serving(MailServer(offers=("PIPELINING", "SIZE 2000"))) as server:
        line, wired = line_to(server.port), []
        found = [*line.hand(outgoing(1, text="long " * 1000), wired.append)]
        found += [*line.hand(outgoing(2), wired.append), *line.drain()]
        line.close()
    assert [each.error or each.status for _, each in found] == ["content", "sent"]
    assert wired == [2]


def test_an_address_that_is_none_is_refused_here_and_in_order() -> None:
    with serving(MailServer()) as server:
        line = line_to(server.port)
        found = [*line.hand(outgoing(1), lambda _: None), *line.hand(outgoing(2, "a b@x"), lambda _: None)]
        found += [*line.hand(outgoing(3), lambda _: None), *line.drain()]
        line.close()
    assert [(n, each.error or each.status) for n, each in found] == [(1, "sent"), (2, "suppress"), (3, "sent")]


def test_lines_that_begin_with_a_dot_arrive_as_they_were() -> None:
    with serving(MailServer()) as server:
        line = line_to(server.port)
        line.hand(outgoing(1, text=".\n..\n.hidden\n\n.\n"), lambda _: None)
        line.drain()
        line.close()
    assert server.letters[0].partition(b"\r\n\r\n")[2] == b".\r\n..\r\n.hidden\r\n\r\n."
