"""What a shape cannot say of scores: rules that are one thing, durations, bands and stages that can be reached."""

from __future__ import annotations

import math
from collections.abc import Iterator

from mactl.authored.lists import Wrong
from mactl.core.model.score import Rule, Score, Stage
from mactl.core.segments.condition import ConditionReader
from mactl.core.segments.parse import kinds
from mactl.core.segments.scoring import scale
from mactl.i18n import _


def check_score(score: Score) -> Iterator[Wrong]:
    """Yield what is wrong with a score whose shape is right."""
    wrong = [each for place, rule in enumerate(score.points) for each in _rule(rule, place)]
    wrong += [each for place, stage in enumerate(score.stages) for each in _stage(stage, place)]
    if not score.points:
        wrong.append((("points",), _("a score without rules gives nobody a point"), _("Write at least one.")))
    for part in ("bands", "stages"):
        names = [each.name for each in getattr(score, part)]
        if len(set(names)) != len(names):
            wrong.append(((part,), _("two of these have the same name"), _("Give each its own.")))
    if wrong:
        yield from wrong
        return
    reader = ConditionReader(kinds=kinds())
    scale(score, reader)
    yield from ((fault.path, fault.message, fault.hint) for fault in reader.faults)


def _rule(rule: Rule, place: int) -> Iterator[Wrong]:
    at = ("points", place)
    if (rule.when is None) == (rule.event is None):
        yield at, _("a rule has either a condition or an event"), _('Write "when" or "event".')
    elif rule.when is not None and (rule.half_life or rule.cap is not None or rule.of or rule.where):
        yield (
            at,
            _("points while a condition holds neither fade nor add up"),
            _("Leave out half_life, cap, of and where."),
        )
    if rule.of is not None and ('"' in rule.of or not all(rule.of.split("."))):
        yield (*at, "of"), _("{key} is no path of a property", key=repr(rule.of)), _("For example amount.")
    if not math.isfinite(rule.points) or rule.points == 0:
        yield (*at, "points"), _("points are a number that is not 0"), _("Write 10, or -10 to take off.")
    elif rule.cap is not None and not rule.cap * rule.points > 0:
        yield (*at, "cap"), _("a cap has the sign of the points"), _("Write 20 for points of 5, -20 for points of -5.")


def _stage(stage: Stage, place: int) -> Iterator[Wrong]:
    if stage.from_ is None and stage.when is None:
        yield ("stages", place), _("nobody can reach this stage"), _('Write "from" or "when".')
