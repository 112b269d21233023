"""A mail server that takes everything, quickly, and counts whom it took what for; a test may step in at each letter."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

REPLIES = {b"EHLO": b"250-test\r\n250 PIPELINING\r\n", b"MAIL": b"250 ok\r\n", b"RCPT": b"250 ok\r\n",
           b"RSET": b"250 ok\r\n", b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}  # fmt: skip


@dataclass
class Postbox:
    """What came: ``taken`` counts whole letters by recipient, ``contents`` their contents' digests by recipient.

    ``hook`` is called with the number of each letter that came whole, before it is answered; what it returns (bytes) is
    the answer in place of 250.
    """

    hook: Callable[[int], bytes | None] = lambda _number: None
    port: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    contents: dict[str, set[str]] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    keep: bool = False
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    changed: threading.Condition = field(default_factory=threading.Condition)
    total: int = 0

    def wait_for(self, total: int, seconds: float) -> bool:
        """Wait until so many letters came whole; return whether they did."""
        with self.changed:
            return self.changed.wait_for(lambda: self.total >= total, seconds)

    def take(self, recipient: str, content: bytes) -> bytes:
        with self.changed:
            self.total += 1
            number = self.total
            self.changed.notify_all()
        with self.lock:
            self.taken[recipient] += 1
            self.contents.setdefault(recipient, set()).add(hashlib.sha256(content).hexdigest())
            if self.keep:
                self.letters.append(content)
        return self.hook(number) or b"250 taken\r\n"

    def serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError), sock, sock.makefile("rb") as lines:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.sendall(b"220 test\r\n")
            recipient = ""
            while command := lines.readline():
                verb = command[:4].upper()
                if verb == b"RCPT":
                    recipient = command[command.index(b"<") + 1 : command.rindex(b">")].decode()
                sock.sendall(REPLIES.get(verb, b"500 what\r\n"))
                if verb == b"QUIT":
                    return
                if verb == b"DATA" and (content := whole(lines)) is not None:
                    sock.sendall(self.take(recipient, content))


def whole(lines: Iterator[bytes]) -> bytes | None:
    """Read a letter's content up to its final dot; None where the client went away before."""
    found = []
    for line in lines:
        if line == b".\r\n":
            return b"".join(found)
        found.append(line[1:] if line.startswith(b".") else line)
    return None


@contextmanager
def opened(postbox: Postbox) -> Iterator[Postbox]:
    """Serve on loopback while the test runs."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    postbox.port = listener.getsockname()[1]

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _address = listener.accept()
                postbox.connections += 1
                threading.Thread(target=postbox.serve, args=(sock,), daemon=True).start()

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield postbox
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join(5)
