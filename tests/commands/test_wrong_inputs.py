"""Wrong inputs: each gives one clear error with a hint, and the exit code that says whose fault it is."""

import json
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
        ("stop", "say what: one of --all, --campaign NAME, --channel NAME", "for example --all"),
        ("stop --all --channel sms", "say what: one of --all, --campaign NAME, --channel NAME", "for example"),
        ("stop --channel fax", "no channel named fax", "email, sms, wechat"),
        ("schema campain", "no schema named campain", "Did you mean campaigns?"),
        ("template preview welcome --channel fax", "no channel named fax", "email, sms"),
        (
            "template preview welcome --out w.html",
            "which channel? email, sms, wechat, inapp have this template",
            "--channel",
        ),
        ("template preview welcome --channel sms --open", "only an e-mail opens in the browser", "--out FILE"),
        ("template new ../x --channel sms", "'../x' is no name of a template", "letters and digits"),
        ("backup a b", "mactl backup has no use for b", "mactl backup --help shows how it is used"),
        ("send --campaign 会员日 --limit 0", "--limit: write a number of at least 1", "mactl send --help"),
        ("send --campaign 会员日 --limit many", "--limit: write a whole number", "mactl send --help"),
        ("send --campaign 会员日 --max-cost nan", "nan is not an amount", "500 or 99.50"),
        ("send --campaign 会员日 --max-cost inf", "inf is not an amount", "500 or 99.50"),
        ("send --campaign 会员日 --in-doubt maybe", "--in-doubt cannot be maybe", "skip or resend"),
        ("send --campain 会员日", "mactl send has no option --campain", "Did you mean --campaign?"),
        ("events track --customer u001", "mactl events track: TYPE is missing", "mactl events track --help"),
        ("events track order_paid --customer u001 amount", "amount is not field=value", "amount=99.50"),
        ("customers set u001", "mactl customers set: FIELD=VALUE is missing", "mactl customers set --help"),
        ("customers export", "mactl customers export: FILE is missing", "mactl customers export --help"),
        ("customers import a.csv --map phone", "--map takes field=column, not phone", "as in --map phone="),
        ("customers import a.csv --consent emial", "no channel named emial", "Did you mean email?"),
        ("suppress add a@example.cn --channel fax", "no channel named fax", "email, sms"),
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
        ("template check welcom", "there is no template named welcom", "Did you mean welcome?"),
        ("suppress remove no@example.cn", "no@example.cn: nothing to take off the suppression list", "suppress check"),
        ("suppress add nonsense", "“nonsense” is neither an address nor a customer", "Write an e-mail address"),
        ("customers add id=c1 email=bad", "“bad” is not an e-mail address", "Nothing was written."),
        ("customers import none.csv", "none.csv cannot be read: No such file", "Check the path."),
        ("events track order_paid --customer u999", "no customer is known as u999", "--create-customers"),
        (
            "events track order_paid --customer u001 --at 2027-01-01",
            "2027-01-01 has not come yet",
            "Nothing was stored.",
        ),
        ("send --campaign 会员日 --only u999 --dry-run", "no customer is known as u999", "mactl customers find"),
        ("send --campaign 会员日 --test-to nonsense", "“nonsense” is not a phone number", "+86138"),
    ],
)
def test_a_wrong_wish_is_explained(mactl: Mactl, shop: Path, line: str, error: str, hint: str) -> None:
    done = mactl(*line.split())
    assert (done.code, done.out) == (2 if "--now" in line else 1, "")
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


@pytest.mark.parametrize(
    ("change", "said", "hint"),
    [
        ({"holdout": 1.5}, "[0].holdout: 1.5 is not a share", "Write 0.1 for a tenth."),
        ({"budget": {"max_cost": -5}}, "[0].budget.max_cost: a limit or cost is not negative", "0 or more"),
        ({"quiet": "22:00-22:00"}, "Quiet hours of 22:00-22:00 leave no time to send", "null for none"),
        ({"schedule": {"cron": "61 25 * * *"}}, "Not a cron expression: '61 25 * * *'", "Five fields"),
        ({"channels": ["emial"]}, '[0].channels[0]: "emial"', '"email", "sms"'),
        ({"audiense": "all"}, "[0].audiense: unknown key “audiense”", "Did you mean audience?"),
    ],
)
@pytest.mark.parametrize("line", ["send --campaign 测试 --dry-run", "campaign show 测试", "campaign schedule 测试"])
def test_a_campaign_with_a_fault_is_not_said_to_be_missing(
    mactl: Mactl, shop: Path, change: dict[str, object], said: str, hint: str, line: str
) -> None:
    campaign = {"name": "测试", "audience": "all", "channels": ["email"], **change}
    (shop / "data" / "campaigns.json").write_text(json.dumps([campaign], ensure_ascii=False), "utf-8")
    done = mactl(*line.split())
    assert (done.code, done.out) == (1, "")
    assert_error(done, said, hint)
    assert "data/campaigns.json:1" in done.err


