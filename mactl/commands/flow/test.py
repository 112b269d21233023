"""``mactl flow test``: stories told to flows, for people and for CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _invocation
from mactl.core.model.report import Column, Report, Table
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext

if TYPE_CHECKING:
    from mactl.engine.stories import Outcome

_FILE = mark("Files of stories; a file holds one, or a list of them.")
_ALL = mark("Every story in the folder stories/ of the workspace.")
_JUNIT = mark("Write the results as JUnit XML, for CI.")
_VERDICTS = {"same": "=", "missing": "-", "extra": "+"}

app = typer.Typer()


@app.command("test")
def tell(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE...", help=_FILE, show_default=False)] = None,
    *,
    all_: Annotated[bool, typer.Option("--all", help=_ALL)] = False,
    junit: Annotated[Path | None, typer.Option(metavar="FILE", help=_JUNIT, show_default=False)] = None,
) -> Report:
    """Play scripted stories in a world of their own and compare what the flows do with what they expect.

    Everything sent and skipped must be told, in order; exits, delays, tasks, tags, grants and calls are compared where
    the story tells one. Flows are read from data/flows.json, activated or not; nothing is sent. Exit 1 where a story
    fails.

    Examples:

        mactl flow test stories/cart.json
        mactl flow test --all --junit report.xml
    """
    from mactl.api import flow_doubts
    from mactl.engine import catalogue, stories

    workspace = _invocation.workspace(context)
    if not files and not all_:
        raise UsageError(_("no story was named"), _("name files of stories, or say --all"))
    found = list(files or []) + (stories.files(workspace) if all_ else [])
    if not found:
        raise UsageError(_("there is no story"), _("write one into stories/; docs/flows.md shows how"))
    authored = catalogue.read(workspace)
    told = [stories.play(workspace, authored, story, path.name) for path in found for story in stories.load(path)]
    if junit is not None:
        from mactl.commands.flow import _junit
        from mactl.terminal import files as written

        written.replace(junit, _junit.document(told))
    named = {outcome.story.flow for outcome in told}
    played = [each for each in authored.flows if {each.id, each.name} & named]
    doubted = flow_doubts.faults(workspace, authored, played, strange=False)
    return _report(told, flow_doubts.sentences(doubted))


def _report(told: list[Outcome], doubted: tuple[str, ...]) -> Report:
    from mactl.engine import stories

    failed = [each for each in told if not each.passed]
    columns = (Column(key="verdict", title=""), Column(key="line", title=_("what was expected (-) and done (+)")))
    tables = [
        Table(
            title=_title(each),
            columns=columns,
            rows=tuple((_VERDICTS[line.verdict], stories.spoken(each, line)) for line in each.lines),
            note="; ".join(each.faults),
        )
        for each in failed
    ]
    said = [ngettext("{n} story held.", "{n} stories held.", len(told) - len(failed))]
    said += [ngettext("{n} story failed.", "{n} stories failed.", len(failed))] if failed else []
    return Report(
        sentences=(*said, *doubted),
        tables=tuple(tables),
        document={
            "passed": len(told) - len(failed),
            "failed": len(failed),
            "stories": [
                {
                    "name": _title(each),
                    "file": each.file,
                    "flow": each.story.flow,
                    "passed": each.passed,
                    "lines": [{"verdict": line.verdict, "line": stories.spoken(each, line)} for line in each.lines],
                    "faults": list(each.faults),
                }
                for each in told
            ],
        },
        exit_code=1 if failed else 0,
    )


def _title(outcome: Outcome) -> str:
    return outcome.story.name or f"{outcome.story.flow} ({outcome.file})"
