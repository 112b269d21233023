"""The occurrences of a campaign as one person met them, and which of them an explanation is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mactl.core.experiments.variants import test_of
from mactl.core.messages.resends import base_of
from mactl.core.schedule import relative
from mactl.core.schedule.recurrence import planned_instant
from mactl.core.schedule.zones import zone
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import explained, origins
from mactl.store.database import Database
from mactl.store.explained import Entry
from mactl.store.origins import Origin

NEXT = "next"
MISSED = "missed"
_GOOD = frozenset({"sent", "delivered", "opened", "clicked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One occurrence: its launches (one a mode), and what the ledger has of it for the person."""

    occurrence: str
    launches: tuple[Origin, ...]
    entries: tuple[Entry, ...]

    @property
    def planned(self) -> int:
        """Return the instant it was planned for, else launched at; of one that was missed only its key tells it."""
        try:
            return planned_instant(self.occurrence) or self.launches[0].at
        except ValueError:  # the key of a resend, or of an arm of an A/B test
            return self.launches[0].at

    @property
    def missed(self) -> bool:
        """Tell whether it was due while nothing ran, and a later one replaced it (T5)."""
        return self.launches[0].state == MISSED

    @property
    def outcome(self) -> str:
        """Return in one word what became of it for the person: the best state of the channels, else the last."""
        if self.missed:
            return MISSED
        states = [each.state for each in self.entries]
        good = next((state for state in states if state in _GOOD), None)
        return good or (states[-1] if states else "not_in_audience")


def of(database: Database, campaign: str, customer: int) -> tuple[Sending, ...]:
    """Return what was launched of the campaign with this id, as the customer with this row id met it; latest first."""
    entries = explained.entries(database, campaign, customer)
    launched: defaultdict[str, list[Origin]] = defaultdict(list)
    for one in origins.find(database, campaign):
        launched[one.occurrence].append(one)
    found = (
        Sending(occurrence=key, launches=tuple(those), entries=tuple(one for one in entries if one.occurrence == key))
        for key, those in launched.items()
    )
    return tuple(sorted(found, key=lambda one: -one.planned))


def chosen(sendings: Sequence[Sending], asked: str, now: int, home: str) -> Sending | None:
    """Return the occurrence that ``asked`` names: a key, or the time that it was planned for; the latest for "".

    Of a sending in parts (the arms of an A/B test, a resend) the latest is the part that meant the person. None stands
    for one that is not launched yet.

    Raises:
        MactlError: there is no such occurrence, or it was missed.
    """
    real = [one for one in sendings if not one.missed]
    if not asked:
        parts = [one for one in real if _whole(one) == _whole(real[0])]
        return next((one for one in parts if one.entries), parts[-1] if parts else None)
    if asked == NEXT:
        return None
    found = next((one for one in sendings if one.occurrence == asked), None) or _planned(sendings, asked, now, home)
    if found.missed:
        raise MactlError(_("that occurrence was missed, and replaced by a later one"), _known(real))
    return found


def _whole(one: Sending) -> str:
    return test_of(one.occurrence) or base_of(one.occurrence)


def _planned(sendings: Sequence[Sending], asked: str, now: int, home: str) -> Sending:
    """Return the latest occurrence that was planned for a day or an instant."""
    fault = MactlError(_("no occurrence {asked} of this campaign", asked=asked), _known(sendings))
    try:
        start, stop = relative.span(asked, now, zone(home))
    except MactlError:
        raise fault from None
    within = [one for one in sendings if start <= one.planned < max(stop, start + 1)]
    if not within:
        raise fault
    return next((one for one in within if not one.missed), within[0])


def _known(sendings: Sequence[Sending]) -> str:
    if not sendings:
        return _("leave out --occurrence")
    return _("known: {names}, or next", names=", ".join(one.occurrence for one in sendings[:5]))
