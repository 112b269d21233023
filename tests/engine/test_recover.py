"""What dead runs leave behind is settled by what their journals say, and by nothing else (rule M3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.core.model.message import Receipt
from mactl.engine import recover
from mactl.store import broadcasts, outbox, runs
from mactl.store.outbox import Claim
from mactl.store.runs import Run
from tests.support.shop import Shop

NOW = 1_772_424_000_000


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path / "shop", channels={"email": {"provider": "sandbox", "quiet": None, "cost": 0.01}})
    shop.people(5)
    shop.campaign(budget={"max_messages": 100})
    shop.send(limit=1)
    return shop


def claim(shop: Shop, *messages: int) -> Run:
    """Begin a run that claims messages, as dispatch does."""
    with shop.database() as database:
        run = runs.begin(database, "send", NOW)
        with database.transaction():
            outbox.claim(database, [Claim(id=m, address="a", slot_at=NOW, cost=100) for m in messages], run.id, NOW)
            database.sql.execute(
                "UPDATE origins SET spent = spent + ?, sends = sends + ?", (100 * len(messages), len(messages))
            )
    return run


def settle(shop: Shop) -> recover.Recovered:
    with shop.database() as database:
        return recover.recover(database, NOW)


def test_each_is_settled_by_what_the_journal_says(shop: Shop) -> None:
    before = shop.sql("SELECT spent, sends FROM origins")
    run = claim(shop, 2, 3, 4, 5)
    run.journal.on_wire(2)
    run.journal.answered(2, Receipt(status="sent", provider_id="Q1"))
    run.journal.on_wire(3)
    run.journal.on_wire(4)
    run.journal.answered(4, Receipt(status="error", error="content", detail="no"))
    assert settle(shop) == recover.Recovered(), "a run that lives is left alone"
    runs.leave(run)
    assert settle(shop) == recover.Recovered(answered=2, unknown=1, requeued=1)
    assert shop.standing() == {
        "c1": "sent",
        "c2": "sent",
        "c3": "unknown:no_answer",
        "c4": "failed:content",
        "c5": "queued",
    }
    assert shop.sql("SELECT id FROM messages WHERE slot_at IS NOT NULL ORDER BY id") == [(1,), (2,), (3,)]
    ((spent, sends),) = before
    assert shop.sql("SELECT spent, sends FROM origins") == [(spent + 200, sends + 2)]
    assert settle(shop) == recover.Recovered()
    assert not run.journal.path.exists()


def test_after_a_restart_of_the_machine_all_that_was_claimed_is_in_doubt(shop: Shop) -> None:
    run = claim(shop, 2, 3)
    run.journal.on_wire(2)
    run.journal.answered(2, Receipt(status="sent"))
    runs.leave(run)
    shop.sql("UPDATE runs SET boot = 'another'")
    settle(shop)
    assert shop.standing("state") == {"c1": "sent", "c2": "sent", "c3": "unknown", "c4": "queued", "c5": "queued"}


@pytest.mark.parametrize("harm", ["gone", "torn in its midst", "no name for the restart"])
def test_a_journal_that_cannot_be_trusted_leaves_everything_in_doubt(shop: Shop, harm: str) -> None:
    run = claim(shop, 2, 3)
    run.journal.on_wire(2)
    runs.leave(run)
    if harm == "gone":
        run.journal.path.unlink()
    elif harm.startswith("torn"):
        run.journal.path.write_bytes(b"w 2w 3\na 2\n")
    else:
        shop.sql("UPDATE runs SET boot = ''")
    settle(shop)
    states = shop.standing("state")
    assert (states["c2"] in {"unknown", "sent"}, states["c3"]) == (True, "unknown")


def test_an_answer_to_an_earlier_try_is_not_one_to_this(shop: Shop) -> None:
    """Refused for the moment, claimed for another try, killed before that left: it is queued, no try is lost."""
    run = claim(shop, 2)
    run.journal.on_wire(2)
    run.journal.answered(2, Receipt(status="error", error="retry"))
    run.journal.claimed_again(2)
    runs.leave(run)
    assert settle(shop) == recover.Recovered(requeued=1)


def test_a_claim_for_another_try_is_noted(shop: Shop) -> None:
    from mactl.engine.shift import Shift

    with shop.database() as database:
        run = runs.begin(database, "send", NOW)
    shift = Shift(clock=shop.workspace().clock, run=run)
    shift.on_claim_again(3)
    assert run.journal.path.read_bytes() == b"c 3\n"
    runs.leave(run)


def test_a_post_at_which_a_run_died_is_in_doubt(shop: Shop) -> None:
    shop.campaign("post", channels=["social"])
    shop.send("post")
    shop.sql("UPDATE broadcasts SET state = 'sending', sent_at = NULL")
    shop.sql("UPDATE origins SET state = 'running' WHERE name = 'post'")
    alive = claim(shop)
    with shop.database() as database:
        recover.recover(database, NOW)
        assert [post.state for post in broadcasts.of_origin(database, 2)] == ["sending"]
    runs.leave(alive)
    shop.send("post", resume=True)
    assert shop.sql("SELECT state FROM broadcasts") == [("unknown",)]
    assert shop.launches()[-1] == ("post", "1", "finished")
    assert len(shop.sandbox("social")) == 1


def test_a_tick_ends_a_launch_whose_last_messages_were_in_doubt(shop: Shop) -> None:
    shop.send(resume=True)
    shop.sql("UPDATE origins SET state = 'running'")
    shop.sql("UPDATE messages SET state = 'queued', sent_at = NULL WHERE id = 5")
    run = claim(shop, 5)
    run.journal.on_wire(5)
    runs.leave(run)
    shop.tick()
    assert shop.states() == {"sent": 4, "unknown": 1}
    assert shop.launches() == [("spring", "1", "finished")]
