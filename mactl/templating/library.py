"""The templates of a workspace: listed, loaded, checked and previewed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from mactl.core.model.message import CHANNELS, Channel, Content
from mactl.errors import MactlError
from mactl.templating import faults
from mactl.templating.compiled import MARK, Part, check_alone, compile_part, variables_used
from mactl.templating.email import Making, letter
from mactl.templating.environment import author_lexer, sandbox
from mactl.templating.filters import filters
from mactl.templating.flatten import flatten
from mactl.templating.form import parse
from mactl.templating.formats import is_chinese
from mactl.templating.passages import Shape, lift
from mactl.templating.pieces import Piece, cut
from mactl.templating.sample import SAMPLE, Sample
from mactl.templating.short import Short, compile_short
from mactl.templating.sources import Folders, Source
from mactl.templating.template import Template
from mactl.templating.tracking import Tracking

_SUBJECT_FILE = "subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with one template."""

    channel: Channel
    template: str
    message: str
    hint: str = ""


class Library:
    """The templates in one or more folders, the first of which wins (shared layers).

    ``locale``, ``currency`` and ``time_zone`` are the workspace's, for the filters. ``unsubscribe_address`` is the
    mailbox to which one writes to unsubscribe where the workspace has no public base address.
    """

    def __init__(
        self,
        *,
        roots: Sequence[Path],
        locale: str = "zh",
        currency: str = "CNY",
        time_zone: str = "Asia/Shanghai",
        unsubscribe_address: str = "",
    ) -> None:
        self._roots = tuple(roots)
        self._language = "zh" if is_chinese(locale) else "en"
        self._mailto = parseaddr(unsubscribe_address)[1]
        settings = {"locale": locale, "currency": currency, "time_zone": time_zone}
        self._html = sandbox(html=True, filters=filters(**settings, html_body=True))
        self._plain = sandbox(html=False, filters=filters(**settings, html_body=False))

    def names(self, channel: Channel) -> list[str]:
        """Return the names of the templates that ``channel`` can use, sorted."""
        return Folders(self._roots).names(channel)

    def load(
        self,
        *,
        channel: Channel,
        name: str = "",
        subject: str = "",
        subject_prefix: str = "",
        tracking: Tracking | None = None,
        marketing: bool = True,
    ) -> Template:
        """Return template ``name`` of ``channel`` (its default template without a name), compiled.

        ``subject`` is a campaign's own, itself a small template, and stands in the place of the block. A marketing
        mail that has no unsubscribe link of its own gets one at its foot.

        Raises:
            MactlError: naming the file and line of what is wrong.
        """
        return _Loading(self, channel, name, subject, tracking, marketing=marketing).template(subject_prefix)

    def short(self, text: str, place: str) -> Short:
        """Return a short plain text of its own, compiled; ``place`` says where it stands ("flows.json: cart, call")."""
        return compile_short(self._plain, text, place)

    def check(self, name: str = "", channel: Channel | None = None, sample: Sample = SAMPLE) -> list[Fault]:
        """Return the faults of all templates, or of those named ``name``: each loaded and rendered for ``sample``."""
        found: list[Fault] = []
        for each in [channel] if channel else CHANNELS:
            for known in self.names(each):
                if name in ("", known):
                    found.extend(self._faults(each, known, sample))
        return found

    def _faults(self, channel: Channel, name: str, sample: Sample) -> list[Fault]:
        try:
            sample.render(self.load(channel=channel, name=name))
        except MactlError as error:
            return [Fault(channel=channel, template=name, message=error.message, hint=error.hint)]
        return []

    def preview(self, *, channel: Channel, name: str = "", subject: str = "", **values: Any) -> Content:
        """Return one message as it would look: no link is tracked and no pixel is in it."""
        return self.load(channel=channel, name=name, subject=subject).render(**values)


