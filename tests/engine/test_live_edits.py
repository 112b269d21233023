"""A live flow edited in each way does what F1 and F2 say, and ``flow plan`` announced it with the right numbers before.

Each story is lived: people sign up, some steps on the flow is edited in its file, planned, activated with or without
--migrate, and ticked on for ten days. What then really went out to those inside is compared with what was announced.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mactl.core.schedule.instants import iso, parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, flow_plan
from mactl.engine.flow_plan import Planned, Wish
from mactl.engine.simulating import Simulated
from mactl.errors import MactlError
from mactl.store import upcoming
from tests.support.journeys import JourneyShop

Step = dict[str, Any]
HELLO: Step = {"id": "hello", "at": "1h", "send": {"email": "hello"}}
GUIDE: Step = {"id": "guide", "at": "24h", "send": {"email": "guide"}}
OFFER: Step = {"id": "offer", "at": "3d", "send": {"sms": ""}}
SIGNED_UP = ("03-01T10:00", "03-02T10:00", "03-03T10:00", "03-04T11:30")  # of c1 to c4
EDITED = "2026-03-04T12:00+08:00"  # c1 has had all three, c2 waits for the offer, c3 for the offer, c4 for hello
DAYS = 10


@pytest.fixture
def shop(tmp_path: Path) -> JourneyShop:
    shop = JourneyShop(tmp_path / "shop")
    for name in ("hello", "guide"):
        shop.template(f"email/{name}.html", _letter(name))
    shop.people(4)
    live(shop, [HELLO, GUIDE, OFFER])
    return shop


def _letter(text: str) -> str:
    block = "{% extends 'email.html' %}{% block subject %}SUBJECT{% endblock %}"
    return block.replace("SUBJECT", text) + "{% block body %}<p>" + text + "</p>{% endblock %}"


def live(shop: JourneyShop, steps: list[Step], **fields: Any) -> None:
    """Activate a flow and let the four customers sign up, one after the other, ticking whenever something is due."""
    shop.flow(steps=steps, **fields)
    shop.activate(now="2026-03-01T09:00+08:00")
    for number, at in enumerate(SIGNED_UP, 1):
        instant = f"2026-{at}+08:00"
        tick_on(shop, instant)
        shop.track("user_signup", f"c{number}", instant)
    tick_on(shop, EDITED)


def tick_on(shop: JourneyShop, until: str | int) -> None:
    """Tick whenever something is due, up to an instant."""
    end = until if isinstance(until, int) else parse_instant(until, zone("Asia/Shanghai"))
    last = shop.sql("SELECT COALESCE(MAX(value), 0) FROM facts WHERE name = 'last_tick'")[0][0]
    now = int(last)
    while True:
        with shop.database() as database:
            due = upcoming.after(database, now)
        if due is None or due > end:
            break
        now = due
        assert shop.tick(now).faults == []
    assert shop.tick(end).faults == []


def planned(shop: JourneyShop, **moves: str) -> Planned:
    """Return the plan of the flow as its file has it now."""
    workspace = shop.workspace(EDITED)
    authored = catalogue.read(workspace)
    before = shop.dump()
    with workspace.open() as database:
        found = flow_plan.plan(workspace, database, authored, authored.flow("welcome"), Wish(days=DAYS, moves=moves))
    assert shop.dump() == before  # a plan changes nothing
    return found


def inside(plan: Planned) -> dict[tuple[str, str], int]:
    """Return how many people stand at each step, by how they would move."""
    return {(each.step, each.fate): each.people for each in plan.inside}


def promised(plan: Planned, *, migrate: bool) -> Counter[str]:
    """Return what the plan announced for those inside, staying or moved."""
    assert plan.future is not None
    return announced(plan.future.migrate if migrate else plan.future.stay)


def differences(plan: Planned) -> list[tuple[str, str]]:
    return [(each.kind, each.step) for each in plan.differences]


def announced(run: Simulated | None) -> Counter[str]:
    """Return what a plan announced for those inside: messages by step and what becomes of them, journeys by end."""
    assert run is not None
    assert run.faults == ()
    counts = Counter({f"{each.step} {each.what}": each.messages for each in run.figures.steps if each.what == "sent"})
    counts.update({f"end {outcome or 'open'}": people for _flow, outcome, people in run.figures.ended})
    return counts


def came_of_it(shop: JourneyShop, how: Mapping[str, str] | None) -> Counter[str]:
    """Activate the edited flow, tick on, and return what really became of those who were inside, as ``announced``."""
    known = {row[0] for row in shop.sql("SELECT id FROM messages WHERE state NOT IN ('queued', 'delayed')")}
    people = [row[0] for row in shop.sql("SELECT id FROM enrolments WHERE state = 'open'")]
    shop.activate(now=EDITED, moves=how)
    assert shop.tick(EDITED).faults == []
    tick_on(shop, parse_instant(EDITED, zone("Asia/Shanghai")) + DAYS * 86_400_000)
    assert shop.wakers() == []
    counts: Counter[str] = Counter()
    for number, enrolment, occurrence, state in shop.sql(
        "SELECT m.id, m.enrolment, o.occurrence, m.state FROM messages m JOIN origins o ON o.id = m.origin"
    ):
        if enrolment in people and number not in known and state == "sent":
            counts[f"{occurrence.partition('/')[0]} sent"] += 1
    for number, outcome in shop.sql("SELECT id, COALESCE(outcome, 'open') FROM enrolments"):
        if number in people:
            counts[f"end {outcome}"] += 1
    return counts


def sent(shop: JourneyShop, customer: str) -> list[str]:
    """Return what a customer was sent, in order: "hello", "guide" ..."""
    return [line.step for line in shop.trail(customer) if line.what == "sent"]


def test_a_corrected_text_reaches_everybody_inside_without_being_activated(shop: JourneyShop) -> None:
    shop.template("email/hello.html", _letter("hello again"))
    plan = planned(shop)
    assert plan.differences == ()
    assert [each[:3] for each in plan.corrected] == [("hello", "email", "hello")]
    assert plan.movable == 0
    assert promised(plan, migrate=False) == {"hello sent": 1, "guide sent": 1, "offer sent": 3, "end completed": 3}
    tick_on(shop, "2026-03-14T12:00+08:00")
    letters = [letter for letter in shop.maildir() if b"c4@example.com" in letter]
    assert any(b"hello again" in letter for letter in letters)


@pytest.mark.parametrize("migrate", [False, True])
def test_another_time(shop: JourneyShop, migrate: bool) -> None:
    shop.flow(steps=[HELLO, GUIDE, {**OFFER, "at": "30h"}])
    plan = planned(shop)
    assert differences(plan) == [("time", "offer")]
    assert inside(plan) == {("hello", "kept"): 1, ("offer", "at_once"): 1, ("offer", "earlier"): 1}
    assert came_of_it(shop, {} if migrate else None) == promised(plan, migrate=migrate)
    offers = {who: next(line.at for line in shop.trail(who) if line.what == "sent" and line.step == "offer")
              for who in ("c2", "c3", "c4")}  # fmt: skip
    anchored = {"c2": "03-03T16:00", "c3": "03-04T16:00", "c4": "03-05T17:30"}  # 30 hours from when each signed up
    finished = {"c2": "03-05T10:00", "c3": "03-06T10:00", "c4": "03-07T11:30"}  # three days, as they entered it
    assert offers == (anchored if migrate else finished)


@pytest.mark.parametrize("migrate", [False, True])
def test_an_added_step(shop: JourneyShop, migrate: bool) -> None:
    tip: Step = {"id": "tip", "at": "48h", "send": {"push": ""}}
    shop.flow(steps=[HELLO, GUIDE, tip, OFFER])
    plan = planned(shop)
    assert differences(plan) == [("added", "tip")]
    assert inside(plan) == {("hello", "kept"): 1, ("offer", "kept"): 2}
    assert came_of_it(shop, {} if migrate else None) == promised(plan, migrate=migrate)
    assert sent(shop, "c4") == (["hello", "guide", "tip", "offer"] if migrate else ["hello", "guide", "offer"])
    assert sent(shop, "c2") == ["hello", "guide", "offer"]  # the place of who was past it stays


def test_a_removed_step_asks_where_people_go_on(shop: JourneyShop) -> None:
    shop.flow(steps=[HELLO, GUIDE])
    plan = planned(shop)
    assert differences(plan) == [("removed", "offer")]
    assert inside(plan) == {("hello", "kept"): 1, ("offer", "asked"): 2}
    assert plan.lost == {"offer": 2}
    assert plan.future is not None
    assert plan.future.migrate is None
    with pytest.raises(MactlError, match=r"no longer there: offer \(2 people\)"):
        shop.activate(now=EDITED, moves={})
    with pytest.raises(MactlError, match="there is no step call"):
        planned(shop, offer="call")


@pytest.mark.parametrize(
    ("to", "ends", "received"),
    [("exit", {"end migrated": 2, "end completed": 1}, ["hello", "guide"]),
     ("guide", {"end completed": 3}, ["hello", "guide"])],
)  # fmt: skip
def test_a_removed_step_with_a_word_of_where_to(
    shop: JourneyShop, to: str, ends: dict[str, int], received: list[str]
) -> None:
    shop.flow(steps=[HELLO, GUIDE])
    plan = planned(shop, offer=to)
    announcement = promised(plan, migrate=True)
    assert announcement == {"hello sent": 1, "guide sent": 1, **ends}
    assert came_of_it(shop, {"offer": to}) == announcement
    assert sent(shop, "c2") == received  # moved back to the guide that they have had: nothing is done again


def test_a_renamed_step_is_recognised_and_done_once(shop: JourneyShop) -> None:
    shop.flow(steps=[HELLO, {**GUIDE, "id": "manual"}, {**OFFER, "id": "deal", "at": "4d"}])
    plan = planned(shop)
    assert differences(plan) == [("renamed", "manual"), ("renamed", "deal"), ("time", "deal")]
    assert plan.renamed == {"guide": "manual", "offer": "deal"}
    assert inside(plan) == {("hello", "kept"): 1, ("offer", "moved"): 2}
    announcement = promised(plan, migrate=True)
    assert announcement == {"hello sent": 1, "manual sent": 1, "deal sent": 3, "end completed": 3}
    assert came_of_it(shop, plan.renamed) == announcement
    assert sent(shop, "c3") == ["hello", "guide", "deal"]
    assert next(line.at for line in shop.trail("c3") if line.step == "deal") == "03-07T10:00"  # four days in


def test_a_renamed_step_whose_message_is_out_is_not_sent_under_its_new_name(shop: JourneyShop) -> None:
    shop.sql("UPDATE enrolments SET step = 'guide', visit = 2, phase = 'sending', due = since WHERE customer = 3")
    shop.sql("DELETE FROM trail WHERE enrolment = 3 AND step = 'guide'")  # it has gone out since the last tick
    shop.flow(steps=[HELLO, {**GUIDE, "id": "manual"}, OFFER])
    shop.activate(now=EDITED, moves={"guide": "manual"})
    tick_on(shop, "2026-03-14T12:00+08:00")
    assert sent(shop, "c3") == ["hello", "manual", "offer"]
    assert shop.states(customer=3) == {"sent": 3}


BUY: Step = {"id": "buy", "wait_until": {"event": "order_paid", "timeout": "5d"}}


def times(plan: Planned) -> list[tuple[str, str, str, str]]:
    """Return who stands where, how they would move, and from when to when they go on."""
    at = [[each.first, each.last] for each in plan.inside]
    said = [tuple("" if one is None else iso(one, zone("Asia/Shanghai"))[5:16] for one in each) for each in at]
    return [(each.step, each.fate, *two) for each, two in zip(plan.inside, said, strict=True)]


@pytest.mark.parametrize(
    ("name", "timeout", "fates", "ends"),
    [
        # a name of its own: two days from where each began to wait, whatever the day of the edit
        ("purchase", "5d", [("buy", "moved", "03-07T10:00", "03-08T10:00")], ["03-07T10:00", "03-08T10:00"]),
        # and another deadline with it: who has waited longer goes on at once, at the instant when it was over
        ("purchase", "36h", [("buy", "moved", EDITED[5:16], "03-04T22:00")], ["03-03T22:00", "03-04T22:00"]),
        ("buy", "5d", [("buy", "kept", "", "")], ["03-07T10:00", "03-08T10:00"]),
        ("buy", "6d", [("buy", "later", "03-08T10:00", "03-09T10:00")], ["03-08T10:00", "03-09T10:00"]),
        ("buy", "36h", [("buy", "at_once", EDITED[5:16], EDITED[5:16]), ("buy", "earlier", *["03-04T22:00"] * 2)],
         ["03-03T22:00", "03-04T22:00"]),
    ],
)  # fmt: skip
def test_who_waits_for_something_has_waited_since_then_whatever_the_step_is_called_now(
    tmp_path: Path, name: str, timeout: str, fates: list[tuple[str, str, str, str]], ends: list[str]
) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(4)
    live(shop, [BUY, {"id": "offer", "send": {"sms": ""}}])
    shop.sql("UPDATE enrolments SET state = 'done', phase = 'done', due = NULL WHERE customer IN (1, 4)")
    wait = {**BUY, "id": name, "wait_until": {"event": "order_paid", "timeout": timeout}}
    shop.flow(steps=[wait, {"id": "offer", "wait": "1h", "send": {"sms": ""}}])
    moves = {} if name == "buy" else {"buy": name}
    plan = planned(shop, **moves)
    assert times(plan) == fates
    announcement = promised(plan, migrate=True)
    assert came_of_it(shop, moves) == announcement
    over = [next(line for line in shop.trail(who) if line.what == "done").at for who in ("c2", "c3")]
    assert over == ends
    assert [next(line.detail for line in shop.trail(who) if line.what == "done") for who in ("c2", "c3")] == [
        "else"
    ] * 2


def test_what_came_before_a_wait_was_renamed_counts_under_its_new_name(shop: JourneyShop) -> None:
    shop.flow(steps=[HELLO, BUY, OFFER])
    shop.activate(now=EDITED, moves={})
    shop.track("user_signup", "c1", "2026-03-04T12:10+08:00")
    tick_on(shop, "2026-03-05T12:00+08:00")
    shop.flow(steps=[HELLO, {**BUY, "id": "purchase"}, OFFER])
    shop.activate(now="2026-03-05T12:00+08:00", moves={"buy": "purchase"})
    shop.track("order_paid", "c1", "2026-03-05T12:05+08:00")
    tick_on(shop, "2026-03-08T12:30+08:00")
    done = next(line for line in shop.trail("c1") if line.step == "purchase" and line.what == "done")
    assert done.detail == "then"
    assert shop.wakers() == []


@pytest.mark.parametrize("migrate", [False, True])
def test_steps_in_another_order_are_done_once_each(shop: JourneyShop, migrate: bool) -> None:
    shop.flow(steps=[HELLO, {**OFFER, "at": "40h"}, GUIDE])
    plan = planned(shop)
    assert ("time", "offer") in differences(plan)
    assert {step for kind, step in differences(plan) if kind == "moved"} in ({"offer"}, {"guide"})
    assert came_of_it(shop, {} if migrate else None) == promised(plan, migrate=migrate)
    for customer in ("c2", "c3"):
        assert sorted(sent(shop, customer)) == ["guide", "hello", "offer"]
    assert sent(shop, "c4") == (["hello", "offer", "guide"] if migrate else ["hello", "guide", "offer"])


@pytest.mark.parametrize("migrate", [False, True])
def test_a_changed_split_leaves_everybody_in_the_arm_that_they_drew(tmp_path: Path, migrate: bool) -> None:
    def lots(a: int, b: int) -> Step:
        arms = {"a": [{"id": "left", "at": "2d", "send": {"email": ""}}],
                "b": [{"id": "right", "at": "2d", "send": {"push": ""}}]}  # fmt: skip
        return {"id": "lots", "split": {"arms": {"a": a, "b": b}}, "arms": arms}

    shop = JourneyShop(tmp_path / "shop")
    shop.people(40)
    live(shop, [lots(1, 1)])
    for number in range(5, 41):
        shop.track("user_signup", f"c{number}", "2026-03-04T11:45+08:00")
    tick_on(shop, EDITED)
    drawn = dict(shop.sql("SELECT customer, step FROM enrolments WHERE state = 'open'"))
    shop.flow(steps=[lots(0, 1)])
    plan = planned(shop)
    assert differences(plan) == [("changed", "lots")]
    assert (plan.differences[0].was, plan.differences[0].will) == ("draw lots: a 50%, b 50%", "draw lots: a 0%, b 100%")
    counts = Counter(drawn.values())
    assert 5 < counts["left"] < 35
    assert inside(plan) == {("left", "kept"): counts["left"], ("right", "kept"): counts["right"]}
    came = came_of_it(shop, {} if migrate else None)
    assert came == promised(plan, migrate=migrate)
    assert (came["left sent"], came["right sent"]) == (counts["left"], counts["right"])
    shop.person()
    shop.track("user_signup", "c41", "2026-03-20T10:00+08:00")
    tick_on(shop, "2026-03-24T10:00+08:00")
    assert sent(shop, "c41") == ["right"]


def test_a_goal_that_is_new_ends_the_journeys_of_those_who_met_it_before(shop: JourneyShop) -> None:
    shop.track("order_paid", "c3", "2026-03-04T11:50+08:00")
    shop.flow(steps=[HELLO, GUIDE, OFFER], goal={"event": "order_paid", "within": "14d"})
    plan = planned(shop)
    assert [(each.kind, each.key) for each in plan.differences] == [("changed", "goal")]
    announcement = promised(plan, migrate=True)
    assert announcement == {"hello sent": 1, "guide sent": 1, "offer sent": 2, "end goal": 1, "end completed": 2}
    assert came_of_it(shop, {}) == announcement
    assert shop.trail("c3")[-1][:4] == ("03-04T11:50", "exit", "offer", "goal")


def test_a_step_that_becomes_another_kind_takes_its_message_back(shop: JourneyShop) -> None:
    shop.config(channels={"email": {"provider": "sandbox", "quiet": "10:00-13:30"}})
    shop.activate("welcome", now="2026-03-04T11:31+08:00")
    tick_on(shop, "2026-03-04T12:31+08:00")
    assert shop.states(customer=4) == {"delayed": 1}
    call: Step = {"id": "hello", "task": {"queue": "desk", "title": "call", "due": "1d"}}
    shop.flow(steps=[call, GUIDE, OFFER])
    shop.activate(now="2026-03-04T12:32+08:00", moves={})
    shop.at("2026-03-04T12:33+08:00")
    assert shop.states(customer=4) == {"skipped": 1}
    assert shop.sql("SELECT state FROM tasks") == [("open",)]
    assert shop.wakers() == []


def test_activating_without_an_edit_changes_nothing(shop: JourneyShop) -> None:
    plan = planned(shop)
    assert (plan.differences, plan.corrected, plan.movable) == ((), (), 0)
    assert plan.active == plan.again
    assert {fate for _step, fate in inside(plan)} == {"stays"}
    assert plan.past is not None
    assert plan.past.old is not None
    assert plan.past.new.figures == plan.past.old.figures


def test_a_flow_that_was_never_active_is_planned_over_the_past_alone(shop: JourneyShop) -> None:
    shop.flow("second", steps=[HELLO], holdout=0.0)
    workspace = shop.workspace(EDITED)
    authored = catalogue.read(workspace)
    with workspace.open() as database:
        plan = flow_plan.plan(workspace, database, authored, authored.flow("second"), Wish(days=DAYS))
    assert (plan.active, plan.inside, plan.future) == (None, (), None)
    assert plan.past is not None
    assert plan.past.old is None
    assert plan.past.new.figures.entered == [("second", 4, 0)]


def test_the_past_under_both_versions_counts_skips_and_costs(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop", channels={"sms": {"provider": "sandbox", "quiet": None, "cost": 0.05}})
    shop.people(3)
    shop.people(1, consents=("email",))
    live(shop, [HELLO_SMS])
    shop.flow(steps=[HELLO_SMS, {"id": "again", "at": "2h", "send": {"sms": ""}}])
    plan = planned(shop)
    assert plan.past is not None
    assert plan.past.old is not None
    assert [(*each[:4], each.messages, each.cost) for each in plan.past.old.figures.steps] == [
        ("welcome", "hello", "sent", "sms", 3, 1500), ("welcome", "hello", "skipped", "no_consent", 1, 0),
    ]  # fmt: skip
    assert sum(each.cost for each in plan.past.new.figures.steps) == 2 * 1500


HELLO_SMS: Step = {"id": "hello", "send": {"sms": ""}}


def test_a_jump_that_was_taken_is_taken_again_where_it_stands_now(tmp_path: Path) -> None:
    """What was done is not done again; a jump does nothing, it says what is not on the way (F2)."""
    shop = JourneyShop(tmp_path / "shop")
    shop.people(4)
    leap, between, last = {"id": "leap"}, {"id": "between", "send": {"push": ""}}, {"id": "last", "send": {"push": ""}}
    live(shop, [{"id": "hello", "send": {"email": ""}}, {**leap, "goto": "offer"}, between, OFFER])
    shop.flow(steps=[{"id": "hello", "send": {"email": ""}}, OFFER, {**leap, "goto": "last"}, between, last])
    assert shop.activate(now=EDITED, moves={}).migrated == 3
    tick_on(shop, "2026-03-10T12:00+08:00")
    sent = [[step.step for step in shop.trail(f"c{n}") if step.what == "sent"] for n in range(1, 5)]
    assert sent == [["hello", "offer"], *[["hello", "offer", "last"]] * 3]
    assert shop.replays()
