"""A workspace at work: what it makes of its own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from mactl.engine import tick
from mactl.errors import MactlError
from tests.support.shop import Shop


def test_a_workspace_that_was_taken_away_is_not_made_again(tmp_path: Path) -> None:
    """Its folder was renamed while it was served: an empty one in its place would look like a workspace lost."""
    shop = Shop(tmp_path / "shop")
    workspace = shop.workspace()
    shop.folder.rename(tmp_path / "elsewhere")
    for use in (workspace.open, lambda: tick.tick(workspace)):
        with pytest.raises(MactlError, match="cannot be written"):
            use()
    assert not shop.folder.exists()
