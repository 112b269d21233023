"""Scores as reports: everybody by band and stage, and why one customer has the score that they have."""

from __future__ import annotations

from dataclasses import replace

from mactl.core.model import shown
from mactl.core.model.report import Column, Report, Table
from mactl.core.schedule.instants import iso
from mactl.core.schedule.zones import zone
from mactl.core.segments.condition import Context
from mactl.core.segments.reader import nearest
from mactl.core.segments.scoring import Scale
from mactl.engine import catalogue, ingest, scoring
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import people, scores
from mactl.store.database import Database


def everybody(workspace: Workspace, name: str | None, *, top: int, listed: bool = False) -> Report:
    """Return a score's bands and stages and its highest customers; ``listed`` adds the list of all."""
    with workspace.open() as database:
        scale, context = _found(workspace, database, name)
        scores.work_out(database, scale, context)
        bands, stages = scores.spread(database, scale)
        highest = tuple(_row(scale, *each) for each in scores.listing(database, scale, top))
        listing = tuple(_row(scale, *each) for each in scores.listing(database, scale)) if listed else None
    total = sum(bands)
    names = [*([_("below")] if bands[0] else []), *(name for name, _start in scale.bands)]
    counts = bands if bands[0] else bands[1:]
    starts = [*([None] if bands[0] else []), *(start for _name, start in scale.bands)]
    tables = [
        _table(_("Bands"), "band", [(*each, each[2] / total if total else 0.0)
                                    for each in zip(names, starts, counts, strict=True)]),
        _stages(scale, stages),
        Table(title=_("The highest"), columns=_columns(),
              rows=tuple((who, round(score, 2), *rest) for who, score, *rest in highest)),
    ]  # fmt: skip
    return Report(
        title=f"{scale.name} ({scale.id})" if scale.name != scale.id else scale.name,
        sentences=(_("As of {day}.", day=shown.instant(context.now, workspace.zone)),),
        tables=tuple(table for table in tables if table.rows),
        document={
            "score": scale.id,
            "as_of": iso(context.now, zone(workspace.zone)),
            "bands": [{"name": name, "from": start, "customers": count}
                      for name, start, count in zip(names, starts, counts, strict=True)],
            "stages": [{"name": name, "customers": stages.get(name, 0)} for name, *_rest in scale.stages],
            "customers": [dict(zip(("customer_id", "score", "band", "stage"), row, strict=True)) for row in highest],
        },
        time_zone=workspace.zone,
        listing=None if listing is None else Table(title=scale.name, columns=_columns(), rows=listing),
    )  # fmt: skip


def one(workspace: Workspace, name: str | None, customer: str) -> Report:
    """Return a customer's score: what each rule gives, and the band and stage that they are in."""
    with workspace.open() as database:
        scale, context = _found(workspace, database, name)
        number = people.number(database, customer, workspace.config.workspace.country)
        scoped = replace(context, scope=number)
        given = scores.parts(database, scale, scoped)
        scores.work_out(database, scale, scoped)
        row = _row(scale, *next(scores.listing(database, scale)))
    known, value, band, stage = row
    rows = tuple((rule.name, points) for rule, points in zip(scale.rules, given, strict=True))
    said = [_("{customer} has {score:.4g} points of {name}.", customer=known, score=value, name=scale.name)]
    if band:
        said.append(_("Band: {band}.", band=band))
    if stage:
        said.append(_("Stage reached: {stage}.", stage=stage))
    columns = (Column(key="rule", title=_("Rule")), Column(key="points", title=_("Score"), unit="number"))
    document = {"score": scale.id, "customer_id": known, "value": value, "band": band, "stage": stage}
    return Report(
        sentences=tuple(said),
        tables=(
            Table(
                title=_("What gave them"),
                columns=columns,
                rows=tuple((rule, round(points, 2)) for rule, points in rows),
                note=_limits(scale),
            ),
        ),
        document={**document, "rules": [{"name": name, "points": points} for name, points in rows]},
        time_zone=workspace.zone,
    )


def _found(workspace: Workspace, database: Database, name: str | None) -> tuple[Scale, Context]:
    """Return a score by id or name (the first without one), kept up to now, and what it is decided in."""
    ingest.sync(workspace, database)
    authored = catalogue.read(workspace)
    now = workspace.clock.now()
    scoring.keep(workspace, database, authored, now)
    context = authored.context(database, now, workspace.zone)
    known = scoring.scales(context)
    for scale in known:
        if name in (None, scale.id, scale.name):
            return scale, context
    blocked = authored.blocked.get(catalogue.SCORES, {})
    if blocked:
        raise MactlError(_("data/scores.json has faults"), _("mactl doctor names them"))
    names = [each for scale in known for each in (scale.name, scale.id)]
    raise MactlError(
        _("No score named {name}", name=name or "-"),
        nearest(name or "", names) if names else _("Write one into data/scores.json."),
    )


def _row(scale: Scale, customer: str, value: float, stage: str | None) -> tuple[str, float, str, str | None]:
    return customer, value, scale.band(value), stage


def _columns() -> tuple[Column, ...]:
    return (
        Column(key="customer_id", title=_("Customer")),
        Column(key="score", title=_("Score"), unit="number"),
        Column(key="band", title=_("Band")),
        Column(key="stage", title=_("Stage")),
    )


def _table(title: str, key: str, rows: list[tuple[object, ...]]) -> Table:
    columns = (
        Column(key=key, title=_("Band")),
        Column(key="from", title=_("From"), unit="number"),
        Column(key="customers", title=_("Customers"), unit="count", bar=True),
        Column(key="share", title=_("Share"), unit="rate"),
    )
    return Table(title=title, columns=columns, rows=tuple(rows))


def _stages(scale: Scale, counts: dict[str, int]) -> Table:
    columns = (
        Column(key="stage", title=_("Stage")),
        Column(key="customers", title=_("Customers"), unit="count", bar=True),
    )
    rows = tuple((name, counts.get(name, 0)) for name, *_rest in scale.stages)
    note = _("Everybody stands in the furthest stage reached; nobody falls back.")
    return Table(title=_("Stages"), columns=columns, rows=rows, note=note)


def _limits(scale: Scale) -> str:
    if scale.floor is None and scale.cap is None:
        return ""
    low, high = ("–" if each is None else f"{each:g}" for each in (scale.floor, scale.cap))
    return _("The sum is kept between {low} and {high}.", low=low, high=high)
