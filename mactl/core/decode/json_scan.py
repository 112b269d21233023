"""A tolerant reader of JSON that finds every fault of a text, and where each of its values stands.

It is the slow second look at a text that the strict parser has refused, or whose values are wrong. It builds nothing;
it forgives each fault in the likeliest way and reads on, so that one look names them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mactl.core.decode.faults import Path, shown
from mactl.i18n import _

DEPTH = 100
MOST = 100  # faults of one text; more tell a person nothing

_SPACE = re.compile(r"[ \t\r\n]*")
_ODD_SPACE = re.compile(r"[\u00a0\u3000\u200b\u2028\u2029\ufeff\x00-\x08\x0b-\x1f]+")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*"')
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)", re.DOTALL)
_GOOD_ESCAPE = re.compile(r'\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])').fullmatch
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+])")
_WORD = re.compile(r"[^\s,:{}\[\]\"，：｛｝［］【】“”]+")
_CLOSE = {"“": re.compile(r'[“”"\n]'), "”": re.compile(r'[“”"\n]'), "‘": re.compile(r"[‘’'\n]"),
          "’": re.compile(r"[‘’'\n]"), "'": re.compile(r"['\n]"), "`": re.compile(r"[`\n]"),
          "＂": re.compile(r'[＂"\n]')}  # fmt: skip
_SMART_END = re.compile(r"[“”](?=\s*[:,}\]：，｝］])")
_AFTER_STRING = re.compile(r"\s*(?:[:,}\]：，｝］#/]|\Z)")
_WIDE = {"，": ",", "：": ":", "｛": "{", "｝": "}", "［": "[", "］": "]", "【": "[", "】": "]", "、": ",", "；": ","}
_LITERALS = {"true", "false", "null"}
_MEANT = {"true": "true", "false": "false", "none": "null", "null": "null", "undefined": "null", "nil": "null",
          "yes": "true", "no": "false"}  # fmt: skip


class Stopped(Exception):  # noqa: N818 - ends a reading, is no error
    """The text cannot be read on from here."""


@dataclass(slots=True, kw_only=True)
class Scan:
    """One reading of ``text``: ``faults`` as (offset, path, message, hint), ``places`` the offset of each path."""

    text: str
    line: int = 1
    at: int = 0
    path: list[str | int] = field(default_factory=list)
    faults: list[tuple[int, Path, str, str]] = field(default_factory=list)
    places: dict[Path, int] = field(default_factory=dict)

    def fault(self, at: int, message: str, hint: str) -> None:
        """Write a fault down; stop where there are too many to help anybody."""
        self.faults.append((at, tuple(self.path), message, hint))
        if len(self.faults) >= MOST:
            raise Stopped

    def line_of(self, at: int) -> int:
        """Return the line of the file on which the offset ``at`` stands."""
        return self.line + self.text.count("\n", 0, at)

    def skip(self) -> None:
        """Move past white space, and past what people take for it."""
        while True:
            space = _SPACE.match(self.text, self.at)
            self.at = space.end() if space else self.at
            if comment := _COMMENT.match(self.text, self.at):
                self.fault(self.at, _("JSON has no comments"), _("Remove the comment."))
                self.at = comment.end()
            elif odd := _ODD_SPACE.match(self.text, self.at):
                code = f"U+{ord(odd[0][0]):04X}"
                self.fault(self.at, _("an unseen character, {code}", code=code), _("Replace it with a plain space."))
                self.at = odd.end()
            else:
                return

    def sign(self) -> str:
        """Return the sign that stands next, half-width ("" at the end of the text)."""
        found = self.text[self.at : self.at + 1]
        return _WIDE.get(found, found)

    def take(self) -> str:
        """Move past the next sign; a full-width one is a fault."""
        found = self.text[self.at]
        meant = _WIDE.get(found, found)
        if meant != found:
            self.fault(
                self.at,
                _("a full-width {found}", found=f"“{found}”"),
                _("Write {meant} with the keyboard set to English.", meant=f"“{meant}”"),
            )
        self.at += 1
        return meant

    def quoted(self) -> str:
        """Read a string in any kind of quotes and return what it says (escapes unread)."""
        start = self.at
        if self.text[start] != '"':
            return self._oddly_quoted(start)
        whole = _STRING.match(self.text, start)
        if whole and _AFTER_STRING.match(self.text, whole.end()):
            self.at = whole.end()
            self._check_escapes(start, whole[0])
            return whole[0][1:-1]
        return self._badly_closed(start, whole)

    def _oddly_quoted(self, start: int) -> str:
        """Read a string in quotes that JSON does not know."""
        mark = self.text[start]
        end = _CLOSE[mark].search(self.text, start + 1)
        message = _("{found} is not a JSON quote", found=mark)
        self.fault(start, message, _('Put text in straight double quotes: "...".'))
        self.at = end.start() + (end[0] != "\n") if end else len(self.text)
        return self.text[start + 1 : end.start() if end else self.at]

    def _badly_closed(self, start: int, whole: re.Match[str] | None) -> str:
        """Read a string whose end is not where it should be."""
        stop = self.text.find("\n", start)
        line = self.text[start : stop if stop >= 0 else len(self.text)]
        if smart := _SMART_END.search(line):
            self.fault(start + smart.start(), _("a full-width quote"), _('Close the text with a straight quote: ".'))
            self.at = start + smart.end()
            return line[1 : smart.start()]
        if whole:
            self.at = whole.end()
            return whole[0][1:-1]
        closed = line.find('"', 1)
        if closed > 0:
            self.fault(start, _("a control character inside text"), _("Write a tab as \\t, a line break as \\n."))
            self.at = start + closed + 1
            return line[1:closed]
        self.fault(
            start, _("text that is not closed on its line"), _('Close it with ", and write a line break as \\n.')
        )
        self.at = start + len(line.rstrip("\r,"))
        return line[1:]

    def _check_escapes(self, start: int, string: str) -> None:
        for escape in _ESCAPE.finditer(string) if "\\" in string else ():
            if not _GOOD_ESCAPE(escape[0]):
                message = _("{escape} is not a JSON escape", escape=shown(escape[0]))
                self.fault(start + escape.start(), message, _("Write a backslash as \\\\."))

    def word(self) -> None:
        """Read a number, ``true``, ``false``, ``null``, or what stands in the place of one."""
        if number := _NUMBER.match(self.text, self.at):
            self._check_size(number[0])
            self.at = number.end()
            return
        found = _WORD.match(self.text, self.at)
        if not found:
            message = _("{sign} has no meaning here", sign=f"“{self.text[self.at : self.at + 1]}”")
            self.fault(self.at, message, _("Check the brackets, commas and quotes around it."))
            raise Stopped
        if found[0] not in _LITERALS:
            self._odd_word(found[0])
        self.at = found.end()

    def _check_size(self, number: str) -> None:
        """Name a number that other programs would read as another one."""
        if number.lstrip("-").isdigit() and len(number) > 18 and not -(2**63) <= int(number[:40]) < 2**63:
            message = _("{number} is too large for a whole number", number=shown(number))
        elif number.lstrip("-").isdigit() or abs(float(number)) != float("inf"):
            return
        else:
            message = _("{number} is too large for a number", number=shown(number))
        self.fault(self.at, message, _("If it is an id, put it in quotes."))

    def _odd_word(self, word: str) -> None:
        if meant := _MEANT.get(word.lower()):
            self.fault(self.at, _("{word} is not JSON", word=word), _("Write {meant}.", meant=meant))
        elif word.lower().lstrip("+-") in {"nan", "infinity", "inf"}:
            self.fault(self.at, _("{word} is not JSON", word=word), _("Write a number, or null for none."))
        elif word[0].isdigit() or word[0] in "+-.":
            self.fault(self.at, _("{word} is not a JSON number", word=shown(word)), _("Write 12, -0.5 or 1e6."))
        else:
            self.fault(self.at, _("text without quotes: {word}", word=shown(word)), _('Put it in quotes: "...".'))
