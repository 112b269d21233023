"""Where the values come from that tests look at: columns, addresses, tags, attributes, properties of events.

An operand may have no value, one, or several (a list, two e-mail addresses). A test holds where one of the values fits;
``!=`` and ``not_in`` hold exactly where ``=`` and ``in`` do not; a value that is null, empty text or an empty list is
missing. So for everybody a test is 0 or 1, never NULL.
"""

from __future__ import annotations

from dataclasses import dataclass

from mactl.core.segments.comparisons import compare
from mactl.core.segments.condition import HOME, Context, Home
from mactl.core.segments.operators import COMPLEMENTS, Comparison, Comparisons, Kind
from mactl.core.segments.sql import TRUE, Sql, every, fill, negate
from mactl.core.segments.turning import soonest, turn_of

COLUMNS = ("name", "owner", "company", "member_level", "time_zone", "locale", "gender", "city", "region", "country")
DATED: dict[str, Kind] = {"birthday": "date", "signup_at": "instant", "created_at": "instant", "updated_at": "instant"}
ADDRESSES = ("email", "phone", "wechat_openid", "mini_openid", "unionid", "wecom_external_userid", "push_token")
PROFILE = ("id", *COLUMNS, *DATED, *ADDRESSES, "tags")


# CASE stops at the first test that fails, where IFNULL works out all of them; what is unknown is no.
_PRESENT = Sql("CASE WHEN ")
_TAGS = Sql("FROM tags AS t WHERE t.customer = c.id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """Values to test: ``value`` is how SQL names one, ``before`` and ``after`` enclose a test of it.

    ``home`` says whose days are meant. ``rows`` (FROM and WHERE) gives the values of one customer, where there may be
    several.
    """

    value: Sql
    before: Sql = _PRESENT
    after: str = " THEN 1 ELSE 0 END"
    rows: Sql | None = None
    kind: Kind = "any"
    home: Home = HOME

    def holds(self, tests: Comparisons, context: Context) -> Sql:
        """Return where all ``tests`` hold: 0 or 1."""
        return every([self._one(test, context) for test in tests])

    def turn(self, tests: Comparisons, context: Context) -> Sql | None:
        """Return the next instant at which time alone may change whether ``tests`` hold; None: it never does."""
        found = turn_of(self.value, self.kind, tests, context, self.home)
        return found if found is None or self.rows is None else soonest(found, self.rows)

    def _one(self, test: Comparison, context: Context) -> Sql:
        if test.operator in COMPLEMENTS:
            return negate(self._one(Comparison(COMPLEMENTS[test.operator], test.operand), context))
        if test.operator in {"exists", "empty"}:
            found = self._found(TRUE)
            return found if (test.operator == "exists") is bool(test.operand) else negate(found)
        return self._found(compare(self.value, self.kind, test, context, self.home))

    def _found(self, fits: Sql) -> Sql:
        return fill("{}{} <> '' AND {}" + self.after, self.before, self.value, fits)


def kind_of(path: str) -> Kind:
    """Return what kind of values stand at ``path`` of a profile."""
    if path in DATED:
        return DATED[path]
    return "text" if path in PROFILE or path.startswith("ids.") else "any"


def profile(path: str, context: Context) -> Operand:
    """Return what stands at ``path`` of a customer's profile: "city", "email", "tags", "attributes.level", "level"."""
    if path == "id":
        return Operand(value=Sql("c.customer_id"), kind="text")
    if path in COLUMNS or path in DATED:
        return Operand(value=Sql(f"c.{path}"), kind=kind_of(path))
    if path in ADDRESSES or path.startswith("ids."):
        return _addresses(path.removeprefix("ids."), context)
    if path == "tags":
        return tags(context)
    return document(Sql("c.attributes"), path.removeprefix("attributes.").split("."))


def tags(context: Context) -> Operand:
    """Return a customer's tags."""
    before = fill("c.id IN (SELECT t.customer FROM tags AS t WHERE {} AND ", context.scoped("t.customer"))
    return Operand(value=Sql("t.tag"), before=before, after=")", kind="text", rows=_TAGS)


def document(column: Sql, path: list[str], kind: Kind = "any", home: Home = HOME) -> Operand:
    """Return what stands at ``path`` of the JSON objects in ``column``: one value, or each of a list."""
    rows = fill("FROM json_each({}, {}) AS v", column, json_path(path))
    before = fill("EXISTS (SELECT 1 {} WHERE ", rows)
    return Operand(value=Sql("v.value"), before=before, after=")", rows=rows, kind=kind, home=home)


def json_path(keys: list[str]) -> str:
    """Return the JSON path of ``keys``, each quoted, as SQLite reads it."""
    return "$" + "".join(f'."{key}"' for key in keys)


def _addresses(kind: str, context: Context) -> Operand:
    # Without statistics the planner thinks of a kind of address as a narrow choice; with few customers it is not.
    source = "addresses AS a" if context.scope is None else "addresses AS a INDEXED BY addresses_customer"
    before = fill(
        "c.id IN (SELECT a.customer FROM {} WHERE {} AND a.kind = {} AND ",
        *(Sql(source), context.scoped("a.customer"), kind),
    )
    rows = fill("FROM addresses AS a INDEXED BY addresses_customer WHERE a.customer = c.id AND a.kind = {}", kind)
    return Operand(value=Sql("a.value"), before=before, after=")", kind="text", rows=rows)
