"""E-mail addresses as people write them, checked and normalised without asking the network."""

from __future__ import annotations

import re

from mactl.core.decode.faults import shown
from mactl.core.decode.widths import half
from mactl.errors import MactlError
from mactl.i18n import _

# No part of it can end elsewhere than where it first ends, so none is tried again (++).
_PATTERN = r"[a-z0-9_+-]++(?:\.[a-z0-9_+-]++)*+@(?>[a-z0-9][a-z0-9-]{0,62}+(?<!-)\.)++[a-z]{2,24}"
_COMMON = re.compile(_PATTERN).fullmatch
# Addresses of at most 64 signs, each with a line break behind it, that mean themselves; a look back into an earlier
# line could find nothing new, so none is taken.
COLUMN = re.compile(rf"(?>{_PATTERN}\n)*+").fullmatch
_LOCAL, _WHOLE = 64, 254


def email(value: object) -> str:
    """Return an address in lower case, its domain in ASCII (IDNA).

    RFC 5321 lets a mail server tell Mei@ from mei@, and none does: as two addresses, one person would get everything
    twice, and the suppression of the one would not stop the other.

    Raises:
        MactlError: not one address that could exist.
    """
    if not isinstance(value, str):
        raise _refused(value, _('Write it as text, such as "mei@example.com".'))
    if len(value) <= _LOCAL and _COMMON(value):
        # At most 64 signs in all, so the part before the @ is short enough, too.
        return value
    text = half(value).replace("。", ".")
    name, at, domain = text.rpartition("@")
    mended = f"{name}{at}{domain}".lower()
    if len(mended) <= _LOCAL and _COMMON(mended):
        return mended
    return _checked(mended, value)


def _checked(text: str, value: str) -> str:
    """Check an uncommon address by the standards (RFC 5321, 5322, 6531)."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        raise _refused(value, _("It contains a control character."))
    if "*" in text.partition("@")[0]:
        raise _refused(value, _("It is masked; export the addresses unmasked."))
    if re.search(r"[,;，；]|@.*\s.*@", text):
        raise _refused(value, _("Write one address; it seems to hold several."))
    if len(text) > _WHOLE or len(text.rpartition("@")[0]) > _LOCAL:
        raise _refused(value, _("An address has at most 254 characters, 64 before the @."))
    return _by_standard(text, value)


def _by_standard(text: str, value: str) -> str:
    """Ask email-validator, without DNS."""
    from email_validator import EmailNotValidError, validate_email

    if "@" not in text or "." not in text.rpartition("@")[2]:
        raise _refused(value, _("Write it as name@domain, such as mei@example.com."))
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise _refused(value, _("Write it as name@domain, such as mei@example.com.")) from None
    return f"{found.local_part}@{found.ascii_domain}".lower()


def _refused(value: object, hint: str) -> MactlError:
    """Name a value that is no e-mail address."""
    return MactlError(_("“{value}” is not an e-mail address", value=shown(value, 80)), hint)
