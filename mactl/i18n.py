"""Sentences that a person reads, in English or Chinese, from gettext catalogues.

English sentences are the message ids. ``_("...", name=value)`` translates first and fills the names in after, so a
translator sees the whole sentence.
"""

from __future__ import annotations

import gettext as catalogues
import inspect
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter

LANGUAGES = ("en", "zh")
FOLDER = Path(__file__).parent / "locale"
_current: list[catalogues.NullTranslations] = [catalogues.NullTranslations()]
_names: list[str] = ["en"]


def use(language: str) -> None:
    """Speak ``language`` ("en" or "zh") from now on."""
    _names[0] = language
    _current[0] = catalogues.translation("mactl", str(FOLDER), languages=[language], fallback=True)


def language() -> str:
    """Return the language spoken now: "en" or "zh"."""
    return _names[0]


def preferred(environ: Mapping[str, str] | None = None) -> str:
    """Return the language that ``MACTL_LANG``, else the locale, asks for; English where it is neither."""
    env = os.environ if environ is None else environ
    asked = env.get("MACTL_LANG") or env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or "en"
    return "zh" if asked.lower().startswith("zh") else "en"


def _(message: str, **values: object) -> str:
    """Return ``message`` in the language spoken, with ``values`` filled in."""
    text = _current[0].gettext(message)
    return fill(text, values) if values else text


def ngettext(one: str, many: str, n: int, **values: object) -> str:
    """Return ``one`` or ``many`` as ``n`` asks, translated, with ``n`` and ``values`` filled in."""
    return fill(_current[0].ngettext(one, many, n), {"n": n, **values})


def fill(text: str, values: Mapping[str, object]) -> str:
    """Return a translated sentence with ``values`` filled in.

    Chinese has no blanks between its words: one that stands in the sentence beside a name is for a Latin word or a
    number, and goes where a Chinese one takes the place. Blanks inside values stay.
    """
    if _names[0] != "zh" or " " not in text:
        return text.format(**values)
    made, before = "", ""  # what stands before a literal: the value before it
    for literal, place in _pieces(text):
        if literal[:1] == " " and _han(before[-1:]) and _han(literal[1:2]):
            literal = literal[1:]  # noqa: PLW2901 - the same piece, without its blank
        made += literal
        before = place.format(**values) if place else ""
        if literal[-1:] == " " and _han(made[-2:-1]) and _han(before[:1]):
            made = made[:-1]
        made += before
    return made


@lru_cache(maxsize=2048)
def _pieces(text: str) -> tuple[tuple[str, str], ...]:
    """Return the literals of a sentence, each with the placeholder after it ("" at the end)."""
    found = []
    for literal, name, spec, conversion in Formatter().parse(text):
        how = (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "")
        place = "" if name is None else f"{{{name}{how}}}"
        found.append((literal, place))
    return tuple(found)


def _han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def mark(message: str) -> str:
    """Mark ``message`` for translation where it is said; it is translated where it is shown."""
    return message


def paragraphs(page: str) -> list[str]:
    """Return the paragraphs of a page (a command's docstring), each on one line; indented blocks stay as they are."""
    blocks = [block.strip("\n") for block in inspect.cleandoc(page).split("\n\n")]
    return [block if block.startswith(" ") else " ".join(block.split()) for block in blocks if block.strip()]


def said(page: str) -> str:
    """Return a page in the language spoken: each paragraph is a sentence of the catalogues, indented blocks stay."""
    return "\n\n".join(part if part.startswith(" ") else _(part) for part in paragraphs(page))
