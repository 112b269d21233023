"""Changes what is known of the customer: tags, fields, points, score, coupons, consents, static segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mactl.core.decode.faults import Path
from mactl.core.flows.effects import Consent, Coupon, Effect, Points, Score, SegmentMember, SetField, Tag
from mactl.core.flows.outcomes import Outcome, Passed
from mactl.core.flows.step import Seat, Step, Wrong, checked_duration
from mactl.core.model.keys import STRICT
from mactl.core.model.message import CHANNELS
from mactl.i18n import _

_KEYS = ("tag", "set", "points", "score", "coupon", "consent", "segment_add", "segment_remove")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing to do: exactly one of these; ``valid`` goes with points and a coupon, ``of`` names a score.

    ``tag``: "+vip" gives one, "-vip" takes it away. ``set``: fields of the profile and their values. ``consent``:
    {"email:promo": false}.
    """

    __pydantic_config__ = STRICT
    tag: str | None = None
    set: Mapping[str, Any] | None = None
    points: int | None = None
    score: float | None = None
    of: str = ""
    coupon: str | None = None
    valid: str | None = None
    consent: Mapping[str, bool] | None = None
    segment_add: str | None = None
    segment_remove: str | None = None

    def sentence(self) -> str:
        """Return what this does, in few words."""
        said = next((key for key in _KEYS if getattr(self, key) is not None), "")
        value = getattr(self, said) if said else ""
        if isinstance(value, Mapping):
            value = ", ".join(f"{key} = {each}" for key, each in value.items())
        return f"{said} {value}"

    def effects(self) -> Iterator[Effect]:
        """Yield what is to be done."""
        if self.tag is not None:
            yield Tag(self.tag.lstrip("+-"), not self.tag.startswith("-"))
        for path, value in (self.set or {}).items():
            yield SetField(path.removeprefix("profile."), value)
        if self.points is not None:
            yield Points(self.points, self.valid)
        if self.score is not None:
            yield Score(self.score, self.of)
        if self.coupon is not None:
            yield Coupon(self.coupon, self.valid)
        for key, granted in (self.consent or {}).items():
            yield Consent(key, granted)
        for name, add in ((self.segment_add, True), (self.segment_remove, False)):
            if name is not None:
                yield SegmentMember(name, add)


@dataclass(frozen=True, slots=True, kw_only=True)
class Do(Step):
    """Do these things in their order, at once."""

    do: tuple[Deed, ...]

    def sentence(self) -> str:
        """Return what this does, in the language spoken."""
        return _("do: {deeds}", deeds=", ".join(deed.sentence() for deed in self.do))

    def run(self, _seat: Seat) -> Outcome:
        """Do them and go on."""
        return Passed(effects=tuple(effect for deed in self.do for effect in deed.effects()))

    def check(self) -> Iterator[Wrong]:
        """Yield what the step's shape cannot say is wrong."""
        yield from Step.check(self)
        for index, deed in enumerate(self.do):
            yield from _check(("do", index), deed)


def _check(path: Path, deed: Deed) -> Iterator[Wrong]:
    said = [key for key in _KEYS if getattr(deed, key) is not None]
    if len(said) != 1:
        yield path, _("one thing is done here"), _("Write one of: {names}.", names=", ".join(_KEYS))
    if deed.tag is not None and not deed.tag.lstrip("+-").strip():
        yield (*path, "tag"), _("a tag is wanted here"), _('Write "+vip" to give it, "-vip" to take it away.')
    if deed.points == 0:
        yield (*path, "points"), _("no points change nothing"), _("Write 10, or -10 to take points away.")
    for key in deed.consent or {}:
        if key.partition(":")[0] not in CHANNELS:
            yield (*path, "consent", key), _("no channel is called {name}", name=repr(key)), _('Write "email:promo".')
    yield from checked_duration((*path, "valid"), deed.valid, signed=False)


STEP = Do
