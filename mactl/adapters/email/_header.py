"""Header values that anybody may have written, made safe and encoded as RFC 5322 and RFC 2047 ask: pure and fast.

Control characters and line breaks become spaces, so no value can end its header (rule G4). Values outside ASCII, and
those that look encoded already, become encoded words; long ones are folded at spaces.
"""

from __future__ import annotations

import re
from binascii import b2a_base64

LINE = 76
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9'_-]+(?: [A-Za-z0-9'_-]+)*")
_FOLD = re.compile(r"(?<=\S) (?=\S)")
_WORD_FRAME = len("=?utf-8?b??=")


def clean(text: str) -> str:
    """Return ``text`` as one line: control characters, line breaks and lone surrogates become a space."""
    return text.strip() if text.isprintable() else _CONTROL.sub(" ", text).strip()


def text_value(text: str, used: int, longest: int = 60) -> bytes:
    """Return ``text`` as the value of an unstructured header whose name takes ``used`` columns of the first line.

    Words longer than ``longest`` are encoded so that they can be folded.
    """
    text = clean(text)
    if text.isascii() and "=?" not in text:
        if len(text) + used <= LINE:
            return text.encode()
        words = _FOLD.split(text)
        if max(map(len, words)) <= longest:
            return _folded(words, used)
    return encoded_words(text, used)


def address_value(name: str, address: str, used: int = len("To: ")) -> bytes:
    """Return ``name <address>`` as the value of an address header; without a name the bare address."""
    name, mailbox = clean(name), address.encode()
    if not name:
        return mailbox
    if name.isascii() and "=?" not in name and len(name) < 60:
        if not _PLAIN_PHRASE.fullmatch(name):
            name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        phrase = name.encode()
    else:
        phrase = encoded_words(name, used)
    last = len(phrase) - phrase.rfind(b"\n") if b"\n" in phrase else used + len(phrase)
    return b"%b%b<%b>" % (phrase, b" " if last + len(mailbox) + 3 <= LINE else b"\r\n ", mailbox)


def encoded_words(text: str, used: int) -> bytes:
    """Return ``text`` as encoded words (RFC 2047), one a line, each of whole characters."""
    data, start = text.encode(), 0
    if len(data) <= (LINE - used - _WORD_FRAME) // 4 * 3:
        return b"=?utf-8?b?%b?=" % b2a_base64(data, newline=False)
    words: list[bytes] = []
    while start < len(data):
        end = start + (LINE - used - _WORD_FRAME) // 4 * 3
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        words.append(b"=?utf-8?b?%b?=" % b2a_base64(data[start:end], newline=False))
        start, used = end, 1
    return b"\r\n ".join(words)


def _folded(words: list[str], used: int) -> bytes:
    """Return ``words`` joined by single spaces, with a line break before the space where a line is full."""
    lines, line = [], words[0]
    for word in words[1:]:
        if used + len(line) + 1 + len(word) > LINE:
            lines.append(line)
            line, used = word, 1
        else:
            line += " " + word
    return "\r\n ".join([*lines, line]).encode()
