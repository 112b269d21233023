"""The shop whose campaign the benchmarks send: its people, its 6 KB letter with 20 links, its settings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from mactl.store.database import Database

CAMPAIGN = "春季上新"
SINCE = 1_767_225_600_000  # 2026-01-01, when all of them gave their consent
_ROW = (
    '<tr><td class="item"><a href="https://shop.example.com/products/{n}">春茶新品 {n} 号，会员价 {n}9 元</a>'
    " 明前头采，限量供应，付款后两天内从产地直接寄出。</td></tr>\n"
)
_LETTER = """{{% block subject %}}{{{{ customer.name | default("您好") }}}}，春季上新{{% endblock %}}
<!doctype html><html><head><style>
.item {{ padding: 8px; font-size: 14px; color: #333333 }} .item a {{ color: #c00000 }}
</style></head><body>
<p>{{{{ customer.name | default("您好") }}}}，
{{% if customer.member_level == "金卡" %}}金卡会员先看{{% else %}}欢迎来看看{{% endif %}}。
本期新品在{{{{ customer.city | default("您的城市") }}}}包邮，三月底前有效。</p>
<table>
{rows}</table>
</body></html>
"""


def letter() -> str:
    """Return the template of the letter: 20 links, the customer's name, city and level."""
    return _LETTER.format(rows="".join(_ROW.format(n=n) for n in range(1, 21)))


def lay_out(folder: Path, people: int, port: int) -> Path:
    """Write the workspace of a shop with ``people`` customers whose mail goes to ``port`` on this machine."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "data").mkdir(parents=True)
    (folder / "templates" / "email").mkdir(parents=True)
    (folder / "templates" / "email" / "spring.html").write_text(letter(), "utf-8")
    _write(folder / "data" / "campaigns.json", [campaign()])
    set_port(folder, port)
    with Database(folder / "data" / "mactl.db") as database:
        fill(database, people)
        database.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def campaign() -> dict[str, object]:
    """Return the campaign as an author writes it."""
    content = {"email": {"template": "spring"}}
    return {"name": CAMPAIGN, "audience": "all", "channels": ["email"], "content": content, "topic": "promo"}


def set_port(folder: Path, port: int) -> None:
    """Write ``config.json``: the published keys, a public address for tracked links, caps, a server on ``port``."""
    email = {"provider": "smtp", "smtp_host": "127.0.0.1", "smtp_port": port, "tls": "none", "connections": 8}
    _write(
        folder / "config.json",
        {
            "workspace": {"name": "山茶", "country": "CN", "base_url": "https://m.shop.example.com"},
            "channels": {"email": {**email, "sender": "news@shop.example.com"}},
            "caps": [{"scope": "all", "n": 2, "per": "day"}],
        },
    )


def fill(database: Database, people: int) -> None:
    """Insert ``people`` customers with an address and a consent each, and what a planner should know of them."""
    numbers = range(1, people + 1)
    with database.transaction() as sql:
        sql.executemany(
            "INSERT INTO customers (id, customer_id, name, city, member_level, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((n, f"c{n}", f"客户{n}", "上海", "金卡" if n % 5 == 0 else "银卡", SINCE, SINCE) for n in numbers),
        )
        sql.executemany(
            "INSERT INTO addresses (kind, value, customer, since) VALUES ('email', ?, ?, ?)",
            ((f"customer{n:07}@example.com", n, SINCE) for n in numbers),
        )
        sql.executemany(
            "INSERT INTO consents (customer, channel, status, at) VALUES (?, 'email', 'granted', ?)",
            ((n, SINCE) for n in numbers),
        )


def copy(folder: Path, target: Path) -> Path:
    """Return a copy of a workspace that was never sent, to be sent from."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(folder, target))


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2), "utf-8")
