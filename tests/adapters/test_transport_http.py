"""The HTTP line against a real server on loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mactl import clock
from mactl.adapters.socket import Call, Reply
from mactl.adapters.transport import open_line
from mactl.core.model.message import Content, Outgoing, Receipt

pytestmark = pytest.mark.loopback
NOW = 1_790_000_000_000
SECRET = "token-1234567890"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A provider as somebody would write it."""

    url: str

    def check(self, message: Outgoing) -> Receipt | None:
        return None if message.content.text else Receipt(status="error", error="content")

    def call(self, message: Outgoing) -> Call:
        headers = {"Authorization": f"Bearer {SECRET}", "Idempotency-Key": message.key}
        body = message.content.text.encode()
        return Call(method="POST", url=self.url, headers=headers, body=body, secret=frozenset({"Authorization"}))

    def receipt(self, reply: Reply) -> Receipt:
        words = reply.body.decode()
        if reply.status == 200:
            return Receipt(status="sent", provider_id=words)
        return Receipt(status="error", error="retry", code=str(reply.status), detail=words)


@dataclass
class Seen:
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)
    url: str = ""


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[Seen]:
    seen = Seen()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.requests.append((self.path, dict(self.headers), body))
            seen.connections.add(self.client_address[1])
            answer(self)

        def log_message(self, *_: object) -> None:
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    seen.url = f"http://127.0.0.1:{listening.server_port}/send?access_token=in-the-address"
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield seen
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def replying(status: int, body: bytes = b"ok", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hand(url: str, n: int = 1, text: str = "hi", timeout: float = 0.5) -> tuple[list[Receipt], list[int]]:
    line = open_line(Example(url=url), clock=clock.Clock(start=NOW), sandbox_folder=Path("/none"), timeout=timeout)
    wired: list[int] = []
    found: list[tuple[int, Receipt]] = []
    for number in range(n):
        message = Outgoing(id=number, key=f"k{number}", channel="sms", address="+1", content=Content(text=text), at=NOW)
        found += line.hand(message, wired.append)
    found += line.drain()
    line.close()
    assert [number for number, _ in found] == list(range(n))
    return [receipt for _, receipt in found], wired


def test_messages_go_over_one_connection() -> None:
    with server(replying(200, b"id-1")) as seen:
        receipts, wired = hand(seen.url, 3)
    assert [(each.status, each.provider_id) for each in receipts] == [("sent", "id-1")] * 3
    assert wired == [0, 1, 2]
    assert len(seen.connections) == 1
    assert seen.requests[0][1]["Idempotency-Key"] == "k0"


def test_a_message_that_does_not_pass_the_check_stays_here() -> None:
    with server(replying(200)) as seen:
        receipts, wired = hand(seen.url, text="")
    assert (receipts[0].error, wired, seen.requests) == ("content", [], [])


def test_nobody_listens_means_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    receipts, _ = hand(f"http://127.0.0.1:{port}/?access_token=in-the-address")
    assert (receipts[0].status, receipts[0].error) == ("error", "retry")
    assert "in-the-address" not in receipts[0].detail


def test_no_answer_means_unknown() -> None:
    over = threading.Event()
    with server(lambda _: over.wait(5)) as seen:
        receipts, _ = hand(seen.url)
        over.set()
    assert receipts[0].status == "unknown"


def test_a_connection_cut_off_means_unknown() -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    with server(cut) as seen:
        receipts, _ = hand(seen.url)
    assert receipts[0].status == "unknown"


def test_an_answer_that_drips_is_cut_off() -> None:
    over = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        while not over.wait(0.05):
            handler.wfile.write(b"x")

    with server(drip) as seen:
        receipts, _ = hand(seen.url)
        over.set()
    assert receipts[0].status == "unknown"


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "wait"), [("7", 7_000), ("Mon, 21 Sep 2026 14:13:30 GMT", 10_000), ("soon", None), ("", None)]
)
def test_retry_after_is_read(status: int, value: str, wait: int | None) -> None:
    with server(replying(status, Retry_After=value)) as seen:
        receipts, _ = hand(seen.url)
    assert receipts[0].error == "retry"
    found = receipts[0].retry_after
    assert found == wait or (wait and found and 0 <= wait - found < 5_000)


def test_secrets_are_in_no_receipt() -> None:
    def echo(handler: BaseHTTPRequestHandler) -> None:
        replying(400, f"bad {handler.headers['Authorization']} {SECRET} at {handler.path}".encode())(handler)

    with server(echo) as seen:
        receipts, _ = hand(seen.url)
    assert receipts[0].detail == "bad *** *** at /send?***"


def test_redirects_are_not_followed() -> None:
    with server(replying(302, Location="http://127.0.0.1:1/")) as seen:
        receipts, _ = hand(seen.url)
    assert receipts[0].code == "302"
