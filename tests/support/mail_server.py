"""A mail server that does what a test's script says, at any stage, and writes down what it was sent."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

STAGES = ("greeting", "ehlo", "mail", "rcpt", "data", "body")
DEFAULTS = {
    "greeting": ("220 test",),
    "mail": ("250 2.1.0 ok",),
    "rcpt": ("250 2.1.5 ok",),
    "data": ("354 go",),
    "body": ("250 2.0.0 ok: queued as Q1",),
    "rset": ("250 ok",),
    "quit": ("221 bye",),
    "starttls": ("454 4.7.0 not now",),
    "auth": ("535 5.7.8 no",),
    "content": (),
}


class GoneError(Exception):
    """The script ends the connection."""


@dataclass
class Talk:
    """One connection: what a script's action may do with it."""

    sock: socket.socket
    server: MailServer
    buffer: bytes = b""
    mail: bool = False
    rcpts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.said.append(text)
        self.sock.sendall(text.encode() + b"\r\n")

    def line(self) -> bytes:
        while b"\n" not in self.buffer:
            self.more()
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")

    def more(self) -> None:
        data = self.sock.recv(65536)
        if not data:
            raise GoneError
        self.buffer += data

    def content(self) -> bytes:
        self.buffer, looked = b"\r\n" + self.buffer, 0
        while self.buffer.find(b"\r\n.\r\n", looked) < 0:
            looked = max(0, len(self.buffer) - 4)  # what was looked through is not looked through again
            self.more()
        content, self.buffer = self.buffer.split(b"\r\n.\r\n", 1)
        return content[2:].replace(b"\r\n..", b"\r\n.")


Action = Callable[[Talk], None]


def say(*texts: str) -> Action:
    """Answer with these lines."""

    def act(talk: Talk) -> None:
        for text in texts:
            talk.say(text)

    return act


def bye(*texts: str) -> Action:
    """Answer with these lines, then close."""

    def act(talk: Talk) -> None:
        say(*texts)(talk)
        raise GoneError

    return act


def stall(talk: Talk) -> None:
    """Answer nothing until the test is over."""
    talk.server.over.wait(30)
    raise GoneError


def slow(seconds: float, text: str) -> Action:
    """Answer late."""

    def act(talk: Talk) -> None:
        talk.server.over.wait(seconds)
        talk.say(text)

    return act


def drip(text: str) -> Action:
    """Answer a byte at a time, for ever slower than anybody waits for."""

    def act(talk: Talk) -> None:
        for byte in text.encode() + b"\r\n":
            talk.sock.sendall(bytes([byte]))
            if talk.server.over.wait(0.1):
                raise GoneError

    return act


def endless(chunk: bytes) -> Action:
    """Answer without end."""

    def act(talk: Talk) -> None:
        while not talk.server.over.is_set():
            talk.sock.sendall(chunk)

    return act


@dataclass
class MailServer:
    """The server: ``script`` holds, by stage, what to do at its first, second ... time; None and the end: the usual."""

    script: dict[str, list[Action | None]] = field(default_factory=dict)
    offers: tuple[str, ...] = ("PIPELINING", "SMTPUTF8", "ENHANCEDSTATUSCODES")
    port: int = 0
    connections: int = 0
    commands: list[bytes] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)  # whose content came whole
    accepted: list[str] = field(default_factory=list)  # whose content was answered with 250
    letters: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    times: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def act(self, talk: Talk, stage: str) -> str:
        """Do what the script says at ``stage``; return the last line said."""
        with self.lock:
            turn = self.times[stage]
            self.times[stage] += 1
        actions = self.script.get(stage, [])
        action = actions[turn] if turn < len(actions) else None
        if action is None and stage == "ehlo":
            lines = ["test", *self.offers]
            text = "\r\n".join(f"250{'-' if i < len(lines) - 1 else ' '}{each}" for i, each in enumerate(lines))
            action = say(text)
        before = len(talk.said)
        try:
            (action or say(*DEFAULTS[stage]))(talk)
        finally:
            if stage == "body" and talk.said[before:] and talk.said[before].startswith("2"):
                self.accepted.append(self.bodies[-1])
        return talk.said[before] if len(talk.said) > before else ""

    def serve(self, sock: socket.socket) -> None:
        """Hold one dialogue."""
        talk = Talk(sock=sock, server=self)
        with contextlib.suppress(GoneError, OSError):
            self.act(talk, "greeting")
            while True:
                self.answer(talk, talk.line())
        with contextlib.suppress(OSError):
            sock.close()

    def answer(self, talk: Talk, command: bytes) -> None:
        """Answer one command as a strict server would."""
        self.commands.append(command)
        verb = command[:4].upper()
        if verb in {b"EHLO", b"HELO"}:
            self.act(talk, "ehlo")
        elif verb == b"MAIL" and talk.mail:
            talk.say("503 5.5.1 nested MAIL")
        elif verb == b"MAIL":
            talk.mail = self.act(talk, "mail").startswith("2")
        elif verb == b"RCPT" and not talk.mail:
            talk.say("503 5.5.1 need MAIL")
        elif verb == b"RCPT":
            if self.act(talk, "rcpt").startswith("2"):
                talk.rcpts.append(command[9:-1].decode())
        elif verb == b"DATA":
            self.data(talk)
        elif verb == b"RSET":
            talk.mail, talk.rcpts = False, []
            self.act(talk, "rset")
        elif verb == b"QUIT":
            self.act(talk, "quit")
            raise GoneError
        elif verb == b"STAR":
            self.act(talk, "starttls")
        elif verb == b"AUTH":
            self.act(talk, "auth")
        else:
            talk.say("500 5.5.2 what?")

    def data(self, talk: Talk) -> None:
        """Answer DATA, take the content, answer that."""
        if not talk.rcpts and "data" not in self.script:
            talk.say("554 5.5.1 no valid recipients")
            return
        if not self.act(talk, "data").startswith("3"):
            return
        if self.script.get("content"):
            talk.more()
            self.act(talk, "content")
        self.letters.append(talk.content())
        rcpts, talk.rcpts, talk.mail = talk.rcpts, [], False
        if not rcpts:
            talk.say("554 5.5.1 no valid recipients")
            return
        self.bodies += rcpts
        self.act(talk, "body")


@contextmanager
def serving(server: MailServer) -> Iterator[MailServer]:
    """Serve on loopback while the test runs."""
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    threads: list[threading.Thread] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _address = listener.accept()
                server.connections += 1
                thread = threading.Thread(target=server.serve, args=(sock,), daemon=True)
                thread.start()
                threads.append(thread)

    acceptor = threading.Thread(target=accept, daemon=True)
    acceptor.start()
    try:
        yield server
    finally:
        server.over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join(5)
        for thread in threads:
            thread.join(5)
