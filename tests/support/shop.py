"""A small shop to prove things on: a workspace folder with templates and campaigns, its customers put straight into
the database, sent to sandboxes or to a real mail server on loopback."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mactl.api import sending
from mactl.api.opening import open_workspace
from mactl.api.results import Sent
from mactl.api.sending import Options
from mactl.clock import Clock
from mactl.core.model.campaign import Campaign
from mactl.core.schedule.instants import parse_instant
from mactl.core.schedule.zones import zone
from mactl.engine import catalogue, tick
from mactl.engine.shift import Shift
from mactl.engine.tick import Ticked
from mactl.engine.workspace import Workspace
from mactl.store.database import Database

NOON = "2026-03-02T12:00+08:00"
TEMPLATES = {
    "email.html": "<html><head><title>{% block subject %}Hello {{ customer.name | default('you') }}{% endblock %}"
    "</title></head><body>{% block body %}<p>Dear {{ customer.name | default('you') }}</p>{% endblock %}</body></html>",
    "sms.txt": "【Shop】{% block body %}Hello{% endblock %} 拒收请回复R",
    "wechat.json": '{"kind": "oa_custom", "msgtype": "text", "text": {"content": "Hello"}}',
    "push.json": '{"title": "Shop", "body": "Hello"}',
    "inapp.json": '{"title": "Shop", "body": "Hello {{ customer.name | default(\'you\') }}"}',
    "social.txt": "【Shop】Hello all",
}
CHANNELS = ("email", "sms", "wechat", "push", "inapp", "social")
QUIET: Mapping[str, Any] = {name: {"provider": "sandbox", "quiet": None} for name in CHANNELS}


class Shop:
    """A workspace in ``folder``; every change is written to its files at once."""

    def __init__(self, folder: Path, **config: Any) -> None:
        self.folder = folder
        (folder / "data").mkdir(parents=True)
        for name, text in TEMPLATES.items():
            self.template(name, text)
        self.authored: dict[str, dict[str, Any]] = {}
        self.segments: list[dict[str, Any]] = []
        self.config(**config)
        self._customers = 0

    def config(self, **config: Any) -> None:
        """Write config.json: everything a sandbox without quiet hours, with ``config`` over it."""
        base = {"workspace": {"name": "Shop", "country": "CN", "time_zone": "Asia/Shanghai", "locale": "en"}}
        channels = {**QUIET, **config.pop("channels", {})}
        text = json.dumps({**base, **config, "channels": channels}, ensure_ascii=False)
        (self.folder / "config.json").write_text(text, "utf-8")

    def template(self, name: str, text: str) -> None:
        path = self.folder / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def campaign(self, name: str = "spring", **fields: Any) -> str:
        """Write a campaign to campaigns.json and return its name."""
        self.authored[name] = {"name": name, "audience": "all", "channels": ["email"], **fields}
        text = json.dumps(list(self.authored.values()), ensure_ascii=False)
        (self.folder / "data" / "campaigns.json").write_text(text, "utf-8")
        return name

    def people(self, count: int, consents: Iterable[str] = ("email", "sms"), **columns: Any) -> list[str]:
        """Add ``count`` customers who can be reached everywhere and agreed to ``consents``; return their ids."""
        ids = [self.person(consents=tuple(consents), **columns) for _ in range(0 if count > 50 else count)]
        if count > 50:
            ids = self._many(count, tuple(consents), columns)
        return ids

    def person(self, *, consents: Iterable[str] = ("email", "sms"), addresses: Any = None, **columns: Any) -> str:
        """Add one customer; ``addresses`` replaces the usual ones."""
        return self._many(1, tuple(consents), columns, addresses)[0]

    def _many(
        self, count: int, consents: Iterable[str], columns: Mapping[str, Any], addresses: Any = None
    ) -> list[str]:
        numbers = range(self._customers + 1, self._customers + count + 1)
        self._customers += count
        with self.database() as database, database.transaction() as sql:
            for n in numbers:
                row = {"id": n, "customer_id": f"c{n}", "name": f"N{n}", "created_at": 0, "updated_at": 0, **columns}
                sql.execute(
                    f"INSERT INTO customers ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
                )
                kinds = usual(n) if addresses is None else addresses
                sql.executemany(
                    "INSERT INTO addresses (kind, value, customer, since) VALUES (?, ?, ?, 0)",
                    [(kind, value, n) for kind, value in kinds.items()],
                )
                sql.executemany(
                    "INSERT INTO consents (customer, channel, topic, status, at) VALUES (?, ?, ?, 'granted', 0)",
                    [(n, *(one.split(":") if ":" in one else (one, ""))) for one in consents],
                )
        return [columns.get("customer_id", f"c{n}") for n in numbers]

    def database(self) -> Database:
        return Database(self.folder / "data" / "mactl.db")

    def sql(self, statement: str, *params: object) -> list[tuple[Any, ...]]:
        """Run one statement of its own transaction."""
        with self.database() as database:
            return list(database.sql.execute(statement, params))

    def workspace(self, now: str | int = NOON) -> Workspace:
        """Open the workspace at ``now``; its clock runs from there."""
        opened = open_workspace(self.folder, who="mei", environ={})
        start = now if isinstance(now, int) else parse_instant(now, zone(opened.zone))
        return replace(opened, clock=Clock(start=start))

    def defined(self, name: str, workspace: Workspace | None = None) -> Campaign:
        return catalogue.read(workspace or self.workspace()).campaign(name)

    def send(self, name: str = "spring", now: str | int = NOON, **options: Any) -> Sent:
        workspace = self.workspace(now)
        return sending.send(workspace, self.defined(name, workspace), Options(**options))

    def rehearse(self, name: str = "spring", now: str | int = NOON, **options: Any) -> Sent:
        workspace = self.workspace(now)
        return sending.rehearse(workspace, self.defined(name, workspace), Options(**options))

    def tick(self, now: str | int = NOON, shift: Shift | None = None) -> Ticked:
        return tick.tick(self.workspace(now), shift)

    def states(self, column: str = "state", **where: object) -> Counter[str]:
        """Count the ledger's messages by state, or by another column or expression."""
        narrowed = " AND ".join([f"{name} = ?" for name in where] or ["1"])
        found = self.sql(f"SELECT {column}, COUNT(*) FROM messages WHERE {narrowed} GROUP BY 1", *where.values())
        return Counter(dict(found))

    def standing(self, column: str = "state || COALESCE(':' || reason, '')") -> dict[str, str]:
        """Return where each customer's message stands, by customer id (and channel where there are several)."""
        rows = self.sql(
            f"SELECT customer_id, {column} FROM messages m JOIN customers c ON c.id = m.customer ORDER BY m.id"
        )
        return {str(row[0]): str(row[1]) for row in rows}

    def launches(self) -> list[tuple[str, str, str]]:
        return [tuple(row) for row in self.sql("SELECT name, occurrence, state FROM origins ORDER BY id")]  # type: ignore[misc]

    def sandbox(self, channel: str) -> list[dict[str, Any]]:
        """Return the lines that a sandbox wrote."""
        path = self.folder / "data" / "sandbox" / f"{channel}.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def maildir(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / "data" / "sandbox").glob("**/new/*"))]

    def dump(self) -> str:
        """Return everything that the database holds, as SQL."""
        with self.database() as database:
            return "\n".join(database.sql.iterdump())


def usual(n: int) -> dict[str, str]:
    """Return the addresses of customer ``n`` for every channel."""
    return {
        "email": f"c{n}@example.com",
        "phone": f"+86134{n:08d}",
        "wechat_openid": f"oOpenId{n:021d}",
        "push_token": f"{n:064x}",
    }


def smtp(port: int, **more: Any) -> dict[str, Any]:
    """Return the settings of a live e-mail channel to a server on loopback."""
    return {
        "email": {"provider": "smtp", "smtp_host": "127.0.0.1", "smtp_port": port, "tls": "none", "quiet": None,
                  "sender": "shop@example.com", "timeout": 5, **more}
    }  # fmt: skip


def command(shop: Shop, *words: str) -> list[str]:
    """Return the command line of a real process at work in the shop."""
    return [sys.executable, "-m", "mactl", "-C", str(shop.folder), *words]


def people_sum(document: Mapping[str, Any]) -> int:
    """Return the sum that must be the audience: everything counted under ``messages``."""
    return sum(document[key] for key in ("queued", "sent", "delayed", "failed", "unknown", "held_out")) + sum(
        document["skipped"].values()
    )