def test_a_tick_names_the_faults_of_the_files_as_a_person_reads_them(mactl: Mactl, shop: Path) -> None:
    (shop / "data" / "campaigns.json").write_text('[{"name": "测试", "audience": "all"}]', "utf-8")
    done = mactl("tick", "--format", "table")
    assert done.code == 1
    assert "fault: data/campaigns.json:1 [0]: “channels” is missing (Add it.)" in done.out


def test_an_address_is_suppressed_however_its_letters_are_written(mactl: Mactl, shop: Path) -> None:
    assert mactl("suppress", "add", "XiaoMan.Wang@Example.com").code == 0
    assert "Suppression list" not in mactl("suppress", "check", "xiaoman.wang@example.com").err
    checked = mactl("suppress", "check", "u001", "--format", "json")
    assert checked.json["suppressed"] is True


def test_on_a_pipe_data_is_alone_on_standard_output(mactl: Mactl, shop: Path) -> None:
    done = mactl("send", "--campaign", "新品推广", "--dry-run")
    assert done.out.startswith("channel\tsent\t")
    assert "sandbox: nothing left this machine" in done.err
    assert "sandbox: nothing" not in done.out


def test_a_rehearsal_says_what_is_wrong_with_a_template(mactl: Mactl, shop: Path) -> None:
    page = '{% extends "email.html" %}\n{% block body %}\n{{ customer.nmae }}\n{% endblock %}'
    (shop / "templates" / "email" / "broken.html").write_text(page, "utf-8")
    campaign = {"name": "测试", "audience": "all", "channels": ["email"], "content": {"email": {"template": "broken"}}}
    (shop / "data" / "campaigns.json").write_text(json.dumps([campaign], ensure_ascii=False), "utf-8")
    done = mactl("send", "--campaign", "测试", "--dry-run", "--format", "table")
    assert done.code == 3
    assert "3 messages cannot be made" in done.out
    assert "broken.html:3: customer.nmae is missing" in " ".join(done.out.split())


@pytest.mark.parametrize(
    ("page", "error", "hint"),
    [
        ("{{ customer.name {% x %}", "}} is expected here", "{{ customer.name }}"),
        ("{% if customer.name %}x", "the file ends where if is still open", "Close it with {% endif %}."),
        ("{% for x in y %}{% endif %}", "the tag endif stands where for is still open", "Close it with {% endfor %}."),
        ("{{ customer.name | monny }}", "there is no filter named monny", "Did you mean money?"),
    ],
)
def test_a_template_that_cannot_be_read_says_how_to_mend_it(
    mactl: Mactl, shop: Path, page: str, error: str, hint: str
) -> None:
    (shop / "templates" / "sms" / "broken.txt").write_text(page, "utf-8")
    done = mactl("template", "preview", "broken", "--channel", "sms")
    assert done.code == 1
    assert_error(done, error, hint)


def test_a_key_that_no_provider_reads_is_warned_of(mactl: Mactl, shop: Path) -> None:
    config = (shop / "config.json").read_text("utf-8").replace('"sender":', '"sendr":')
    (shop / "config.json").write_text(config, "utf-8")
    done = mactl("doctor", "--format", "table")
    assert done.code == 0
    assert "channels.email: no provider reads “sendr”" in done.out
    assert "Did you mean sender?" in done.out
    assert "No fault, 1 warning." in done.out


def test_settings_of_a_provider_are_explained_in_plain_words(mactl: Mactl, shop: Path) -> None:
    config = json.loads((shop / "config.json").read_text("utf-8"))
    config["channels"]["email"] = {
        "provider": "smtp", "smtp_host": "127.0.0.1", "smtp_port": "abc", "tls": "ssl3", "sendr": "a@example.cn"
    }  # fmt: skip
    (shop / "config.json").write_text(json.dumps(config), "utf-8")
    done = mactl("doctor", "--format", "table")
    assert done.code == 1
    for said in ("smtp_port: write a whole number", "tls: write one of", "“sendr” (Did you mean sender?)"):
        assert said in done.out


def test_a_backup_put_back_over_a_database_sends_nothing_until_adopted(mactl: Mactl, shop: Path) -> None:
    assert mactl("send", "--campaign", "新品推广", "--yes").code == 0
    assert mactl("backup", "old.db").code == 0
    database = shop / "data" / "mactl.db"
    database.write_bytes((shop / "old.db").read_bytes())  # in place, as cp does: the same file, an older ledger
    for beside in shop.glob("data/mactl.db-*"):
        beside.unlink()
    done = mactl("send", "--campaign", "会员日", "--yes")
    assert done.code == 1
    assert_error(done, "is a restored or copied database", "mactl doctor --adopt")
    assert mactl("doctor", "--adopt").code == 0
    assert mactl("send", "--campaign", "会员日", "--yes").code == 0
