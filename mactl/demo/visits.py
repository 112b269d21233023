"""What happens on one visit: pages, products, a basket, an order, and what follows it; as rows of ``events.jsonl``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mactl.clock import DAY, SECOND
from mactl.demo.catalogue import Catalogue, Taste, total
from mactl.demo.dice import Dice, Wheel
from mactl.demo.rhythm import moment

_PAGES = Wheel([("/", 5.0), ("/new", 3.0), ("/sale", 2.0), ("/journal", 1.0), ("/member", 1.0)])
_CAME_FROM = Wheel(
    [("", 6.0), ("wechat", 3.0), ("xiaohongshu", 2.0), ("douyin", 1.6), ("search", 1.2), ("email", 0.9), ("sms", 0.5)]
)
_SOURCES = Wheel([("miniapp", 5.0), ("web", 3.0), ("app", 2.0)])
_PAYMENTS = Wheel([("wechat_pay", 6.0), ("alipay", 4.0), ("card", 0.4)])
_REASONS = Wheel([("不喜欢", 4.0), ("尺寸不合适", 3.0), ("有瑕疵", 2.0), ("发错货", 0.5)])
STORES = {"上海": "上海愚园路店", "杭州": "杭州小河直街店", "成都": "成都玉林店"}

# Which coupon, what it takes off, and from what amount on.
COUPONS = {"WELCOME20": (20, 99), "MEMBER15": (15, 129), "SALE50": (50, 399)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something a customer did at an instant."""

    at: int
    type: str
    customer: str
    source: str
    properties: dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Diary:
    """One customer's events, written down as they happen; ``at`` is the instant reached."""

    dice: Dice
    catalogue: Catalogue
    taste: Taste
    customer: str
    at: int = 0
    source: str = "miniapp"
    orders: int = 0
    carts: int = 0
    events: list[Event] = field(default_factory=list)

    def note(self, kind: str, **properties: Any) -> None:
        """Write down that ``kind`` happens now."""
        self.events.append(
            Event(at=self.at, type=kind, customer=self.customer, source=self.source, properties=properties)
        )

    def later(self, low: int, high: int) -> None:
        """Let some seconds pass."""
        self.at += self.dice.whole(low, high) * SECOND

    def arrive(self, day: int, zone: str, *, store: bool = False) -> None:
        """Begin a visit on a local day."""
        self.at = moment(self.dice, day, zone, store=store)
        self.source = "pos" if store else _SOURCES.spin(self.dice)


def look(diary: Diary, products: list[dict[str, Any]]) -> None:
    """Open a page and look at ``products``."""
    dice = diary.dice
    if dice.chance(0.3):
        diary.note("login", device=_device(diary))
        diary.later(2, 15)
    came = _CAME_FROM.spin(dice)
    diary.note("page_view", page=_PAGES.spin(dice), device=_device(diary), **({"utm_source": came} if came else {}))
    for product in products:
        diary.later(8, 150)
        diary.note("product_viewed", product_id=product["id"], category=product["category"], price=product["price"])


def browse(diary: Diary) -> None:
    """Visit without buying: most look, some fill a basket, a few leave at the till or forget to pay."""
    look(diary, _passing(diary, diary.dice.whole(0, 3)))
    roll = diary.dice.share()
    if roll < 0.16:
        items = _fill(diary, diary.catalogue.basket(diary.dice, diary.taste))
        if roll < 0.06:
            _checkout(diary, items)
        if roll < 0.02:
            _place(diary, items, "")


def buy(diary: Diary, coupon: str) -> float:
    """Visit and buy, with ``coupon`` where the basket is worth it; return the amount paid, in yuan."""
    items = diary.catalogue.basket(diary.dice, diary.taste)
    wanted = [diary.catalogue.by_id[item["product_id"]] for item in items]
    look(diary, _passing(diary, diary.dice.whole(0, 2)) + wanted)
    _fill(diary, items)
    _checkout(diary, items)
    order = _place(diary, items, coupon)
    diary.later(10, 180)
    return _pay(diary, order)


def buy_in_store(diary: Diary, store: str) -> float:
    """Visit the store and buy at the till; return the amount paid, in yuan."""
    diary.note("store_visited", store=store)
    diary.later(300, 2400)
    items = diary.catalogue.basket(diary.dice, diary.taste)
    diary.orders += 1
    return _pay(diary, {"order_id": _order_id(diary), "amount": total(items), "items": items})


def _passing(diary: Diary, number: int) -> list[dict[str, Any]]:
    """Return products looked at in passing."""
    return [diary.catalogue.seen(diary.dice, diary.taste) for _ in range(number)]


def _fill(diary: Diary, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    diary.carts += 1
    diary.later(20, 200)
    diary.note("cart_updated", cart_id=_cart_id(diary), amount=total(items), items=items)
    return items


def _checkout(diary: Diary, items: list[dict[str, Any]]) -> None:
    diary.later(15, 240)
    diary.note("checkout_started", cart_id=_cart_id(diary), amount=total(items))


def _place(diary: Diary, items: list[dict[str, Any]], coupon: str) -> dict[str, Any]:
    """Place the order and redeem the coupon; return what the order's events carry."""
    diary.later(15, 120)
    diary.orders += 1
    off, least = COUPONS.get(coupon, (0, 0))
    used = coupon if coupon and total(items) >= least else ""
    order: dict[str, Any] = {"order_id": _order_id(diary), "cart_id": _cart_id(diary), "items": items}
    order["amount"] = round(total(items) - (off if used else 0), 2)
    if used:
        order["coupon"] = used
        diary.note("coupon_redeemed", coupon=used, order_id=order["order_id"], value=off)
    diary.note("order_placed", **order)
    return order


def _pay(diary: Diary, order: dict[str, Any]) -> float:
    diary.note("order_paid", **order, payment=_PAYMENTS.spin(diary.dice))
    amount = float(order["amount"])
    if diary.dice.chance(0.045):
        back = amount if diary.dice.chance(0.7) else round(amount * 0.4, 2)
        diary.at += diary.dice.whole(2, 12) * DAY
        diary.note("order_refunded", order_id=order["order_id"], amount=back, reason=_REASONS.spin(diary.dice))
        return amount - back
    return amount


def _device(diary: Diary) -> str:
    return "desktop" if diary.source == "web" and diary.dice.chance(0.5) else "mobile"


def _order_id(diary: Diary) -> str:
    return f"o{diary.customer[1:]}{diary.orders:03}"


def _cart_id(diary: Diary) -> str:
    return f"k{diary.customer[1:]}{diary.carts:03}"
