"""Whether parsed objects hold as many keys as their text has: fewer mean that some key stood twice in one object.

The parser keeps the last of two equal keys without a word. Every key brings a colon: counting those of the text, and
those of the objects written again, costs a fraction of the parsing, where a hook called for every object would double
it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

_COLONS = (b"\\u003a", b"\\u003A")  # a colon may be spelt so within a text, and is written plain again


def all_in(text: bytes, values: Sequence[object], texts: Sequence[bytes] | None) -> bool:
    """Return whether ``values`` surely hold every key of their ``text``; False asks for a strict look.

    ``texts`` is the JSON of each value, where it is at hand.
    """
    if b"\\" in text and any(colon in text for colon in _COLONS):
        return False
    again = (
        json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass") if texts is None else b"".join(texts)
    )
    return text.count(b":") == again.count(b":")
