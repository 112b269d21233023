"""A segment or a condition as a person names it, and the workspace opened to ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from mactl.core.segments.condition import Condition, Context
from mactl.core.segments.conditions.composition import Not
from mactl.core.segments.parse import parse, walk
from mactl.engine import catalogue, ingest
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A workspace asked at an instant: what its files define, its database, what conditions are decided in."""

    known: Catalogue
    database: Database
    context: Context

    def at(self, instant: int) -> Context:
        """Return the context to decide in as of ``instant``; from now on it is that of now."""
        if instant >= self.context.now:
            return self.context
        return replace(self.context, now=instant, past=True, kept={})

    def segment(self, name: str) -> Condition:
        """Return membership in the segment of this id or name: by its members where they are written down for now."""
        return parse({"segment": self.known.segment(name).id})

    def meaning(self, name: str) -> Condition:
        """Return what the segment of this id or name says."""
        return self.context.segments[self.known.segment(name).id]


@contextmanager
def asking(workspace: Workspace) -> Iterator[Asked]:
    """Open a workspace to ask about its segments, what changed in its inlets taken in."""
    known = catalogue.read(workspace)
    with workspace.open() as database:
        ingest.sync(workspace, database)
        yield Asked(
            known=known, database=database, context=known.context(database, workspace.clock.now(), workspace.zone)
        )


def signed(condition: Condition, *, negated: bool = False) -> tuple[Condition, ...]:
    """Return the clauses of a condition as they must hold: those that stand under a ``not`` with it, each once."""
    if isinstance(condition, Not):
        return signed(condition.condition, negated=not negated)
    if not condition.parts():
        return (Not(condition) if negated else condition,)
    return tuple(dict.fromkeys(each for part in condition.parts() for each in signed(part, negated=negated)))


def clauses(condition: Condition) -> tuple[Condition, ...]:
    """Return the clauses that a condition is made of: its parts that have no parts, each once."""
    return tuple(dict.fromkeys(each for each in walk(condition) if not each.parts()))
