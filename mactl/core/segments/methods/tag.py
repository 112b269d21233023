"""Everybody by the tags that they carry; who carries several is in several groups."""

from __future__ import annotations

from typing import ClassVar

from mactl.core.segments.facts import Facts
from mactl.core.segments.method import Asked, Group, Method, Need, Part, Split
from mactl.i18n import _


class Tag(Method):
    """A group a tag, and those without."""

    NEEDS: ClassVar[frozenset[Need]] = frozenset({"everybody", "tags"})

    def title(self) -> str:
        """Return what people call it."""
        return _("Tags")

    def split(self, facts: Facts, asked: Asked) -> Split:  # noqa: ARG002 - the socket's signature
        """Return the groups, the largest first."""
        import numpy as np

        bare = np.ones(facts.everybody, bool)
        for who in facts.tags.values():
            bare[who] = False
        groups = [Group(key=tag, name=tag, who=who) for tag, who in facts.tags.items()]
        untagged = Group(key="", name=_("without a tag"), who=bare.nonzero()[0])
        note = _("Who carries several tags counts in each of them, so that shares add up to more than 100 %.")
        return Split(parts=(Part(groups=(*groups, untagged), base=facts.everybody, note=note),))


METHOD = Tag()
