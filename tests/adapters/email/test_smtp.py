"""The SMTP provider against real servers: aiosmtpd with TLS and AUTH, postfix's smtp-sink."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from mactl import clock
from mactl.adapters.email.smtp import Settings, provider
from mactl.adapters.providers import make
from mactl.adapters.transport import open_line
from mactl.core.model.config import WorkspaceSettings
from mactl.core.model.message import Content, Outgoing
from mactl.errors import MactlError

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
SHOP = WorkspaceSettings(name="示例小店")
PASSWORD = "correct horse"


class Inbox:
    """What aiosmtpd took in."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, list[str], bytes]] = []

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 2.0.0 Ok: queued as X"


def allow(server, session, envelope, mechanism, data) -> AuthResult:
    good = (data.login, data.password) == (b"shop", PASSWORD.encode())
    return AuthResult(success=good, handled=False)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def contexts(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> str:
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    return str(tmp_path / "ca.pem")


@pytest.fixture
def starttls(authority: trustme.CA) -> Iterator[tuple[Inbox, int]]:
    yield from running(tls_context=contexts(authority, "localhost", "127.0.0.1"), require_starttls=True)


@pytest.fixture
def implicit(authority: trustme.CA) -> Iterator[tuple[Inbox, int]]:
    yield from running(ssl_context=contexts(authority, "localhost", "127.0.0.1"), auth_require_tls=False)


def running(**options: object) -> Iterator[tuple[Inbox, int]]:
    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port, authenticator=allow, auth_required=True, **options)
    controller.start()
    try:
        yield inbox, port
    finally:
        controller.stop()


def send(n: int = 3, **settings: object) -> list[str]:
    chosen = {"smtp_host": "127.0.0.1", "sender": "news@example.com", "timeout": 5.0} | settings
    line = open_line(provider(Settings(**chosen), SHOP), clock=clock.system(), sandbox_folder=Path("/nonexistent"))
    found = []
    for number in range(n):
        found += line.hand(outgoing(number), lambda _: None)
    found += line.drain()
    line.close()
    return [f"{each.error or each.status} {each.code} {each.detail}".strip() for _, each in found]


def outgoing(number: int, **fields: object) -> Outgoing:
    values = {
        "id": number,
        "key": f"k{number}",
        "channel": "email",
        "address": f"u{number}@example.org",
        "content": Content(subject="你好", html="<p>.\n你好</p>", text="."),
        "at": 1_790_000_000_000,
    } | fields
    return Outgoing(**values)


LOGIN = {"username": "shop", "password": PASSWORD}


@pytest.mark.loopback
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_letters_go_through_tls_and_auth(tls: str, ca_file: str, request: pytest.FixtureRequest) -> None:
    inbox, port = request.getfixturevalue(tls)
    assert send(3, smtp_port=port, tls=tls, tls_ca_file=ca_file, **LOGIN) == ["sent 250"] * 3
    assert [(sender, to) for sender, to, _ in inbox.letters] == [
        ("news@example.com", [f"u{n}@example.org"]) for n in range(3)
    ]
    assert b"From: =?utf-8?b?" in inbox.letters[0][2]


@pytest.mark.loopback
@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_certificate_of_nobody_we_trust_halts(tls: str, request: pytest.FixtureRequest) -> None:
    inbox, port = request.getfixturevalue(tls)
    outcomes = send(2, smtp_port=port, tls=tls, **LOGIN)
    assert [each.split()[0] for each in outcomes] == ["halt", "halt"]
    assert "certificate" in outcomes[0]
    assert inbox.letters == []


@pytest.mark.loopback
def test_a_certificate_for_another_name_halts(authority: trustme.CA, ca_file: str) -> None:
    for _inbox, port in running(ssl_context=contexts(authority, "elsewhere.example"), auth_require_tls=False):
        assert send(1, smtp_port=port, tls="implicit", tls_ca_file=ca_file, **LOGIN)[0].startswith("halt")


@pytest.mark.loopback
def test_verification_is_off_only_when_asked(starttls: tuple[Inbox, int]) -> None:
    assert Settings(smtp_host="x").tls_verify
    assert send(1, smtp_port=starttls[1], tls_verify=False, **LOGIN) == ["sent 250"]


@pytest.mark.loopback
def test_a_wrong_password_halts_and_is_not_tried_again(starttls: tuple[Inbox, int], ca_file: str) -> None:
    outcomes = send(3, smtp_port=starttls[1], tls_ca_file=ca_file, username="shop", password="wrong-secret")
    assert [each.split()[:2] for each in outcomes] == [["halt", "535"]] * 3
    assert not any("wrong-secret" in each for each in outcomes)


