"""What the demo shop sells, and how a basket is filled from it."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mactl.demo.dice import Dice, Wheel

FILES = Path(__file__).parent / "files"
_QUANTITY = Wheel([(1, 8.0), (2, 2.0), (3, 0.6)])
_MOST_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """What one customer likes: the weight of each category, and what a basket of theirs is usually worth, in yuan."""

    categories: Wheel[str]
    basket: float


class Catalogue:
    """The shop's 40 products (``files/products.json``)."""

    def __init__(self) -> None:
        self.products: list[dict[str, Any]] = json.loads((FILES / "products.json").read_text("utf-8"))

    @cached_property
    def by_id(self) -> dict[str, dict[str, Any]]:
        """Return each product by its id."""
        return {product["id"]: product for product in self.products}

    @cached_property
    def shelves(self) -> dict[str, Wheel[dict[str, Any]]]:
        """Return each category's products, the first ones the best sellers (Zipf's law)."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for product in self.products:
            found[product["category"]].append(product)
        return {name: Wheel([(p, 1 / (i + 1.5)) for i, p in enumerate(each)]) for name, each in found.items()}

    def taste(self, dice: Dice, *, parent: bool) -> Taste:
        """Return a customer's taste: one or two favourite categories, mothers and babies first for parents."""
        weights = {name: dice.gamma(0.6) + 0.05 for name in self.shelves}
        weights["母婴"] = weights["母婴"] * 2 + 1.5 if parent else weights["母婴"] * 0.15
        return Taste(categories=Wheel(list(weights.items())), basket=150 * math.exp(dice.normal(0.25, 0.5)))

    def seen(self, dice: Dice, taste: Taste) -> dict[str, Any]:
        """Return a product that somebody of this taste looks at."""
        return self.shelves[taste.categories.spin(dice)].spin(dice)

    def basket(self, dice: Dice, taste: Taste) -> list[dict[str, Any]]:
        """Return the items of an order: products are added until its lognormal worth is reached."""
        worth = taste.basket * math.exp(dice.normal(0, 0.45))
        lines: dict[str, dict[str, Any]] = {}
        while len(lines) < _MOST_LINES and total(list(lines.values())) < worth * 0.75:
            product = self.seen(dice, taste)
            quantity = _QUANTITY.spin(dice) if product["price"] < 200 else 1
            lines[product["id"]] = {"product_id": product["id"], "quantity": quantity, "price": product["price"]}
        return list(lines.values())


def total(items: list[dict[str, Any]]) -> float:
    """Return what ``items`` cost, in yuan."""
    return round(math.fsum(item["price"] * item["quantity"] for item in items), 2)
