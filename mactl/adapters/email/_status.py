"""What a mail server's answer means for a message: reply codes and enhanced status codes to the five classes (M7).

Sources: RFC 5321 (4.2), RFC 3463 and RFC 5248 for the codes; and what large mailbox providers really say, since many
answer a bare 550 or 554 for everything and tell the reasons apart in words only. The order of judgement is: the stage
at which nobody's address was at issue, words that are known, the enhanced code, the reply code and its stage.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mactl.adapters.socket import Stage
from mactl.core.model.message import ErrorClass, Receipt

_ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_QUEUED = re.compile(r"(?:queued as|id=)\s*([^\s<>;,]+)", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

# Enhanced codes by class, subject and detail; the longest prefix that is listed decides.
BY_CODE: dict[str, ErrorClass] = {
    "4": "retry",
    "5.0": "content",
    "5.1": "suppress",  # addressing: no such mailbox, no such domain, moved, null MX
    "5.1.7": "halt",  # our sender address is malformed
    "5.1.8": "halt",  # our sender domain does not exist
    "5.2": "suppress",  # mailbox: disabled, not accepting
    "5.2.2": "retry",  # mailbox full: people tidy up
    "5.2.3": "content",  # longer than this mailbox takes
    "5.3": "retry",  # mail system
    "5.3.4": "content",  # longer than this system takes
    "5.4": "retry",  # routing
    "5.4.1": "suppress",  # no answer from host; Microsoft says it for "access denied: no such recipient"
    "5.4.4": "suppress",  # unable to route: the domain has no mail server
    "5.4.5": "reschedule",  # daily sending limit (Gmail)
    "5.4.6": "content",  # routing loop
    "5.5": "content",  # protocol
    "5.5.1": "retry",  # bad sequence: of our making, not of the address
    "5.5.3": "retry",  # too many recipients
    "5.5.4": "content",
    "5.6": "content",  # the content itself
    "5.7": "content",  # policy
    "5.7.3": "halt",
    "5.7.8": "halt",  # credentials invalid
    "5.7.9": "halt",  # mechanism too weak
    "5.7.11": "halt",  # encryption needed
    "5.7.13": "halt",  # account disabled
    "5.7.14": "halt",
    "5.7.17": "suppress",  # the mailbox has a new owner
    "5.7.18": "suppress",  # the domain has a new owner
    "5.7.57": "halt",  # client was not authenticated (Microsoft)
    "5.7.60": "halt",  # client may not send as this sender (Microsoft)
    "5.7.139": "halt",  # authentication refused (Microsoft)
    "5.7.25": "halt",  # our address has no name in the DNS
    "5.7.26": "halt",  # our mail is not authenticated: SPF, DKIM, DMARC
    "5.7.28": "reschedule",  # too much mail from us (Gmail)
    "5.7.705": "halt",  # our tenant has exceeded its limits (Microsoft)
    "5.7.708": "halt",  # our address is not trusted (Microsoft)
    "5.7.750": "halt",  # our domain is not registered (Microsoft)
}

# Codes that say nothing more than "no": words are asked first.
_VAGUE = frozenset({"", "5.0.0", "5.1.0", "5.2.0", "5.3.0", "5.5.0", "5.7.0", "5.7.1"})

# What providers say, the first that matches decides: QQ Mail, NetEase (163, 126, yeah; "HL:IFC" and the like), Gmail,
# Outlook, Yahoo, and the words of postfix, exim and sendmail.
_WHO = "(mailbox|user|recipient|account|address|local)"
_SAYINGS: dict[ErrorClass, tuple[str, ...]] = {
    "reschedule": (
        "frequency limited",
        "rate limit",
        "too many (messages|mails|connections)",
        "sending (quota|limit)",
        "mailbox unavailable or access denied",  # QQ: this mailbox gets too much for the moment
        "HL:(IFC|ICC|REP|MEP)|MI:(SFQ|DMC)|RP:(QRC|DRC)",
        "发信(频率|数量)",
    ),
    "halt": (
        "relay(ing)? (access )?(is )?(denied|not permitted|not allowed)|unable to relay",
        "authenticat",
        "sender address rejected|suspicious sender",
        "spamhaus|block ?list|black ?list|banned|blocked using|ip .{0,40}(blocked|not allowed)",
        r"\bSPF\b|\bDKIM\b|\bDMARC\b",
        r"HL:(IHU|IPB)|\bDT:RBL\b",
    ),
    "content": ("DT:(SPM|SUM)", "content reject", "spam|virus|malware|unsolicited|bulk mail|prohibited"),
    "retry": ("(mailbox|inbox) (is )?full", "over ?quota|quota exceeded", "exceeded storage|insufficient .*storage"),
    "suppress": (
        f"{_WHO}( \\S+)? (was |is )?(not found|unknown|suspended|disabled|inactive|unavailable|rejected|not exist)",
        f"{_WHO}( \\S+)? does(n't| not) exist",
        f"(no such|unknown|invalid) {_WHO}",
        "discontinued",
        "用户不存在|未开通",
    ),
}
WORDS = {error: re.compile("|".join(sayings), re.IGNORECASE) for error, sayings in _SAYINGS.items()}

# What a bare reply code means at its stage; the content's stages are "data" and "body".
_BARE: dict[Stage, dict[int, ErrorClass]] = {
    "mail": {552: "content", 555: "content", 503: "retry", 500: "retry"},
    "rcpt": {552: "retry", 554: "content", 555: "content", 503: "retry", 500: "retry", 502: "retry"},
    "data": {503: "retry", 500: "retry", 502: "retry"},
    "body": {503: "retry", 500: "retry"},
}
_OTHERWISE: dict[Stage, ErrorClass] = {"mail": "halt", "rcpt": "suppress", "data": "content", "body": "content"}
_LOGIN_NEEDED = frozenset({530, 534, 535, 538})


@lru_cache(maxsize=256)  # servers repeat themselves
def receipt(stage: Stage, code: int, text: str) -> Receipt:
    """Return what the answer ``code text`` at ``stage`` means; "sent" is only a 2xx answer to the content."""
    if stage == "body" and 200 <= code < 300:
        queued = _QUEUED.search(text)
        return Receipt(status="sent", code=str(code), provider_id=queued[1] if queued else "")
    enhanced = _ENHANCED.search(text[:40])
    found = enhanced[1] if enhanced and enhanced[1][0] == str(code)[0] else ""
    words = " ".join(_UNPRINTABLE.sub(" ", text.replace(f"\n{found} ", " ") if found else text).split())
    return Receipt(
        status="error",
        error=error_class(stage, code, found, text),
        code=f"{code or ''} {found}".strip(),
        detail=words.removeprefix(found).strip()[:300],
    )


def error_class(stage: Stage, code: int, enhanced: str, text: str) -> ErrorClass:
    """Return the class of a refusal. Code 0 means that no answer was given: our own view of a failed opening."""
    if 400 <= code < 500:
        return "retry"
    if stage in ("connect", "tls", "auth") or code in _LOGIN_NEEDED:
        return "halt"
    if enhanced not in _VAGUE:
        return _by_code(enhanced)
    for error, known in WORDS.items():
        if known.search(text):
            return error
    if enhanced == "5.7.1":
        return "content"
    return _BARE[stage].get(code, _OTHERWISE[stage])


def _by_code(enhanced: str) -> ErrorClass:
    """Return the class of the longest listed prefix of ``enhanced``."""
    while enhanced not in BY_CODE:
        enhanced = enhanced.rpartition(".")[0]
    return BY_CODE[enhanced]
