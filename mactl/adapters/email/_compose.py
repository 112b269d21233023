"""An e-mail as bytes: a skeleton made once by the standard library, then each message's own values spliced in.

The ``email`` package takes milliseconds a message; a splice takes microseconds. The skeleton depends on the sender, the
names of the extra headers and the shape of the content (which parts, how each is encoded); the rest are slots. The
boundary begins with ``=_``, which neither base64 nor quoted-printable can produce; a part that holds it is encoded.
"""

from __future__ import annotations

import re
from email.message import Message
from email.policy import compat32
from email.utils import formatdate
from functools import lru_cache
from hashlib import blake2b

from mactl.adapters.email._encode import BOUNDARY, Encoding, encoded
from mactl.adapters.email._header import address_value, text_value
from mactl.core.model.message import Content, Outgoing

LONGEST_WORD = 900  # a URL in an extra header must stay whole; a line may have 998 (RFC 5322, 2.1.1)
_SLOT = b"@slot@"
_POLICY = compat32.clone(linesep="\r\n", max_line_length=0)
_OURS = frozenset({"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "sender", "return-path"})
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")


def compose(message: Outgoing, *, sender: str, sender_name: str, address: str, eight_bit: bool = False) -> bytes:
    """Return ``message`` as RFC 5322 content with CRLF line ends: from ``sender``, to ``address``.

    It is ASCII throughout unless the server takes ``eight_bit`` bodies (RFC 6152); its headers are in any case.
    The Message-ID is made from the message's key and the sender's domain, so the same ledger row always has the same.
    """
    return b"".join(_pieces(message, sender, sender_name, address, eight_bit)[0])


def wire_form(message: Outgoing, *, sender: str, sender_name: str, address: str, eight_bit: bool = False) -> bytes:
    """Return ``message`` as DATA wants it: leading dots doubled, the final dot added (RFC 5321, 4.5.2)."""
    pieces, dotted = _pieces(message, sender, sender_name, address, eight_bit)
    final = b".\r\n" if (pieces[-1] or pieces[-2]).endswith(b"\r\n") else b"\r\n.\r\n"
    if dotted:
        return b"".join(pieces).replace(b"\r\n.", b"\r\n..") + final
    return b"".join((*pieces, final))


def _pieces(
    message: Outgoing, sender: str, sender_name: str, address: str, eight_bit: bool
) -> tuple[list[bytes], bool]:
    """Return a message in pieces, and whether any of its lines may begin with a dot."""
    content = message.content
    bodies = [encoded(text, eight_bit=eight_bit) for text in content.bodies if text] or [encoded("")]
    names = tuple(content.headers)
    pieces = list(_skeleton(sender, sender_name, names, _shape(content), tuple([body.encoding for body in bodies])))
    pieces[1::2] = [
        address_value(message.name, address),
        text_value(content.subject, len("Subject: ")),
        _date(message.at // 1000),
        _message_id(message.key, sender),
        *[text_value(content.headers[name], len(name) + 2, LONGEST_WORD) for name in names],
        *[body.data for body in bodies],
    ]
    return pieces, any(body.dotted for body in bodies)


def _shape(content: Content) -> str:
    """Return which parts there are: "both", "html" or "text"."""
    text, html = content.bodies
    if html:
        return "both" if text else "html"
    return "text"


@lru_cache(maxsize=64)
def _date(second: int) -> bytes:
    return formatdate(second).replace("-0000", "+0000").encode()


def _message_id(key: str, sender: str) -> bytes:
    digest = blake2b(f"{sender}\0{key}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    return f"<{digest}@{sender.rpartition('@')[2]}>".encode()


@lru_cache(maxsize=256)
def _skeleton(
    sender: str, sender_name: str, names: tuple[str, ...], shape: str, encodings: tuple[Encoding, ...]
) -> tuple[bytes, ...]:
    """Return a message cut at its slots: text at even places, an empty slot at each odd one."""
    whole: Message = Message(_POLICY)
    whole["From"] = address_value(sender_name, sender, len("From: ")).decode()
    for name in ("To", "Subject", "Date", "Message-ID", *names):
        if name in names and (not _NAME.fullmatch(name) or name.lower() in _OURS or name.lower()[:8] == "content-"):
            raise ValueError(f"not a header that a message may add: {name!r}")
        whole[name] = _SLOT.decode()
    whole["MIME-Version"] = "1.0"
    kinds = {"both": ("plain", "html"), "html": ("html",), "text": ("plain",)}[shape]
    if shape == "both":
        whole["Content-Type"] = f'multipart/alternative; boundary="{BOUNDARY}"'
        if "8bit" in encodings:  # what holds a part that is not ASCII must say so too (RFC 2045, 6.4)
            whole["Content-Transfer-Encoding"] = "8bit"
        for kind, encoding in zip(kinds, encodings, strict=True):
            whole.attach(_part(Message(_POLICY), kind, encoding))
    else:
        _part(whole, kinds[0], encodings[0])
    pieces = whole.as_bytes().split(_SLOT)
    return tuple(piece for text in pieces for piece in (text, b""))[:-1]


def _part(part: Message, kind: str, encoding: Encoding) -> Message:
    """Make ``part`` a text/``kind`` part whose body is a slot."""
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(_SLOT.decode())
    return part
