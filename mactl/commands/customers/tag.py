"""``mactl customers tag``: tags given and taken away by hand, one by one or by a condition; which tags there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from mactl.api.segments.asking import asking
from mactl.commands import _invocation, _people, _where
from mactl.core.model.report import Column, Report, Table
from mactl.engine.workspace import Workspace
from mactl.errors import UsageError
from mactl.i18n import _, mark, ngettext

_WHO = mark("Ids, e-mail addresses, phone numbers, or shops' ids such as taobao:123.")
_ADD = mark("Give this tag; may be given again. A slash makes branches: 兴趣/茶/绿茶.")
_REMOVE = mark("Take this tag away; may be given again.")
_CONDITION = mark("Everybody who fits this condition: JSON, words, @FILE, or - for standard input.")
_LIST = mark("List the tags instead: how many customers have each, who gave it and since when; branches as a tree.")

app = typer.Typer()


@app.command()
def tag(
    context: typer.Context,
    customers: Annotated[
        list[str] | None, typer.Argument(metavar="[CUSTOMER...]", help=_WHO, show_default=False)
    ] = None,
    *,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="TAG", help=_ADD)] = None,
    remove: Annotated[list[str] | None, typer.Option("--remove", metavar="TAG", help=_REMOVE)] = None,
    where: Annotated[str, typer.Option(metavar="CONDITION", help=_CONDITION, show_default=False)] = "",
    list_: Annotated[bool, typer.Option("--list", help=_LIST)] = False,
) -> Report:
    """Give customers tags, or take tags away: those named, or all who fit a condition. Or list the tags there are.

    Examples:

        mactl customers tag c1 mei@example.com --add vip --remove 新客
        mactl customers tag --where 'order_paid >= 3 in 90d' --add 复购
        mactl customers tag --list
    """
    from mactl.engine import people

    workspace = _invocation.workspace(context)
    if list_:
        return _listed(workspace)
    add, remove = _named(add), _named(remove)
    if not add and not remove:
        raise UsageError(_("no tag was named"), _("give one with --add TAG or --remove TAG"))
    if bool(customers) is bool(where):
        raise UsageError(_("whose tags?"), _("name customers, or say --where CONDITION"))
    if where:
        changed = _by_condition(workspace, where, add, remove)
    else:
        with _people.opened(workspace) as around:
            changed = people.tag(around, customers or [], add, remove)
    return Report(
        sentences=(ngettext("{n:,} customer changed.", "{n:,} customers changed.", changed),),
        document={"changed": changed},
    )


def _named(tags: Sequence[str] | None) -> list[str]:
    """Return the tags of an option without what is empty."""
    return [tag for tag in tags or () if tag.strip()]


def _by_condition(workspace: Workspace, where: str, add: Sequence[str], remove: Sequence[str]) -> int:
    from mactl.api import people as api
    from mactl.engine import people
    from mactl.engine.surroundings import surroundings
    from mactl.store import selections

    condition = _where.condition(where)
    api.notice_unheard(workspace, condition)
    with asking(workspace) as asked:
        found = list(selections.ids(asked.database, condition, asked.context))
        return people.tag_all(surroundings(workspace, asked.database), found, add, remove)


def _listed(workspace: Workspace) -> Report:
    """Return the tags as a tree: a branch counts everybody who has a tag of it."""
    from mactl.core.schedule.instants import iso
    from mactl.store import tags

    with _people.opened(workspace) as around:
        found = tags.held(around.database)
        branches = {
            "/".join(parts[:depth]) for parts in (one.tag.split("/") for one in found) for depth in range(1, len(parts))
        }
        counts = {branch: tags.in_branch(around.database, branch) for branch in branches}
        documents = [
            {
                "tag": one.tag, "source": one.source, "customers": one.customers,
                "first": iso(one.first, around.zone), "last": iso(one.last, around.zone),
            }
            for one in found
        ]  # fmt: skip
    rows: list[tuple[object, ...]] = [(name, "", count, None, None) for name, count in counts.items()]
    rows += [tuple(one) for one in found]
    rows.sort(key=lambda row: (str(row[0]).split("/"), str(row[1])))
    columns = (
        Column(key="tag", title=_("tag"), unit="branch"),
        Column(key="source", title=_("given by")),
        Column(key="customers", title=_("customers"), unit="count"),
        Column(key="first", title=_("first given"), unit="instant"),
        Column(key="last", title=_("last given"), unit="instant"),
    )
    return Report(
        sentences=() if rows else (_("No tags yet."),),
        tables=(Table(title=_("Tags"), columns=columns, rows=tuple(rows)),) if rows else (),
        document={"tags": documents, "branches": counts},
        time_zone=workspace.zone,
    )
