"""A customer who has everything, for looking at templates without one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mactl.core.model.message import Content
from mactl.templating.template import Template

_CUSTOMER = {
    "id": "sample",
    "name": "王小明",
    "email": "xiaoming@example.com",
    "phone": "+8613800000000",
    "wechat_openid": "oSample",
    "city": "上海",
    "region": "上海",
    "country": "CN",
    "birthday": "1990-03-02",
    "gender": "male",
    "member_level": "gold",
    "company": "示例公司",
    "owner": "sample",
    "time_zone": "Asia/Shanghai",
    "locale": "zh",
    "signup_at": "2025-06-01T10:00:00+08:00",
    "tags": ["sample"],
    "points": 1200,
    "score": 60,
    "attributes": {},
}
_WORKSPACE = {
    "name": "示例商店",
    "brand": "示例",
    "country": "CN",
    "time_zone": "Asia/Shanghai",
    "locale": "zh",
    "currency": "CNY",
    "base_url": "",
}
_EVENT = {
    "type": "order_paid",
    "at": "2026-03-02T14:00:00+08:00",
    "order_id": "S1",
    "amount": "1299.00",
    "price": "1299.00",
    "quantity": 1,
    "coupon": "WELCOME",
    "product_id": "A",
    "items": [{"product_id": "A", "name": "示例商品", "quantity": 1, "price": "1299.00"}],
    "properties": {},
}


_COUPON = {
    "id": "CART20",
    "name": "示例优惠券",
    "code": "CART-8K2M7PQ4XW",
    "kind": "amount",
    "value": "20",
    "min_spend": "149",
    "expires_at": "2026-03-04T14:10:00+08:00",
}
GRANTED = {"coupon": _COUPON, "coupons": [_COUPON], "points_granted": 50}


class _Plausible(dict[str, Any]):
    """An event that has whatever property a template asks for, as nobody can tell which ones it will have."""

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ARG002 - dict's own signature
        """Return the property, or a word in its place."""
        return super().get(key, "示例")


_NOW = 1_772_431_800_000  # 2 March 2026, 14:10 in Shanghai


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The values for one rendering that stands for all."""

    customer: Mapping[str, Any] = field(default_factory=lambda: dict(_CUSTOMER))
    workspace: Mapping[str, Any] = field(default_factory=lambda: dict(_WORKSPACE))
    campaign: Mapping[str, Any] = field(default_factory=lambda: {"id": "sample", "name": "示例活动"})
    event: Mapping[str, Any] = field(default_factory=lambda: _Plausible(_EVENT))
    now: int = _NOW

    def render(self, template: Template) -> Content:
        """Return ``template`` filled in with this sample."""
        return template.render(
            customer=self.customer,
            workspace=self.workspace,
            campaign=self.campaign,
            event=self.event,
            now=self.now,
            granted=GRANTED,
        )


SAMPLE = Sample()