@pytest.mark.loopback
def test_a_server_without_starttls_halts() -> None:
    for inbox, port in running(auth_require_tls=False):
        outcomes = send(2, smtp_port=port, tls="starttls", **LOGIN)
        assert all(each.startswith("halt") and "STARTTLS" in each for each in outcomes)
        assert inbox.letters == []


@pytest.mark.loopback
def test_plain_text_where_tls_is_spoken_is_no_hang(implicit: tuple[Inbox, int]) -> None:
    assert send(1, smtp_port=implicit[1], tls="none", timeout=0.5)[0].startswith("retry")


@pytest.mark.loopback
def test_tls_where_plain_text_is_spoken_halts() -> None:
    for _inbox, port in running(auth_require_tls=False):
        assert send(1, smtp_port=port, tls="implicit")[0].startswith("halt")


@pytest.mark.loopback
def test_a_login_that_is_not_ascii_is_told_apart(starttls: tuple[Inbox, int], ca_file: str) -> None:
    assert send(1, smtp_port=starttls[1], tls_ca_file=ca_file, username="shop", password="密码")[0].startswith("halt")


@pytest.mark.loopback
def test_smtp_sink_takes_a_thousand() -> None:
    sink = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
    if sink is None:
        pytest.skip("smtp-sink is missing: apt install postfix")
    port = free_port()
    # -c counts on the terminal; the sink gives up its rights, so it wants a user where root starts it.
    running_sink = subprocess.Popen(
        [sink, "-u", "nobody", f"127.0.0.1:{port}", "10"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert send(1000, smtp_port=port, tls="none", messages_per_connection=300) == ["sent 250"] * 1000
    finally:
        running_sink.terminate()
        running_sink.wait()


@pytest.mark.parametrize("host", ["smtp.example.com", "10.0.0.1", "127.0.0.1.example.com"])
def test_a_password_never_travels_in_clear(host: str) -> None:
    with pytest.raises(MactlError, match="unencrypted"):
        provider(Settings(smtp_host=host, tls="none", sender="a@b.org", password="x"), SHOP)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "127.8.8.8"])
def test_but_to_this_machine_it_may(host: str) -> None:
    assert provider(Settings(smtp_host=host, tls="none", sender="a@b.org", password="x"), SHOP)


@pytest.mark.parametrize("sender", ["", "nobody", "a b@c", "名字@example.com", "a@b.org\r\nBcc: x@y.org"])
def test_a_sender_that_is_none_is_named(sender: str) -> None:
    with pytest.raises(MactlError) as fault:
        provider(Settings(smtp_host="x", sender=sender), SHOP)
    assert "sender" in fault.value.hint


def test_the_sender_is_called_as_it_says_else_as_the_workspace() -> None:
    assert provider(Settings(smtp_host="x", sender="Brand <a@b.org>"), SHOP).sender_name == "Brand"
    assert provider(Settings(smtp_host="x", sender="a@b.org"), SHOP).sender_name == "示例小店"


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("implicit", 465), ("none", 25)])
def test_ports_follow_tls(tls: str, port: int) -> None:
    assert provider(Settings(smtp_host="x", sender="a@b.org", tls=tls), SHOP).server.port == port


def test_a_password_is_in_no_picture_of_the_provider() -> None:
    made = provider(Settings(smtp_host="x", sender="a@b.org", password="hush"), SHOP)
    assert "hush" not in repr(made)
    assert "hush" not in repr(Settings(smtp_host="x", password="hush"))


def test_settings_are_checked_all_at_once() -> None:
    with pytest.raises(MactlError) as fault:
        make("email", "smtp", {"smtp_hots": "x", "smtp_port": "many"}, SHOP)
    assert all(word in fault.value.message for word in ("smtp_hots", "smtp_port", "smtp_host"))
    with pytest.raises(MactlError, match="No provider nope") as fault:
        make("email", "nope", {}, SHOP)
    assert "smtp" in fault.value.hint


@pytest.mark.parametrize(
    "address", ["", "x", "a@", "@b", "a@b..c", ".a@b.c", "a@b c", "a\r\n@b.c", "a" * 65 + "@b.c", "a@b@c"]
)
def test_no_address_no_letter(address: str) -> None:
    made = provider(Settings(smtp_host="x", sender="a@b.org"), SHOP)
    assert made.check(outgoing(1, address=address)).error == "suppress"


def test_domains_go_out_as_idna_2008() -> None:
    made = provider(Settings(smtp_host="x", sender="a@b.org"), SHOP)
    assert made.letter(outgoing(1, address="a@faß.de")).recipient == "a@xn--fa-hia.de"
    assert made.check(outgoing(1, content=Content(subject="nothing"))).error == "content"
