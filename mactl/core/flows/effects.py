"""What a turn of a flow asks to be done: a closed set of frozen values; who runs the machine carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Queue(NamedTuple):
    """Put the message of a send step into the ledger, due at ``due``; a held person's is refused at the holdout."""

    step: str
    visit: int
    due: int


class Requeue(NamedTuple):
    """Let the message that was delayed be claimed: nothing speaks against it any more."""


class Cancel(NamedTuple):
    """Turn the enrolment's messages that nobody has claimed into ``skipped`` for ``reason`` (F6)."""

    reason: str


class Tag(NamedTuple):
    """Give the customer a tag, or take it away."""

    tag: str
    add: bool


class SetField(NamedTuple):
    """Set a field of the profile ("city", "attributes.level"); None empties it."""

    path: str
    value: Any


class Points(NamedTuple):
    """Book loyalty points; ``valid`` is how long they last."""

    points: int
    valid: str | None


class Score(NamedTuple):
    """Add to the customer's score of that name ("" is the only or first one)."""

    points: float
    score: str


class Coupon(NamedTuple):
    """Grant a coupon that lasts ``valid``."""

    coupon: str
    valid: str | None


class Consent(NamedTuple):
    """Record a consent ("email", "email:promo"), granted or withdrawn."""

    key: str
    granted: bool


class SegmentMember(NamedTuple):
    """Put the customer on a static segment's list, or take them off."""

    segment: str
    add: bool


class OpenTask(NamedTuple):
    """Open the task of a step for a person to do, due at ``due``; it is given up at ``until``."""

    step: str
    visit: int
    due: int
    until: int


class KeepTask(NamedTuple):
    """Let the open task of a visit go on as that of ``step``, due at ``due``; it is given up at ``until``."""

    step: str
    visit: int
    due: int
    until: int


class CloseTask(NamedTuple):
    """Close the enrolment's open task unless it is done."""

    reason: str


class Post(NamedTuple):
    """Call the web address of a webhook step."""

    step: str
    visit: int


class Start(NamedTuple):
    """Enrol the customer in another flow, at ``at``."""

    flow: str
    at: int


class Await(NamedTuple):
    """Wake this enrolment by events of ``type`` ("*": any event or change of the customer) up to ``until``.

    ``role`` is "goal", "exit:0" ... or "until" (a wait_until step).
    """

    type: str
    role: str
    until: int | None


class Unawait(NamedTuple):
    """Wake this enrolment no longer by events of ``role``; "" is every role."""

    role: str


class Draw(NamedTuple):
    """Keep which arm of ``scope`` the customer was drawn into (F9)."""

    scope: str
    arm: str


class Record(NamedTuple):
    """Write into the trail what happened at a step, at ``at``."""

    step: str
    visit: int
    what: str
    detail: str
    at: int


class End(NamedTuple):
    """Close the enrolment: ``outcome`` is "completed", "goal", "filter", or why it ended."""

    outcome: str
    at: int


# What a person notices or is given; the held-out are spared it, and the trail says so (F10).
Performed = Tag | SetField | Points | Score | Coupon | Consent | SegmentMember | OpenTask | Post | Start
PERFORMED = (Tag, SetField, Points, Score, Coupon, Consent, SegmentMember, OpenTask, Post, Start)
Effect = Performed | Queue | Requeue | Cancel | KeepTask | CloseTask | Await | Unawait | Draw | Record | End
Effects = tuple[Effect, ...]

_SAID: Mapping[type, str] = {
    Tag: "tag", SetField: "set", Points: "points", Score: "score", Coupon: "coupon", Consent: "consent",
    SegmentMember: "segment", OpenTask: "task", Post: "webhook", Start: "start",
}  # fmt: skip


def spared(effects: Effects, step: str, visit: int, at: int) -> Effects:
    """Return what is done of ``effects`` for a held-out person: each that would be noticed is only written down."""
    return tuple(
        Record(step, visit, "held_out", _SAID[type(each)], at) if isinstance(each, PERFORMED) else each
        for each in effects
    )
