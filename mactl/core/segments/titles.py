"""What the fields of a profile are called in a sentence."""

from __future__ import annotations

from mactl.i18n import _, mark

TITLES = {
    "id": mark("id"),
    "name": mark("name"),
    "owner": mark("owner"),
    "company": mark("company"),
    "member_level": mark("member level"),
    "time_zone": mark("time zone"),
    "locale": mark("locale"),
    "gender": mark("gender"),
    "city": mark("city"),
    "region": mark("region"),
    "country": mark("country"),
    "birthday": mark("birthday"),
    "signup_at": mark("signup time"),
    "created_at": mark("time of entry"),
    "updated_at": mark("time of the last change"),
    "email": mark("email"),
    "phone": mark("phone"),
    "tags": mark("tags"),
}


def path_title(path: str) -> str:
    """Return the title of a profile's ``path``; an attribute's is its own name."""
    return _(TITLES[path]) if path in TITLES else path.removeprefix("attributes.")
