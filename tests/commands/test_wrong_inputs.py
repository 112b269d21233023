"""Wrong inputs: each gives one clear error with a hint, and the exit code that says whose fault it is."""

from pathlib import Path

import pytest

from tests.commands.conftest import Mactl, Ran


@pytest.mark.parametrize(
    ("line", "error", "hint"),
    [
        ("nonsense", "mactl has no command named nonsense", "Known here: "),
        ("inti", "mactl has no command named inti", "Did you mean init?"),
        ("campaign lst", "mactl campaign has no command named lst", "Did you mean list?"),
        ("init --dem", "mactl init has no option --dem", "Did you mean --demo?"),
        ("init --lang fr", "no language named fr", "--lang takes en or zh"),
        ("init --format yaml", "no format named yaml", "--format takes one of table"),
        ("init --now", "--now needs a value", "mactl --help lists the options"),
        ("segment preview", "mactl segment preview: --where is missing", "mactl segment preview --help"),
        (
            "segment preview --where a=1 --first none",
            "--first: ",
            "mactl segment preview --help",
        ),
        ("campaign show", "--campaign is missing", "for example --campaign NAME"),
        ("campaign show A --campaign B", "A or B?", "name one of them, with --campaign"),
        ("campaign list --state drft", "no campaign is ever drft", "Did you mean draft?"),
        ("campaign show 会员日 --state unknwn", "no message is ever unknwn", "Did you mean unknown?"),
        ("stop", "say what: one of --all, --campaign NAME, --channel NAME", "for example mactl stop --all"),
        ("stop --all --channel sms", "say what: one of --all, --campaign NAME, --channel NAME", "for example"),
        ("stop --channel fax", "no channel named fax", "email, sms, wechat"),
        ("schema campain", "no schema named campain", "Did you mean campaigns?"),
        ("template preview welcome --channel fax", "no channel named fax", "email, sms"),
        ("template preview welcome --out w.html", "which channel? email, sms, inapp have this template", "--channel"),
        ("template preview welcome --channel sms --open", "only an e-mail opens in the browser", "--out FILE"),
        ("template new ../x --channel sms", "'../x' is no name of a template", "letters and digits"),
        ("backup a b", "Got unexpected extra argument(s) (b)", "mactl backup --help shows how it is used"),
    ],
)
def test_a_wrong_line_is_explained(mactl: Mactl, shop: Path, line: str, error: str, hint: str) -> None:
    done = mactl(*line.split())
    assert (done.code, done.out) == (2, "")
    assert_error(done, error, hint)


@pytest.mark.parametrize(
    ("line", "error", "hint"),
    [
        ("-C nowhere campaign list", "There is no folder", "mactl init"),
        ("-C data campaign list", "is not a workspace: it has no config.json", "mactl init"),
        ("campaign list --now yesterday", "Not a date or time: 'yesterday'", "2026-03-02T14:10"),
        ("campaign list --now 2026-02-30", "There is no such date: '2026-02-30'", ""),
        ("campaign show 会员月", "No campaign named 会员月", "did you mean 会员日?"),
        ("campaign schedule 新品推广", "campaign 新品推广 has no schedule", '{"cron": "0 10 * * 1"}'),
        ("campaign pause 新品推广", "campaign 新品推广 is draft", "only one that is scheduled or running pauses"),
        ("campaign resume 新品推广", "campaign 新品推广 is draft", "only a paused one can be resumed"),
        ("campaign copy 会员日 --to 老客召回", "the name “老客召回” is also that of line", "Give each its own."),
        ("segment show vip_user", "No segment named vip_user", "did you mean"),
        ("segment preview --where city=", "a value is missing here", ""),
        ("segment preview --where {x", "The condition is not JSON", "single quotes"),
        ('segment preview --where {"citty":1}', "no condition is known by 'citty'", "Known here: "),
        ("segment preview --where segment=nobody", "No segment named nobody", "Known here: "),
        ("segment preview --where @none.json", "none.json cannot be read: No such file", "after @ stands the name"),
        ("template preview welcom", "There is no email template named welcom", "Did you mean welcome?"),
        ("template preview welcome --customer nobody", "no customer is known as nobody", "Name one by id"),
        ("template new welcome --channel email", "welcome.html is there already", "give another name"),
        ("resume --all", "nothing of the kind is stopped", "nothing is stopped at all"),
        ("backup data", "there is no database yet", "mactl tick"),
        ("init .", "is a workspace already", "mactl doctor"),
    ],
)
def test_a_wrong_wish_is_explained(mactl: Mactl, shop: Path, line: str, error: str, hint: str) -> None:
    done = mactl(*line.split())
    assert (done.code, done.out) == (1, "")
    assert_error(done, error, hint)


def assert_error(done: Ran, error: str, hint: str) -> None:
    """Check that what was said is one error with one hint."""
    assert done.err.startswith("error: ")
    assert error in done.err
    assert done.err.count("error: ") == 1
    assert "Traceback" not in done.err
    if hint:
        assert hint in done.err.rpartition("hint: ")[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[{]", "data/campaigns.json:1"),
        ('[{"name": "a"，"audience": "all"}]', "，"),
        ("{}", "a list is wanted here"),
        ('[{"name": "a", "name": "b"}]', "name"),
        ("\ufeff[]", "byte order mark"),
        ('[{"holdout": NaN}]', "NaN"),
    ],
)
def test_a_broken_file_is_explained(mactl: Mactl, shop: Path, text: str, said: str) -> None:
    (shop / "data" / "campaigns.json").write_text(text, "utf-8")
    done = mactl("campaign", "list")
    assert done.code == 1
    assert said in done.err
    assert done.err.count("error: ") == 1
