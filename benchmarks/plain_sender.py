"""A plain sender, as most are written: the reference that B2 compares with. It keeps no ledger and asks no gate.

For each person of a CSV file: Jinja2 renders the letter, every link is rewritten to a tracked one, the standard
library's EmailMessage makes the MIME, smtplib sends it on one connection.

Run ``python -m benchmarks.plain_sender TEMPLATE PEOPLE PORT``.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
import re
import smtplib
import sys
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

import jinja2

KEY = b"a key for signing links"
BASE = "https://m.shop.example.com"


def main(template: str, people: str, port: int) -> None:
    """Send ``template`` to everybody of the file ``people`` through the server on ``port``."""
    page = jinja2.Environment(autoescape=True).from_string(Path(template).read_text("utf-8"))
    with smtplib.SMTP("127.0.0.1", port) as server, Path(people).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            server.send_message(letter(page, row))


def letter(page: jinja2.Template, row: dict[str, str]) -> EmailMessage:
    """Return the letter to one person."""
    token = base64.urlsafe_b64encode(hmac.digest(KEY, row["id"].encode(), hashlib.sha256)[:18]).decode()
    html = tracked(page.render(customer=row), token)
    message = EmailMessage()
    message["From"] = "山茶 <news@shop.example.com>"
    message["To"] = f"{row['name']} <{row['email']}>"
    message["Subject"] = f"{row['name']}，春季上新"
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="shop.example.com")
    message["List-Unsubscribe"] = f"<{BASE}/u/{token}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(re.sub(r"<[^>]+>", "", re.sub(r'<a href="([^"]+)">([^<]+)</a>', r"\2 (\1)", html)))
    message.add_alternative(html, subtype="html")
    return message


def tracked(html: str, token: str) -> str:
    """Return a page whose links lead through the tracking address."""
    numbers = iter(range(1000))
    return re.sub(r'href="(https?://[^"]+)"', lambda _found: f'href="{BASE}/c/{token}/{next(numbers)}"', html)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
