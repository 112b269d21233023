"""``mactl segment show``: one segment in words, how many it holds, what they are like, and why somebody is in it."""

from __future__ import annotations

from typing import Annotated

import typer

from mactl.api.segments.asking import Asked, asking
from mactl.commands import _invocation, _names
from mactl.commands.segment import _progress, _views
from mactl.core.model.report import Column, Report, Table
from mactl.core.model.segment import Segment
from mactl.core.segments.condition import Condition
from mactl.i18n import _, mark, ngettext

_PROFILE = mark("Also show what members are like, against everybody.")
_EXPLAIN = mark("Show for this customer which clause holds and which does not: an id, an address, or taobao:123.")

app = typer.Typer()


@app.command()
def show(
    context: typer.Context,
    name: _views.Argument = None,
    segment: _views.Option = None,
    *,
    profile: Annotated[bool, typer.Option("--profile", help=_PROFILE)] = False,
    explain: Annotated[str, typer.Option(metavar="CUSTOMER", help=_EXPLAIN, show_default=False)] = "",
) -> Report:
    """Show a segment: what it says as a sentence and as words for --where, and how many customers fit now.

    --profile compares members with everybody: TGI 100 is as often as everybody, 200 twice as often.

    Examples:

        mactl segment show vip_users
        mactl segment show vip_users --profile
        mactl segment show vip_users --explain u001
    """
    from mactl.api import unheard
    from mactl.api.segments import counting

    workspace = _invocation.workspace(context)
    with asking(workspace) as asked:
        found = asked.known.segment(_names.chosen(name, segment, "--segment"))
        if explain:
            return _explained(asked, found, explain, workspace.config.workspace.country)
        condition = asked.meaning(found.id)
        with _progress.shown(context) as progress:
            [count] = counting.counts(asked, [asked.segment(found.id)], progress)
        for sentence in unheard.slips(asked.database, [condition], asked.context):
            workspace.notice(sentence)
        tables, parts = _profile(asked, found) if profile else ((), None)
    return _shown(found, condition, count, tables, parts)


def _shown(
    found: Segment, condition: Condition, count: int, tables: tuple[Table, ...], parts: list[dict[str, object]] | None
) -> Report:
    """Return a segment in words and numbers; ``parts`` is what its members are like, for programs."""
    words = condition.text()
    document: dict[str, object] = {
        "segment": found.id,
        "name": found.name,
        "says": condition.sentence(),
        "where": condition.json(),
        "text": words,
        "count": count,
    }
    return Report(
        title=f"{found.name} ({found.id})" if found.id != found.name else found.name,
        sentences=(
            _("Who fits: {sentence}", sentence=condition.sentence()),
            _("In words: {words}", words=words),
            ngettext("{n:,} customer fits now.", "{n:,} customers fit now.", count),
        ),
        tables=tables,
        document=document if parts is None else {**document, "profile": parts},
    )


def _profile(asked: Asked, segment: Segment) -> tuple[tuple[Table, ...], list[dict[str, object]]]:
    """Return what members are like: a table, and the same for programs."""
    from mactl.api.segments.makeup import makeup

    size, parts = makeup(asked, asked.segment(segment.id))
    columns = (
        Column(key="field", title=_("field")),
        Column(key="value", title=_("value")),
        Column(key="customers", title=_("members"), unit="count"),
        Column(key="share", title=_("share"), unit="rate", bar=True),
        Column(key="everybody", title=_("of everybody"), unit="rate"),
        Column(key="index", title=_("TGI"), unit="number"),
    )
    rows = tuple(
        (
            _(_TITLES[one.field]),
            one.value,
            one.members,
            one.share,
            one.base,
            None if one.index is None else round(one.index),
        )
        for one in parts
    )
    note = _("TGI = share of members / share of everybody × 100; base: {n:,} members, all customers.", n=size)
    documents: list[dict[str, object]] = [
        {
            "field": one.field, "value": one.value, "customers": one.members, "share": one.share,
            "everybody": one.everybody, "everybody_share": one.base, "index": one.index,
        }
        for one in parts
    ]  # fmt: skip
    return (Table(title=_("What members are like"), columns=columns, rows=rows, note=note),), documents


_TITLES = {
    "gender": mark("gender"),
    "age": mark("age"),
    "city": mark("city"),
    "region": mark("region"),
    "country": mark("country"),
    "member_level": mark("level"),
    "locale": mark("locale"),
    "tag": mark("tag"),
}


def _explained(asked: Asked, segment: Segment, who: str, region: str) -> Report:
    """Return which clauses hold for a customer."""
    from mactl.api.segments.explaining import explain
    from mactl.store import people

    answers = explain(asked, segment.id, people.number(asked.database, who, region))
    columns = (Column(key="holds", title=_("holds")), Column(key="clause", title=_("clause")))
    rows = tuple(("✓" if one.holds else "✗", "  " * one.depth + one.condition.sentence()) for one in answers)
    names = {"customer": who, "segment": segment.name}
    told = (
        _("{customer} is a member of {segment}.", **names)
        if answers[0].holds
        else _("{customer} is not a member of {segment}.", **names)
    )
    return Report(
        sentences=(told,),
        tables=(Table(title="", columns=columns, rows=rows),),
        document={
            "segment": segment.id,
            "customer": who,
            "member": answers[0].holds,
            "clauses": [
                {
                    "says": one.condition.sentence(),
                    "where": one.condition.json(),
                    "holds": one.holds,
                    "depth": one.depth,
                }
                for one in answers
            ],
        },
    )
