"""The crew of one tick: workers wait for the fallbacks of other channels, and never for one another in a circle."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.support.journeys import JourneyShop


def test_steps_whose_fallbacks_run_against_each_other_do_not_wait_for_each_other(tmp_path: Path) -> None:
    shop = JourneyShop(tmp_path / "shop")
    shop.people(2)
    shop.flow(
        steps=[
            {"id": "letter", "send": {"email": "", "fallback": ["sms:"]}},
            {"id": "text", "send": {"sms": "", "fallback": ["email:"]}},
        ]
    )
    shop.activate(now="2026-03-01T09:00+08:00")
    for who in ("c1", "c2"):
        shop.track("user_signup", who, "2026-03-01T10:00+08:00")
    ticking = threading.Thread(target=shop.at, args=("2026-03-01T10:01+08:00",), daemon=True)
    ticking.start()
    ticking.join(30)
    assert not ticking.is_alive(), "the tick waits for ever"
    assert shop.states() == {"sent": 4}
