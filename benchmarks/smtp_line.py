"""How fast the SMTP line alone is: spliced letters into smtp-sink, against `smtp-source -d -s 10` with the same size.

Run `python benchmarks/smtp_line.py [LETTERS]`. Both sides take turns (A B A B ...) on the same sink; the figure is the
median ratio of five pairs. Above 1 the line, on one connection, is faster than smtp-source on ten. Rendering and the
database are not in it; composing the letter is. Needs smtp-sink and smtp-source (Debian: apt install postfix).
"""

from __future__ import annotations

import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mactl import clock
from mactl.adapters.email.smtp import Settings, provider
from mactl.adapters.transport import open_line
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing

PAIRS = 5
ROW = (
    '<tr><td style="padding:8px 0;font-size:14px;line-height:20px;color:#333333">商品 {n} 上新了，会员价 {n}9 元，'
    '<a style="color:#c00000" href="https://shop.example.com/c/{token}{n:02}">去看看</a></td></tr>\n'
)


def main() -> None:
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with sink() as port:
        size = len(letter(1))
        print(f"{letters} letters of {size} bytes; per second: the line, smtp-source -s 10, ratio")
        ratios = []
        for _ in range(PAIRS):
            line, source = letters / push(port, letters), letters / smtp_source(port, letters, size)
            ratios.append(line / source)
            print(f"{line:8.0f} {source:8.0f} {line / source:6.2f}")
    print(f"median ratio {statistics.median(ratios):.2f}")


def push(port: int, letters: int) -> float:
    """Return the seconds that the line takes for ``letters``, each composed anew, as the engine hands them over."""
    line = open_line(mail(port), clock=clock.system(), sandbox_folder=Path())
    contents = [rendered(number) for number in range(500)]
    start, receipts = time.perf_counter(), []
    for number in range(letters):
        receipts += line.hand(outgoing(number, contents[number % 500]), lambda _: None)
    receipts += line.drain()
    line.close()
    seconds = time.perf_counter() - start
    assert [receipt.status for _, receipt in receipts] == ["sent"] * letters
    return seconds


def smtp_source(port: int, letters: int, size: int) -> float:
    """Return the seconds that smtp-source takes."""
    start = time.perf_counter()
    command = ["smtp-source", "-d", "-s", "10", "-m", str(letters), "-l", str(size), f"127.0.0.1:{port}"]
    subprocess.run([found(command[0]), *command[1:]], check=True)
    return time.perf_counter() - start


def mail(port: int):
    settings = Settings(smtp_host="127.0.0.1", smtp_port=port, tls="none", sender="news@example.com")
    return provider(settings, WorkspaceSettings(name="示例小店"))


def letter(number: int) -> bytes:
    """Return a letter as it goes over the wire."""
    return mail(25).letter(outgoing(number)).data


def outgoing(number: int, content: Content | None = None) -> Outgoing:
    """Return message ``number``."""
    return Outgoing(
        id=number,
        key=f"live:c:1:{number}:email",
        channel="email",
        address=f"user{number}@example.org",
        name=f"会员 {number}",
        content=content or rendered(number),
        at=1_790_000_000_000 + number,
    )


def rendered(number: int) -> Content:
    """Return what a template makes: some 4 KB of HTML with 20 links, a token of its own in each."""
    token = f"{number:022}"
    rows = "".join(ROW.format(n=n, token=token) for n in range(20))
    html = f"<html><body><p>会员 {number}，您好</p>\n<table>\n{rows}</table></body></html>\n"
    text = "会员，您好。店里上了新，欢迎来看看。\n" * 10
    headers = {
        "List-Unsubscribe": f"<https://shop.example.com/u/{token}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return Content(subject="（广告）春季上新，会员先看", html=html, text=text, headers=headers)


@contextmanager
def sink() -> Iterator[int]:
    """Run smtp-sink on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    running = subprocess.Popen(
        [found("smtp-sink"), "-u", "nobody", "-c", f"127.0.0.1:{port}", "1000"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        running.terminate()
        running.wait()


def found(tool: str) -> str:
    """Return the path of ``tool``, or say how to get it."""
    path = shutil.which(tool) or shutil.which(tool, path="/usr/sbin:/sbin")
    if path is None:
        raise SystemExit(f"{tool} is missing: apt install postfix (no server is started)")
    return path


if __name__ == "__main__":
    main()
