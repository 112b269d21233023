"""What is followed in a message: links, opens, and the parameters that tell a shop's analytics where one came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mactl.core.links import with_utm


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How a template's links are made.

    ``base_url`` is the public address of ``mactl serve`` without a slash at its end; empty, nothing is followed, there
    is no unsubscribe page, and only ``utm`` works. ``key`` signs links that are made for one message; without it those
    go out unfollowed. Links are numbered from ``first`` on.
    """

    base_url: str = ""
    key: bytes = b""
    opens: bool = True
    clicks: bool = True
    utm: Mapping[str, str] = field(default_factory=dict)
    first: int = 0

    @property
    def follows(self) -> bool:
        """Whether links made for one message are followed."""
        return bool(self.base_url and self.clicks and self.key)

    def target(self, url: str) -> str:
        """Return where a link to ``url`` leads in the end: the address with its campaign parameters."""
        return with_utm(url, self.utm)
