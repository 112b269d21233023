"""The splice, read back by the standard library: headers and parts as they were meant, whatever people are called."""

from __future__ import annotations

import email
import email.policy
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mactl.adapters.email import _compose
from mactl.adapters.email._compose import compose, wire_form
from mactl.adapters.email._header import clean
from mactl.core.model.message import Content, Outgoing

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\r\n\t \0.=?_-<>@\"\\,;:()[]'\u2028\u2029\u0085\u200b\u202e\ufeff\ud800中文字，。🎉é\x7f"),
    ),
    max_size=200,
)
TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="<>"), max_size=300)


def outgoing(name: str = "", subject: str = "Hi", html: str = "", text: str = "", **headers: str) -> Outgoing:
    content = Content(
        subject=subject, html=html, text=text, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return Outgoing(
        id=7, key="live:c:1:7:email", channel="email", address="a@example.org", content=content, at=1_790_000_000_000,
        name=name,
    )  # fmt: skip


def composed(message: Outgoing, sender_name: str = "Shop", *, eight_bit: bool = False) -> bytes:
    return compose(
        message, sender="news@example.com", sender_name=sender_name, address=message.address, eight_bit=eight_bit
    )


def parsed(data: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def body_as_sent(text: str) -> str:
    """What must arrive: line ends as LF, the last one there, lone surrogates replaced."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
    return text if text.endswith("\n") else text + "\n"


def part_text(part: email.message.EmailMessage) -> str:
    return part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")


def assert_well_formed(data: bytes, *, eight_bit: bool) -> None:
    assert data.isascii() or eight_bit
    assert b"\0" not in data
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n" not in data.replace(b"\r\n", b"")
    head, _, bodies = data.partition(b"\r\n\r\n")
    assert head.isascii()
    assert max(map(len, head.split(b"\r\n"))) <= 998
    assert max(map(len, bodies.split(b"\r\n"))) <= (998 if eight_bit else 76)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, st.booleans())
@example("王小明", "（广告）春季上新", "<p>你好</p>", "你好", False)
@example("王小明", "（广告）春季上新", "<p>你好</p>", "你好", True)
@example("王", "字", "长" * 400 + "\n--=_mactl_alternative\n" + "长", "行" * 400, True)
@example("Ana\r\nBcc: evil@example.com", "Hi\r\n\r\n<script>", ".\r\n.\r\n", "=_mactl_alternative--", False)
@example("=?utf-8?q?x?=", "=?utf-8?b?eHg=?=", "--=_mactl_alternative\n\nx", "x" * 75 + " \n" + "=" * 200, False)
@example('O"Neil \\ (x), y', "a" * 300, "\ud800", " ", True)
def test_every_header_and_part_survives(name: str, subject: str, html: str, text: str, eight_bit: bool) -> None:
    data = composed(outgoing(name, subject, html, text), eight_bit=eight_bit)
    assert_well_formed(data, eight_bit=eight_bit)
    message = parsed(data)
    assert set(message.keys()) - {"Content-Transfer-Encoding"} == {
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert message["To"].addresses[0].addr_spec == "a@example.org"
    assert message["From"].addresses[0].addr_spec == "news@example.com"
    assert len(message["To"].addresses) == 1
    assert decoded(data, "Subject") == clean(subject)
    assert same_name(decoded(data, "To"), clean(name))
    parts = list(message.iter_parts()) if message.is_multipart() else [message]
    wanted = [("text/plain", text), ("text/html", html)]
    wanted = [each for each in wanted if each[1]] or [("text/plain", "")]
    assert [(part.get_content_type(), part_text(part)) for part in parts] == [
        (kind, body_as_sent(body)) for kind, body in wanted
    ]


def decoded(data: bytes, name: str) -> str:
    """Return a header decoded by the older, plainer of the standard library's two parsers."""
    raw = email.message_from_bytes(data)[name].replace("\r\n", "").replace("\n", "")
    return "".join(
        each.decode(charset or "ascii") if isinstance(each, bytes) else each
        for each, charset in email.header.decode_header(raw)
    )


def same_name(header: str, name: str) -> bool:
    """Whether ``header`` is ``name <a@example.org>``, the name plain, quoted or decoded."""
    phrase = header.removesuffix("a@example.org") if not name else header.removesuffix("<a@example.org>").rstrip(" ")
    if phrase.startswith('"') and name.isascii():
        phrase = re.sub(r"\\(.)", r"\1", phrase[1:-1])
    return phrase == name.rstrip(" ")


@given(st.one_of(HOSTILE, TOKENS.map(lambda token: f"<https://example.com/u/{token}>")))
def test_extra_headers_survive_and_inject_nothing(value: str) -> None:
    data = composed(outgoing(text="x", List_Unsubscribe=value))
    message = email.message_from_bytes(data)
    assert len(message.keys()) == 9
    assert decoded(data, "List-Unsubscribe").strip() == clean(value)


def test_a_link_in_a_header_stays_whole() -> None:
    link = f"<https://example.com/u/{'x' * 300}>, <mailto:out@example.com?subject=out>"
    data = composed(outgoing(text="x", List_Unsubscribe=link, List_Unsubscribe_Post="List-Unsubscribe=One-Click"))
    assert b"x" * 300 in data
    assert parsed(data)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("name", ["Bcc", "From", "Content-Type", "X Y", "X:", "X\r\nBcc", ""])
def test_a_message_cannot_replace_our_headers(name: str) -> None:
    message = Outgoing(
        id=1, key="k", channel="email", address="a@example.org", content=Content(text="x", headers={name: "v"}), at=0
    )
    with pytest.raises(ValueError, match="not a header"):
        composed(message)


def test_domains_are_aligned_and_the_id_is_the_rows() -> None:
    one, two = parsed(composed(outgoing(text="a"))), parsed(composed(outgoing(text="b")))
    assert one["Message-ID"] == two["Message-ID"]
    assert one["Message-ID"].endswith("@example.com>")
    other = Outgoing(id=8, key="live:c:1:8:email", channel="email", address="a@b.org", content=Content(text="a"), at=0)
    assert parsed(composed(other))["Message-ID"] != one["Message-ID"]


def test_the_date_is_the_dispatch_instant() -> None:
    assert parsed(composed(outgoing(text="x")))["Date"].datetime.timestamp() == 1_790_000_000


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("plain\n" * 20, "7bit"),
        ("one long line " * 20, "quoted-printable"),
        ("café " * 20, "base64"),
        ("Dear Zoë, " + "hello " * 40, "quoted-printable"),
        ("您好，店里上了新", "base64"),
        ("nul\0", "quoted-printable"),
    ],
)
def test_the_encoding_suits_the_text(text: str, encoding: str) -> None:
    assert parsed(composed(outgoing(text=text)))["Content-Transfer-Encoding"] == encoding


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("您好，店里上了新", "8bit"),
        ("Dear Zoë,", "8bit"),
        ("plain\n", "7bit"),
        ("长" * 333, "base64"),
        ("长\0", "base64"),
        ("长=_mactl_alternative", "quoted-printable"),
    ],
)
def test_a_server_that_takes_eight_bits_gets_the_text_as_it_is(text: str, encoding: str) -> None:
    data = composed(outgoing(text=text, html="<p>您好</p>"), eight_bit=True)
    assert [part["Content-Transfer-Encoding"] for part in parsed(data).iter_parts()] == [encoding, "8bit"]
    assert parsed(data)["Content-Transfer-Encoding"] == "8bit"


