"""SMS that stays here: a line of ``data/sandbox/sms.jsonl``, for Chinese numbers by Chinese carriers' rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mactl.adapters._record import line, refused
from mactl.adapters.socket import Record
from mactl.core.messages.parts import sms_length, sms_parts
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Outgoing, Receipt
from mactl.i18n import _

OPT_OUT = "拒收请回复R"
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_SIGNATURE = re.compile(r"\A\s*【([^【】]{1,20})】|【([^【】]{1,20})】\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the sandbox reads of an SMS channel.

    ``signature`` is the registered one, without 【】; empty takes any. ``opt_out`` is what a marketing message must
    say; empty asks for nothing. ``max_parts`` is the longest message, in billed parts.
    """

    __pydantic_config__ = {"extra": "ignore"}  # noqa: RUF012 - pydantic reads it from the class

    signature: str = ""
    opt_out: str = OPT_OUT
    max_parts: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSms:
    """Short messages into a file."""

    settings: Settings

    def check(self, message: Outgoing) -> Receipt | None:
        """Return why a carrier would refuse ``message``, or None."""
        text = message.content.text
        if not _PHONE.fullmatch(message.address):
            return refused("mobile_number_illegal", _("not a phone number in international form"), "suppress")
        if not text.strip():
            return refused("content_empty", _("the message is empty"))
        parts = sms_parts(text)
        if parts > self.settings.max_parts:
            return refused("content_too_long", _("{n} parts, at most {most}", n=parts, most=self.settings.max_parts))
        return self._check_chinese(text, message) if message.address.startswith("+86") else None

    def _check_chinese(self, text: str, message: Outgoing) -> Receipt | None:
        """Return why a Chinese carrier would refuse ``text``: no signature, no way out."""
        signatures = [(found[1] or found[2]).strip() for found in _SIGNATURE.finditer(text)]
        if not any(signatures):
            return refused("signature_missing", _("no 【signature】 at the start or the end"))
        if self.settings.signature and self.settings.signature not in signatures:
            return refused("signature_unknown", _("【{found}】 is not the registered signature", found=signatures[0]))
        if message.marketing and self.settings.opt_out not in text:
            return refused("opt_out_missing", _("a marketing message must say {text}", text=self.settings.opt_out))
        return None

    def record(self, message: Outgoing) -> Record:
        """Return the message as a line."""
        text = message.content.text
        return line(message, content=text, length=sms_length(text), parts=sms_parts(text))


def provider(settings: Settings, workspace: WorkspaceSettings) -> SandboxSms:  # noqa: ARG001 - the socket's shape
    """Return the sandbox for SMS."""
    return SandboxSms(settings=settings)
