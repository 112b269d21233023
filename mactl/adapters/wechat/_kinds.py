"""The kinds of WeChat messages, and what WeChat would refuse of each; its own error codes.

oa: a service account's messages to followers; mini: a mini program's; wecom: WeCom's to external contacts. Who may be
written to at all (follower, 48 hours, subscriptions left) is the engine's gate; here it is the message's shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mactl.adapters._record import refused
from mactl.adapters.wechat._fields import wrong_field
from mactl.core.model.message import Outgoing, Receipt
from mactl.i18n import _

Data = Mapping[str, object]
TEXT_BYTES = 2048  # of a customer service message
WECOM_BYTES = 4000
ATTACHMENTS = 9
_OPENID = re.compile(r"[A-Za-z0-9_-]{6,64}")
_CUSTOM = frozenset(
    {"text", "image", "voice", "video", "music", "news", "mpnews", "mpnewsarticle", "msgmenu", "wxcard"}
    | {"miniprogrampage"}
)
_MASS = frozenset({"text", "mpnews", "image", "voice", "mpvideo", "wxcard"})


def refusal(message: Outgoing) -> Receipt | None:
    """Return why WeChat would refuse ``message``, or None."""
    data = message.content.data
    check = KINDS.get(str(data.get("kind") or ""))
    if check is None:
        return refused("40008", _("the template names no kind; one of {kinds}", kinds=", ".join(KINDS)))
    if not _OPENID.fullmatch(message.address):
        return refused("40003", _("not an openid"), "suppress")
    if data.get("kind") == "oa_template" and message.marketing:
        return refused("48008", _("WeChat forbids marketing by oa_template; use oa_subscribe, oa_custom or oa_mass"))
    return check(data)


def _template(data: Data) -> Receipt | None:
    fields = data.get("data")
    if not data.get("template_id"):
        return refused("40037", _("template_id is missing"))
    if not isinstance(fields, Mapping) or not fields:
        return refused("47003", _("the field {name} is missing or not as WeChat wants it", name="data"))
    for name, field in fields.items():
        if not isinstance(field, Mapping) or not str(field.get("value", "")).strip():
            return refused("47003", _("the field {name} is missing or not as WeChat wants it", name=name))
    return None


def _subscribe(data: Data) -> Receipt | None:
    if not data.get("template_id"):
        return refused("40037", _("template_id is missing"))
    name = wrong_field(data.get("data"))
    if name:
        return refused("47003", _("the field {name} is missing or not as WeChat wants it", name=name))
    return None


def _mini(data: Data) -> Receipt | None:
    page = str(data.get("page") or "")
    if page.startswith(("http:", "https:", "/")):
        return refused("41030", _("page is a path inside the mini program, such as pages/index?id=1"))
    return _subscribe(data)


def _typed(data: Data, types: frozenset[str]) -> Receipt | None:
    """Check a message that carries its body under the name of its msgtype."""
    kind = str(data.get("msgtype") or "")
    body = data.get(kind)
    if kind not in types:
        return refused("40008", _("msgtype is none of {types}", types=", ".join(sorted(types))))
    if not isinstance(body, Mapping) or not body:
        return refused("44004", _("the field {name} is missing or not as WeChat wants it", name=kind))
    if kind == "text":
        return _text(body, TEXT_BYTES)
    articles = body.get("articles")
    if kind == "news" and (not isinstance(articles, list) or len(articles) != 1):
        return refused("45008", _("news takes exactly one article"))
    return None


def _text(body: object, most: int) -> Receipt | None:
    content = str(body.get("content") or "") if isinstance(body, Mapping) else ""
    if not content.strip():
        return refused("44004", _("the message is empty"))
    if len(content.encode("utf-8", "replace")) > most:
        return refused("45002", _("the text is longer than {n} bytes", n=most))
    return None


def _wecom(data: Data) -> Receipt | None:
    attachments = data.get("attachments") or []
    if not isinstance(attachments, list) or len(attachments) > ATTACHMENTS:
        return refused("40058", _("at most {n} attachments", n=ATTACHMENTS))
    return None if attachments and not data.get("text") else _text(data.get("text"), WECOM_BYTES)


KINDS: Mapping[str, Callable[[Data], Receipt | None]] = {
    "oa_template": _template,
    "oa_subscribe": _subscribe,
    "oa_custom": lambda data: _typed(data, _CUSTOM),
    "oa_mass": lambda data: _typed(data, _MASS),
    "mini_subscribe": _mini,
    "wecom": _wecom,
}