@given(HOSTILE, st.booleans())
def test_stuffing_is_undone_by_a_server(text: str, eight_bit: bool) -> None:
    message = outgoing(text=text)
    data = composed(message, eight_bit=eight_bit)
    wire = wire_form(
        message, sender="news@example.com", sender_name="Shop", address=message.address, eight_bit=eight_bit
    )
    assert wire.endswith(b"\r\n.\r\n")
    assert wire.count(b"\r\n.\r\n") == 1
    lines = wire.removesuffix(b".\r\n").split(b"\r\n")
    assert b"\r\n".join(line[1:] if line.startswith(b".") else line for line in lines) == data


def test_the_sender_may_have_any_name() -> None:
    for name in ("示例小店", 'A "quoted" brand', "a, b", ""):
        address = parsed(composed(outgoing(text="x"), sender_name=name))["From"].addresses[0]
        assert (address.display_name, address.addr_spec) == (name, "news@example.com")


def test_one_skeleton_serves_a_campaign() -> None:
    _compose._skeleton.cache_clear()
    for number in range(50):
        composed(outgoing(name=f"n{number}", html=f"<p>{number}</p>", text="x", List_Unsubscribe=f"<{number}>"))
    assert _compose._skeleton.cache_info().misses == 1


def test_names_that_look_alike_stay_as_they_are() -> None:
    name = unicodedata.normalize("NFD", "Zoë")
    assert same_name(decoded(composed(outgoing(name=name, text="x")), "To"), name)
