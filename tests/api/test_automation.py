"""The Python interface: the printed lines work as they stand in a workspace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import mactl
from mactl import MarketingAutomation
from mactl.api import schemas
from mactl.errors import MactlError
from mactl.layout import lay_out


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lay_out(tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


def test_what_is_exported() -> None:
    assert mactl.__all__ == sorted(mactl.__all__) == ["ABTesting", "AutomationFlow", "MarketingAutomation"]


def test_importing_the_package_loads_nothing() -> None:
    said = "import sys, mactl; print(*(n for n in ('typing', 'sqlite3', 'pydantic', 'typer') if n in sys.modules))"
    root = str(Path(mactl.__file__).parents[1])
    done = subprocess.run([sys.executable, "-S", "-c", said], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == ""


def test_the_printed_lines_run(shop: Path) -> None:
    ma = MarketingAutomation()
    campaign = ma.create_campaign(name="新品推广", channels=["email", "sms"], audience="vip_users")
    sent = ma.send_campaign(campaign_id=campaign.id)
    assert sent.mode == "sandbox"
    assert sent.audience == 2
    assert (shop / "data" / "sandbox").is_dir()
    assert ma.send_campaign(campaign_id=campaign.id, resume=True).messages == sent.messages


def test_the_same_name_is_the_same_campaign_or_an_error(shop: Path) -> None:
    ma = MarketingAutomation()
    made = ma.create_campaign(name="春茶", channels=["sms"], audience={"profile.city": "杭州"}, holdout=0.1)
    again = ma.create_campaign(name="春茶", channels=["sms"], audience={"profile.city": "杭州"}, holdout=0.1)
    assert again == made
    assert [one.name for one in ma.campaigns()].count("春茶") == 1
    with pytest.raises(MactlError, match="says something else"):
        ma.create_campaign(name="春茶", channels=["email"], audience="all")


@pytest.mark.parametrize("name", schemas.NAMES)
def test_every_schema_is_one(name: str) -> None:
    assert schemas.schema(name)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
