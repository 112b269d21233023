"""The sandbox line: a real Maildir and JSON Lines, and nothing outside its folder."""

from __future__ import annotations

import json
import mailbox
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from mactl import clock
from mactl.adapters.providers import make
from mactl.adapters.socket import Record
from mactl.adapters.transport import open_line
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing
from mactl.errors import MactlError

SHOP = WorkspaceSettings(name="示例小店")


def line_for(channel: str, folder: Path, **settings: object):
    return open_line(make(channel, "sandbox", settings, SHOP), clock=clock.Clock(start=0), sandbox_folder=folder)


def sms(number: int, text: str = "【小店】您好，拒收请回复R") -> Outgoing:
    return Outgoing(
        id=number, key=f"sandbox:c:{number}", channel="sms", address="+8613490000001", content=Content(text=text),
        at=1_790_000_000_123, customer="u1", campaign="春季上新",
    )  # fmt: skip


def letter(number: int) -> Outgoing:
    content = Content(subject="你好", html="<p>.你好</p>", text="您好")
    return Outgoing(id=number, key=f"k{number}", channel="email", address="a@b.org", content=content, at=5_000)


def test_a_message_becomes_a_line(tmp_path: Path) -> None:
    line, wired = line_for("sms", tmp_path), []
    (number, receipt), = line.hand(sms(1), wired.append)  # fmt: skip
    assert (number, receipt.status, wired) == (1, "sent", [1])
    text = (tmp_path / "sms.jsonl").read_text(encoding="utf-8")
    assert "春季上新" in text
    assert json.loads(text) == {
        "at": "2026-09-21T14:13:20.123+00:00",
        "to": "+8613490000001",
        "customer": "u1",
        "campaign": "春季上新",
        "key": "sandbox:c:1",
        "content": "【小店】您好，拒收请回复R",
        "length": 13,
        "parts": 1,
    }


def test_what_the_real_one_would_refuse_is_not_written(tmp_path: Path) -> None:
    line, wired = line_for("sms", tmp_path), []
    (_, receipt), = line.hand(sms(1, "no signature"), wired.append)  # fmt: skip
    assert (receipt.error, wired, list(tmp_path.iterdir())) == ("content", [], [])


def test_a_letter_becomes_a_file_of_a_real_maildir(tmp_path: Path) -> None:
    line = line_for("email", tmp_path, sender="Shop <news@example.com>", smtp_host="smtp.example.com")
    for number in (1, 2, 1):
        line.hand(letter(number), lambda _: None)
    box = mailbox.Maildir(tmp_path / "email", create=False)
    assert len(box) == 2, "the same row has the same name"
    message = next(iter(box))
    assert message["To"] == "a@b.org"
    assert message["From"] == "Shop <news@example.com>"
    assert message.get_payload()[1].get_payload(decode=True).decode() == "<p>.你好</p>\r\n"
    assert list((tmp_path / "email" / "tmp").iterdir()) == []


def test_nothing_is_written_before_the_wire_journal(tmp_path: Path) -> None:
    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        line_for("sms", tmp_path).hand(sms(1), full)
    assert not (tmp_path / "sms.jsonl").exists()


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_workspace_that_was_taken_away_is_not_made_again(channel: str, tmp_path: Path) -> None:
    """Its folder goes before the first message, and between two of them."""
    data, message = tmp_path / "shop" / "data", sms if channel == "sms" else letter
    line = line_for(channel, data / "sandbox", smtp_host="smtp.example.com") if channel == "email" else line_for(
        channel, data / "sandbox")  # fmt: skip
    with pytest.raises(MactlError, match="cannot be written: No such file") as told:
        line.hand(message(1), lambda _: None)
    assert "exists" in told.value.hint
    data.mkdir(parents=True)
    line.hand(message(1), lambda _: None)
    (tmp_path / "shop").rename(tmp_path / "moved")
    with pytest.raises(MactlError, match="cannot be written: No such file"):
        line.hand(message(2), lambda _: None)
    assert not (tmp_path / "shop").exists()


def test_lines_written_at_once_do_not_mix(tmp_path: Path) -> None:
    def write(start: int) -> None:
        line = line_for("sms", tmp_path)
        for number in range(start, start + 100):
            line.hand(sms(number, f"【小店】{'长' * 200}，拒收请回复R"), lambda _: None)

    threads = [threading.Thread(target=write, args=(start,)) for start in (0, 100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = (tmp_path / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    assert len({json.loads(row)["key"] for row in rows}) == 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    path: str

    def check(self, message: Outgoing) -> None:
        return None

    def record(self, message: Outgoing) -> Record:
        return Record(path=self.path, data=b"x", kind="line")


@pytest.mark.parametrize("path", ["../out.jsonl", "/tmp/out.jsonl", "a/../../out.jsonl"])
def test_no_record_leaves_the_sandbox(path: str, tmp_path: Path) -> None:
    line = open_line(Elsewhere(path=path), clock=clock.Clock(start=0), sandbox_folder=tmp_path / "sandbox")
    with pytest.raises(ValueError, match="outside"):
        line.hand(sms(1), lambda _: None)
