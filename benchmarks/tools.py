"""The programs that benchmarks run beside mactl: found, started on a free port, ended."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager


class MissingError(Exception):
    """A program or a fitting disk is missing: the benchmark cannot run here, and says why."""


def found(tool: str) -> str:
    """Return the path of ``tool``, or say how to get it."""
    path = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")
    if path is None:
        raise MissingError(f"{tool} is missing: apt install postfix (no server is started)")
    return path


@contextmanager
def sink() -> Iterator[int]:
    """Run smtp-sink, which takes every letter and throws it away, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    running = subprocess.Popen(
        [found("smtp-sink"), *user, f"127.0.0.1:{port}", "2000"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(port)
        yield port
    finally:
        running.terminate()
        running.wait()


def _await(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise MissingError("smtp-sink does not start")


def source(port: int, letters: int, size: int) -> float:
    """Return the seconds that ``smtp-source`` takes for ``letters`` of ``size`` bytes on ten connections."""
    command = [found("smtp-source"), "-d", "-s", "10", "-m", str(letters), "-l", str(size), f"127.0.0.1:{port}"]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


@contextmanager
def ear() -> Iterator[tuple[int, list[bytes]]]:
    """Take one letter at a time on a free port; give the port and the letters as they came over the wire."""
    import threading

    letters: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_listen, args=(server, letters), daemon=True)
        thread.start()
        yield server.getsockname()[1], letters
        thread.join(10)


def _listen(server: socket.socket, letters: list[bytes]) -> None:
    """Serve one connection: enough of RFC 5321 for a client that behaves."""
    line, _ = server.accept()
    with line, line.makefile("rb") as lines:
        line.sendall(b"220 ear ESMTP\r\n")
        for command in lines:
            verb = command[:4].upper()
            if verb == b"DATA":
                line.sendall(b"354 go on\r\n")
                letters.append(b"".join(iter(lines.readline, b".\r\n")))
            line.sendall(b"250-ear\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if verb == b"EHLO" else b"250 ok\r\n")
            if verb == b"QUIT":
                return
