"""Who a segment or a condition means: read from the files, decided in the database as it is now."""

from __future__ import annotations

from contextlib import suppress

from mactl.api.segments import counting
from mactl.api.segments.asking import asking
from mactl.api.unheard import slips
from mactl.api.unheard import unheard as names
from mactl.core.model.segment import Segment
from mactl.core.segments.condition import Condition
from mactl.core.segments.definitions import definitions
from mactl.core.segments.mentions import Kind
from mactl.core.segments.parse import audience
from mactl.engine import catalogue, ingest
from mactl.engine.catalogue import Catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.store import selections
from mactl.store.slices import Progress, silent


def condition_of(known: Catalogue, segment: Segment) -> Condition:
    """Return the condition of a segment; a static one's is its list of members."""
    return definitions(known.segments, known.inner)[segment.id]


def count(workspace: Workspace, condition: Condition) -> int:
    """Return how many customers a condition holds for now, what changed in customers.json taken in first."""
    return preview(workspace, condition, 0)[0]


def unheard(workspace: Workspace, condition: Condition) -> list[tuple[Kind, str]]:
    """Return the fields, events, tags and RFM groups that a condition names and nobody has: misspelt, as a rule."""
    known = catalogue.read(workspace)
    with workspace.open() as database:
        ingest.sync(workspace, database)
        return names(database, [condition], known.context(database, workspace.clock.now(), workspace.zone))


def notice_unheard(workspace: Workspace, condition: Condition) -> None:
    """Tell whoever asked of the names in a condition that nobody has and that are probably misspelt."""
    known = catalogue.read(workspace)
    with workspace.open() as database:
        ingest.sync(workspace, database)
        context = known.context(database, workspace.clock.now(), workspace.zone)
        for sentence in slips(database, [condition], context):
            workspace.notice(sentence)


def notice_audience(workspace: Workspace, meant: object) -> None:
    """Tell whoever asked of the names in an audience (``all``, a segment, a condition) that nobody has."""
    known = catalogue.read(workspace)
    with suppress(MactlError):  # what is wrong with it is said by who sends to it
        notice_unheard(workspace, audience(meant, definitions(known.segments, known.inner)))


def preview(
    workspace: Workspace, condition: Condition, first: int = selections.FIRST, progress: Progress = silent
) -> tuple[int, list[str]]:
    """Return how many customers a condition holds for now, and the ids of the first few.

    ``progress`` is told how many customers are done.
    """
    with asking(workspace) as asked:
        return counting.preview(asked, condition, first, progress)
