"""One value against one test, in SQL. The values come in any storage class; what the operand is decides how to look."""

from __future__ import annotations

from decimal import Decimal

from mactl.core.segments.condition import HOME, Context, Home
from mactl.core.segments.moments import compare_dates
from mactl.core.segments.operators import LARGEST, Comparison, Kind, Scalar
from mactl.core.segments.sql import FALSE, Sql, every, fill, listed, some

INFINITY = Sql("CAST(9e999 AS REAL)")
_YES = ("true", "yes", "1", "是")
_NO = ("false", "no", "0", "否")


def compare(value: Sql, kind: Kind, test: Comparison, context: Context, home: Home = HOME) -> Sql:
    """Return where ``value``, of ``kind`` and not missing, fits ``test``; NULL may stand for no.

    ``test`` is none of ``!=``, ``not_in``, ``exists`` and ``empty``: those are said by who knows what is missing.
    """
    if test.on_dates(kind):
        return compare_dates(value, kind, test, context, home)
    operand = test.operand
    if isinstance(operand, tuple):
        return (
            _between(value, kind, operand, context)
            if test.operator == "between"
            else _in(value, kind, operand, context)
        )
    match test.operator:
        case "contains":
            return fill("instr({}, {}) > 0", value, operand)
        case "starts_with":
            return fill("substr({}, 1, {}) = {}", value, len(str(operand)), operand)
        case "ends_with":
            return fill("substr({}, {}) = {}", value, -len(str(operand)), operand)
        case "matches":
            return fill("{} REGEXP {}", value, operand)
        case order:
            return _order(value, kind, order, operand, context)


def numeric(value: Sql) -> Sql:
    """Return ``value`` as a number, also where one is written as text; NULL for anything else."""
    return fill("CASE WHEN {} <= " + INFINITY.text + " THEN CAST({} AS NUMERIC) END", value, value)


def _order(value: Sql, kind: Kind, order: str, operand: Scalar, context: Context) -> Sql:
    sign = Sql(order)
    if isinstance(operand, bool):
        return fill("lower({}) IN {}", value, listed(_YES if operand else _NO)) if order == "=" else FALSE
    if isinstance(operand, str):
        return fill("{} {} {}", _as_text(value, kind), sign, operand)
    if kind == "money":
        return fill("{} {} {}", value, sign, _scaled(operand, context.scale))
    # Against an operand of numeric affinity SQLite reads text as the number it spells; text that spells none is
    # greater than every number, so an upper bound leaves it out.
    test = fill("{} {} CAST({} AS NUMERIC)", value, sign, operand)
    return test if kind == "number" or order in {"=", "<", "<="} else fill("({} AND {} <= {})", test, value, INFINITY)


def _as_text(value: Sql, kind: Kind) -> Sql:
    """Return ``value`` so that a number compares with text by its spelling; what is text anyway keeps its index."""
    return value if kind == "text" else fill("CAST({} AS TEXT)", value)


def _scaled(amount: float, scale: int) -> int | float:
    """Return ``amount`` in stored units: exact, but for what no stored amount can be."""
    exact = Decimal(str(amount)) * scale
    whole = int(exact)
    return whole if whole == exact and abs(whole) < LARGEST else float(exact)


def _between(value: Sql, kind: Kind, pair: tuple[Scalar, ...], context: Context) -> Sql:
    return every([_order(value, kind, ">=", pair[0], context), _order(value, kind, "<=", pair[1], context)])


def _in(value: Sql, kind: Kind, operands: tuple[Scalar, ...], context: Context) -> Sql:
    words = [operand for operand in operands if isinstance(operand, str)]
    others = [operand for operand in operands if not isinstance(operand, str)]
    parts = [fill("{} IN {}", _as_text(value, kind), listed(words))] if words else []
    return some(parts + [_order(value, kind, "=", operand, context) for operand in others])
