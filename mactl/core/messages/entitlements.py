"""What a channel demands before it lets a message to a person through: WeChat's kinds and their needs (gate M4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mactl.clock import HOUR

Need = Literal["following", "recent", "subscription", "quota"]

RECENT = 48 * HOUR  # customer-service messages may go within 48 hours of the person's last message

# The kinds of WeChat templates: an official account's template, one-off subscription, customer-service and mass
# messages, a mini program's one-off subscription, a WeCom contact's message.
NEEDS: Mapping[str, tuple[Need, ...]] = {
    "oa_template": ("following",),
    "oa_subscribe": ("subscription",),
    "oa_custom": ("following", "recent"),
    "oa_mass": ("following", "quota"),
    "mini_subscribe": ("subscription",),
    "wecom": ("following",),
}


def lacking(
    needs: tuple[Need, ...],
    now: int,
    *,
    follows: int | bool,
    last_inbound: int | None,
    subscriptions_left: int,
    quota_left: int,
) -> str:
    """Return the detail of the first of ``needs`` that is not met, or ""."""
    for need in needs:
        if need == "following" and not follows:
            return "not_following"
        if need == "recent" and (last_inbound is None or now - last_inbound >= RECENT):
            return "window_closed"
        if need == "subscription" and subscriptions_left < 1:
            return "no_subscription"
        if need == "quota" and quota_left < 1:
            return "quota"
    return ""
