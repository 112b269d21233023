"""A shop's folder of templates, and one customer to fill them in for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mactl.core.model.message import Content
from mactl.templating import Library

NOW = 1_772_431_800_000  # 2026-03-02 14:10 in Shanghai
CUSTOMER = {"id": "c1", "name": "王小明", "city": "上海", "birthday": None, "tags": ["母婴", "VIP"]}
WORKSPACE = {"name": "示例商店", "brand": "示例"}

Shop = Callable[..., Content]


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def to(name: str, text: str) -> Path:
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return to


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "templates").mkdir(exist_ok=True)
    return Library(roots=[tmp_path / "templates"])


@pytest.fixture
def render(library: Library) -> Shop:
    def filled(channel: str = "email", customer: dict[str, Any] | None = None, **loading: Any) -> Content:
        values = {name: loading.pop(name) for name in ("token", "event", "woven") if name in loading}
        template = library.load(channel=channel, **loading)
        everybody = {**CUSTOMER, **(customer or {})}
        return template.render(customer=everybody, workspace=WORKSPACE, campaign={"name": "新品"}, now=NOW, **values)

    return filled