class _Loading:
    """One template on its way from files to compiled parts."""

    def __init__(
        self, library: Library, channel: Channel, name: str, subject: str, tracking: Tracking | None, *, marketing: bool
    ) -> None:
        self.library = library
        self.folders = Folders(library._roots)  # noqa: SLF001 - the two classes are one thing in two steps
        self.html, self.plain = library._html, library._plain  # noqa: SLF001
        self.language, self.mailto = library._language, library._mailto  # noqa: SLF001
        self.channel, self.name, self.subject = channel, name, subject
        self.tracking, self.marketing = tracking, marketing
        self.parts: list[Part] = []

    def template(self, prefix: str) -> Template:
        source = self.folders.resolve(self.channel, self.name)
        made = {"email": self._email, "sms": self._text, "social": self._text}.get(self.channel, self._form)(source)
        used: set[str] = set()
        for part in self.parts:
            used |= variables_used(part.env, part.printed.source)
        tracking = self.tracking
        return Template(
            channel=self.channel,
            name=self.name or self.channel,
            file=source.name,
            files=tuple(sorted(self.folders.used())),
            names=frozenset(name for name in used if not name.startswith("_")),
            sum=self._digest(),
            prefix=prefix,
            marketing=self.marketing,
            mailto=self.mailto,
            tracking=tracking,
            shared={**self.plain.globals, "_tracking": tracking},
            **{"links": (), **made},
        )

    def _digest(self) -> str:
        total = hashlib.sha256()
        for name, data in sorted(self.folders.used().items()):
            total.update(f"{name}\0{len(data)}\0".encode())
            total.update(data)
        return total.hexdigest()

    def _compile(self, pieces: Sequence[Piece]) -> Part:
        part = compile_part(self.plain, pieces)
        self.parts.append(part)
        return part

    def _compile_body(self, pieces: Sequence[Piece], shape: Shape) -> Part:
        """Return a part of a letter, whose long runs of text need not be looked at with every message."""
        shorter, passages = lift(pieces, MARK, shape)
        part = compile_part(self.html if shape == "kept" else self.plain, shorter, passages)
        self.parts.append(part)
        return part

    def _pieces(self, name: str) -> tuple[Piece, ...]:
        source = self.folders.read(name)
        env = self.html if name.endswith(".html") else self.plain
        check_alone(env, source.text, str(source.path))
        return cut(author_lexer(env), source.text, str(source.path))

    def _email(self, source: Source) -> dict[str, Any]:
        flat = flatten(source.name, self._pieces)
        beside = source.name.removesuffix(".html") + ".txt"
        # Above the channel folders, NAME.txt is a template of the text channels.
        has_text = beside.startswith("email/") and self.folders.locate(beside) is not None
        text = flatten(beside, self._pieces).document if has_text else None
        way_out = bool(self.mailto) or bool(self.tracking and self.tracking.base_url)
        making = Making(
            file=str(source.path),
            tracking=self.tracking,
            unsubscribe=self.marketing and way_out,
            language=self.language,
        )
        made = letter(flat, text, making)
        subject = self._subject() if self.subject else made.subject
        if not subject:
            raise faults.no_subject(str(source.path))
        loose = any(piece.kind == "block" and piece.word not in ("filter", "endfilter") for piece in made.text)
        return {
            "subject": self._compile(subject),
            "html": self._compile_body(made.html, "kept"),
            "text": self._compile_body(made.text, "loose" if loose else "stripped"),
            "loose": loose,
            "links": made.links,
        }

    def _subject(self) -> tuple[Piece, ...]:
        try:
            return cut(self.plain.lexer, self.subject, _SUBJECT_FILE)
        except TemplateSyntaxError as error:
            raise faults.syntax(error, _SUBJECT_FILE, self.plain.filters) from error

    def _text(self, source: Source) -> dict[str, Any]:
        return {"text": self._compile(flatten(source.name, self._pieces).document)}

    def _form(self, source: Source) -> dict[str, Any]:
        file = str(source.path)

        def compiled(text: str, line: int) -> Part:
            try:
                pieces = cut(self.plain.lexer, text, file)
            except TemplateSyntaxError as error:
                error.lineno = line
                raise faults.syntax(error, file, self.plain.filters) from error
            # A JSON text stands on one line, whatever line breaks it writes as \n.
            return self._compile([Piece(piece.kind, piece.text, file, line, piece.words) for piece in pieces])

        return {"form": parse(source.text, file, compiled)}
