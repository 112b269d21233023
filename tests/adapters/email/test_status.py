"""What real servers say, and what it means (M7)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.adapters.email._status import BY_CODE, receipt

TABLE = [
    # RFC 3463, 5248
    ("rcpt", "550 5.1.1 no such user", "suppress"),
    ("rcpt", "550 5.1.2 no such domain", "suppress"),
    ("rcpt", "550 5.1.6 moved", "suppress"),
    ("rcpt", "550 5.1.10 null MX", "suppress"),
    ("rcpt", "550 5.2.1 mailbox disabled", "suppress"),
    ("rcpt", "552 5.2.2 mailbox full", "retry"),
    ("body", "552 5.2.3 too long for this mailbox", "content"),
    ("mail", "552 5.3.4 too big", "content"),
    ("body", "554 5.6.0 broken message", "content"),
    ("body", "554 5.6.7 not ASCII", "content"),
    ("body", "550 5.7.1 refused by policy", "content"),
    ("rcpt", "550 5.7.1 refused by policy", "content"),
    ("auth", "535 5.7.8 bad credentials", "halt"),
    ("auth", "534 5.7.9 mechanism too weak", "halt"),
    ("mail", "530 5.7.0 authentication required", "halt"),
    ("rcpt", "452 4.5.3 too many recipients", "retry"),
    ("rcpt", "450 4.7.1 greylisted, try again in 300 s", "retry"),
    ("rcpt", "450 4.2.0 greylisted", "retry"),
    ("connect", "421 4.7.0 too many connections", "retry"),
    ("connect", "554 5.7.1 no service here", "halt"),
    ("tls", "454 4.7.0 TLS not available", "retry"),
    ("tls", "502 5.5.1 not implemented", "halt"),
    ("auth", "454 4.7.0 temporary failure", "retry"),
    # no enhanced code: the stage tells
    ("mail", "550 no", "halt"),
    ("mail", "552 no", "content"),
    ("rcpt", "550 no", "suppress"),
    ("rcpt", "551 gone", "suppress"),
    ("rcpt", "552 no", "retry"),
    ("rcpt", "553 no", "suppress"),
    ("rcpt", "554 no", "content"),
    ("rcpt", "503 out of order", "retry"),
    ("data", "550 no", "content"),
    ("body", "550 no", "content"),
    ("body", "552 no", "content"),
    ("body", "554 no", "content"),
    # postfix, exim, sendmail
    ("rcpt", "554 5.7.1 <a@b.org>: Relay access denied", "halt"),
    ("rcpt", "550 relay not permitted", "halt"),
    ("rcpt", "550 5.1.1 <a@b.org>: Recipient address rejected: User unknown in local recipient table", "suppress"),
    ("rcpt", "550 Unrouteable address", "suppress"),
    ("mail", "553 5.1.8 Domain of sender address does not exist", "halt"),
    ("mail", "553 5.7.1 <x@y>: Sender address rejected: not owned by user z", "halt"),
    ("rcpt", "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "halt"),
    # Gmail
    ("body", "421 4.7.28 our system has detected an unusual rate of unsolicited mail", "retry"),
    ("rcpt", "550 5.1.1 The email account that you tried to reach does not exist.", "suppress"),
    ("rcpt", "550 5.2.1 The email account that you tried to reach is inactive.", "suppress"),
    ("rcpt", "452 4.2.2 The email account that you tried to reach is over quota.", "retry"),
    ("rcpt", "552 5.2.2 The email account that you tried to reach is over quota.", "retry"),
    ("mail", "550 5.4.5 Daily user sending limit exceeded.", "reschedule"),
    ("body", "550 5.7.26 Unauthenticated email from example.com is not accepted", "halt"),
    ("body", "550 5.7.1 Our system has detected that this message is likely unsolicited mail.", "content"),
    # Outlook, Exchange Online
    ("rcpt", "550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "suppress"),
    ("rcpt", "550 5.5.0 Requested action not taken: mailbox unavailable", "suppress"),
    ("mail", "550 5.7.60 Client does not have permissions to send as this sender", "halt"),
    ("mail", "550 5.7.708 Access denied, traffic not accepted from this IP", "halt"),
    # QQ Mail
    ("rcpt", "550 Mailbox not found. http://service.mail.qq.com/...", "suppress"),
    ("rcpt", "550 User suspended", "suppress"),
    ("rcpt", "550 Mailbox unavailable or access denied", "reschedule"),
    ("mail", "550 Connection frequency limited", "reschedule"),
    ("mail", "550 Domain frequency limited", "reschedule"),
    ("body", "550 Sender frequency limited", "reschedule"),
    ("body", "550 Error: content rejected.http://mail.qq.com/...", "content"),
    ("mail", "550 Ip frequency limited", "reschedule"),
    ("rcpt", "550 该用户不存在", "suppress"),
    # NetEase: 163, 126, yeah
    ("rcpt", "550 User not found: a@163.com", "suppress"),
    ("connect", "421 HL:IFC too many mails from this IP", "retry"),
    ("mail", "554 HL:IHU 163 smtp1", "halt"),
    ("mail", "550 MI:SFQ 163 smtp2", "reschedule"),
    ("body", "554 DT:SPM 163 smtp3", "content"),
    ("body", "554 DT:SUM 163 smtp3", "content"),
    ("body", "451 DT:SPM, please try again", "retry"),
    ("rcpt", "554 RP:QRC too many recipients", "reschedule"),
]


@pytest.mark.parametrize(("stage", "answer", "error"), TABLE, ids=[f"{stage}-{said[:38]}" for stage, said, _ in TABLE])
def test_table(stage: str, answer: str, error: str) -> None:
    code, _, text = answer.partition(" ")
    found = receipt(stage, int(code), text)
    assert (found.status, found.error) == ("error", error)


def test_a_receipt_says_code_and_words() -> None:
    found = receipt("rcpt", 550, "5.1.1 The account\n5.1.1 does not\x07 exist")
    assert (found.code, found.detail) == ("550 5.1.1", "The account does not exist")


def test_words_are_cut_and_codes_of_another_class_ignored() -> None:
    found = receipt("rcpt", 550, "2.1.5 no " + "x" * 1000)
    assert found.code == "550"
    assert len(found.detail) <= 300


@pytest.mark.parametrize(
    ("text", "name"), [("2.0.0 Ok: queued as 4F1A2", "4F1A2"), ("OK id=1abc-23", "1abc-23"), ("2.0.0 Ok", "")]
)
def test_an_accepted_message_has_the_servers_name_for_it(text: str, name: str) -> None:
    found = receipt("body", 250, text)
    assert (found.status, found.error, found.provider_id) == ("sent", None, name)


@given(
    st.sampled_from(["connect", "tls", "auth", "mail", "rcpt", "data", "body"]),
    st.integers(400, 599),
    st.text(max_size=80),
)
def test_every_refusal_has_a_class(stage: str, code: int, text: str) -> None:
    found = receipt(stage, code, text)
    assert found.status == "error"
    assert found.error in {"retry", "reschedule", "suppress", "content", "halt"}
    assert (found.error == "retry") or code >= 500


def test_every_listed_code_has_listed_ancestors() -> None:
    assert all(code == "4" or code[:3] in BY_CODE for code in BY_CODE)
