"""Phone numbers as people and spreadsheets write them, made E.164 (``+8613800000000``)."""

from __future__ import annotations

import re

from mactl.core.decode.faults import shown
from mactl.core.decode.widths import half
from mactl.errors import MactlError
from mactl.i18n import _

# Numbers that need no second look. Mainland mobiles are checked to the digit; North America by its plan; other
# countries by E.164's length alone, as their plans change more often than this program.
_PATTERN = r"\+(?:861[3-9]\d{9}|1[2-9]\d\d[2-9]\d{6}|(?!86|1|0)\d{8,15})"
_E164 = re.compile(_PATTERN, re.ASCII).fullmatch
COLUMN = re.compile(rf"(?>{_PATTERN}\n)*+", re.ASCII).fullmatch  # many, each with a line break behind it
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII).fullmatch
_SEPARATORS = str.maketrans("", "", " -().\t/")
_PREFIX = re.compile(r"(?:\+|00)?86(1[3-9]\d{9})", re.ASCII).fullmatch
_FLOAT = re.compile(r"\d+\.0+|\d(?:\.\d+)?[eE]\+?\d{1,2}", re.ASCII).fullmatch
_MASKED = re.compile(r"\+?[\d\s-]*\d[\d\s-]*[*＊•●xX×#]+[\d\s-]*").fullmatch


def e164(value: object, region: str = "CN") -> str:
    """Return a phone number as E.164; numbers without a country belong to ``region`` (ISO 3166).

    Raises:
        MactlError: masked (``138****0000``), too short or long, or not a number of its country.
    """
    if isinstance(value, str) and value.isascii():
        if _E164(value):
            return value
        if region == "CN" and _MOBILE(value):
            return "+86" + value
    text = _text(value)
    if region == "CN" and _MOBILE(text):
        return "+86" + text
    if prefixed := _PREFIX(text):
        return "+86" + prefixed[1]
    return _parsed(text, value, region)


def rounded(value: object) -> bool:
    """Return whether a spreadsheet has written ``value`` with fewer digits than a phone has (``1.38E+10``).

    Such a text is read as it stands (13800000000), but the digits that the spreadsheet dropped are gone.
    """
    return isinstance(value, str) and bool(re.fullmatch(r"\s*\d(?:\.\d{1,8})?[eE]\+?1\d\s*", value))


def _text(value: object) -> str:
    """Return ``value`` without separators; floats and powers of ten become their digits."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _refused(value, _('Write it as text, such as "13800000000".'))
    if isinstance(value, float):
        if not value.is_integer():
            raise _refused(value, _('Write it as text, such as "13800000000".'))
        return str(int(value))
    text = half(str(value))
    if _MASKED(text):
        raise MactlError(
            _("“{value}” is a masked phone number", value=shown(text)),
            _("Its hidden digits are not in the file; export the numbers unmasked."),
        )
    if _FLOAT(text):
        return str(int(float(text)))
    return text.translate(_SEPARATORS)


def _parsed(text: str, value: object, region: str) -> str:
    """Read ``text`` by the numbering plans of all countries."""
    import phonenumbers

    if not text:
        raise _refused(value, _("Leave the field out where there is no phone."))
    try:
        found = phonenumbers.parse(text if not text.startswith("00") else "+" + text[2:], region)
    except phonenumbers.NumberParseException:
        raise _refused(value, _("Write it as +8613800000000.")) from None
    if found.extension or not phonenumbers.is_valid_number(found):
        raise _refused(value, _("It is not a number of its country's plan; write it as +8613800000000."))
    written: str = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    return written


def _refused(value: object, hint: str) -> MactlError:
    """Name a value that is no phone number."""
    return MactlError(_("“{value}” is not a phone number", value=shown(value)), hint)
