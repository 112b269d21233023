"""Simulated answers for the demo: what the people of a sandboxed campaign might have done, as events to import.

A sandbox sends nothing, so nobody opens or buys. This makes up, from a fixed seed, who would have: rates as e-mail and
SMS marketing commonly sees them, the held-out people buying as everybody does. Every event says that it is simulated.

Usage: mactl campaign show --campaign C --state sent --format json > sent.json
       mactl campaign show --campaign C --state held_out --format json > held.json
       python scripts/answers.py sent.json held.json > answers.jsonl
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mactl.demo.dice import Dice, Wheel

SEED = 20260301
DAYS = 3  # the span into which every answer falls

# Shares of those who got an e-mail: dead addresses, opens by privacy proxies and scanners, opens by people.
BOUNCES, MACHINES, OPENS = 0.008, 0.14, 0.33
CLICKS = {"email": 0.16, "sms": 0.05}  # of e-mails opened, of SMS sent
UNSUBSCRIBES = 0.012  # of e-mails opened
BUYS_ANYWAY, BUYS_AFTER_CLICK = 0.035, 0.19
ITEMS = Wheel([(1, 5.0), (2, 3.0), (3, 1.0)])

Row = dict[str, Any]


def answers(sent: Row, held: Row, products: list[Row], seed: int = SEED) -> Iterator[Row]:
    """Yield the events that follow the messages listed in ``sent``, and the orders of those ``held`` out."""
    dice = Dice(seed)
    began = datetime.fromisoformat(sent["messages"][0]["at"]).astimezone(UTC)
    clicked = set()
    for message in sent["messages"]:
        own = dice.fork(f"{message['channel']} {message['customer']}")
        for kind, minutes, properties in reactions(own, message["channel"]):
            clicked |= {message["customer"]} if kind == "message_clicked" else set()
            about = {"campaign": sent["campaign"], "channel": message["channel"], **properties}
            yield event(kind, message["customer"], began, minutes, about)
    people = {message["customer"]: None for message in [*sent["messages"], *held["messages"]]}
    for customer in people:
        own = dice.fork(f"order {customer}")
        if own.chance(BUYS_AFTER_CLICK if customer in clicked else BUYS_ANYWAY):
            yield event("order_paid", customer, began, 60 + own.wait(900), basket(own, products))


def reactions(dice: Dice, channel: str) -> Iterator[tuple[str, float, Row]]:
    """Yield what happens to one message: the type of the event, minutes after the send, more properties."""
    opened = channel == "sms"
    if channel == "email":
        if dice.chance(BOUNCES):
            yield "message_bounced", dice.share() * 3, {"reason": "mailbox unknown"}
            return
        if dice.chance(MACHINES):
            yield "message_opened", dice.share() * 2, {"machine": True}
        opened = dice.chance(OPENS)
    at = 2 + dice.wait(500)
    if opened and channel == "email":
        yield "message_opened", at, {}
    if opened and dice.chance(CLICKS[channel]):
        yield "message_clicked", at + dice.wait(3), {}
    elif opened and channel == "email" and dice.chance(UNSUBSCRIBES):
        yield "unsubscribed", at + dice.wait(1), {}


def basket(dice: Dice, products: list[Row]) -> Row:
    """Return an order of one to three products."""
    chosen = [dice.one(products) for _ in range(ITEMS.spin(dice))]
    items = [{"product_id": product["id"], "quantity": 1, "price": product["price"]} for product in chosen]
    return {"amount": round(sum(float(product["price"]) for product in chosen), 2), "items": items}


def event(kind: str, customer: str, began: datetime, minutes: float, properties: Row) -> Row:
    """Return a row of ``events import``, inside the span, with an id that is the same on every run."""
    at = began + timedelta(minutes=min(minutes, DAYS * 24 * 60 - 1))
    marks = [str(properties[part]) for part in ("channel", "machine") if part in properties]
    key = ":".join(["sim", kind, customer, *marks])
    own = {"order_id": f"S{customer}"} if kind == "order_paid" else {}
    return {
        "id": key,
        "type": kind,
        "customer": customer,
        "at": at.isoformat(timespec="seconds"),
        "source": "simulated",
        "properties": {**properties, **own, "simulated": True},
    }


def main(arguments: list[str]) -> int:
    """Print the answers as JSON Lines; products are read from the workspace that is the working directory."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    sent, held = (json.loads(Path(name).read_text(encoding="utf-8")) for name in arguments)
    products = json.loads(Path("data/products.json").read_text(encoding="utf-8"))
    for row in sorted(answers(sent, held, products), key=lambda row: str(row["at"])):
        print(json.dumps(row, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
