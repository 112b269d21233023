"""Ctrl-C in the middle of a send: nothing stays claimed, and the next run goes on from there."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

PEOPLE = 12_000  # many more than are sent until the signal is heard, on a busy machine too


def _serve(server: socket.socket, bodies: list[bytes]) -> None:
    """Answer SMTP without PIPELINING, slowly enough to be interrupted."""
    while True:
        try:
            talk, _peer = server.accept()
        except OSError:
            return
        with talk, talk.makefile("rwb") as file:
            _talk(file, bodies)


def _talk(file, bodies: list[bytes]) -> None:  # type: ignore[no-untyped-def]
    def say(line: bytes) -> None:
        file.write(line + b"\r\n")
        file.flush()

    say(b"220 here")
    recipient = b""
    for line in iter(file.readline, b""):
        word = line[:4].upper()
        if word == b"RCPT":
            recipient = line
        if word == b"DATA":
            say(b"354 go on")
            for text in iter(file.readline, b".\r\n"):
                if not text:
                    return
            bodies.append(recipient)
            time.sleep(0.002)
        say(b"221 bye" if word == b"QUIT" else b"250 fine")


@pytest.mark.loopback
@pytest.mark.slow
def test_an_interrupted_send_leaves_nothing_claimed(tmp_path: Path) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    bodies: list[bytes] = []
    threading.Thread(target=_serve, args=(server, bodies), daemon=True).start()
    shop = tmp_path / "shop"
    run = [sys.executable, "-m", "mactl"]
    subprocess.run([*run, "init", str(shop)], check=True, capture_output=True)
    email = {"provider": "smtp", "smtp_host": "127.0.0.1", "smtp_port": server.getsockname()[1], "tls": "none",
             "sender": "shop@shop.example"}  # fmt: skip
    (shop / "config.json").write_text(json.dumps({"channels": {"email": email}}))
    (shop / "data" / "campaigns.json").write_text('[{"name": "大促", "audience": "all", "channels": ["email"]}]')
    people = [{"id": f"k{n}", "email": f"k{n}@shop.example", "consents": {"email": True}} for n in range(PEOPLE)]
    (shop / "data" / "customers.json").write_text(json.dumps(people))

    sending = subprocess.Popen([*run, "-C", str(shop), "send", "--campaign", "大促", "--yes"], stderr=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while len(bodies) < 150 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.kill(sending.pid, signal.SIGINT)
    _out, err = sending.communicate(timeout=60)

    assert sending.returncode == 130, err.decode()
    assert "--resume" in err.decode()
    with sqlite3.connect(shop / "data" / "mactl.db") as ledger:
        states = dict(ledger.execute("SELECT state, COUNT(*) FROM messages GROUP BY state"))
    assert set(states) == {"sent", "queued"}
    assert states["sent"] == len(bodies)

    again = [*run, "-C", str(shop), "send", "--campaign", "大促", "--yes", "--resume", "--format", "json"]
    done = json.loads(subprocess.run(again, check=True, capture_output=True).stdout)
    assert done["sent"] == PEOPLE
    assert len(bodies) == len(set(bodies)) == PEOPLE
    server.close()
