from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core import links

KEY = b"k" * 32
IDS = st.integers(min_value=0, max_value=2**62 - 1)


@given(IDS, st.sampled_from(["live", "sandbox"]))
def test_a_token_says_what_was_signed(message_id, mode):
    token = links.sign(KEY, message_id, mode)
    assert links.verify(KEY, token) == links.Signed(message_id=message_id, mode=mode)
    assert len(token) == links.TOKEN_LENGTH
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(IDS, st.integers(0, 23), st.sampled_from("ABab01-_"))
def test_no_changed_letter_passes(message_id, place, letter):
    token = links.sign(KEY, message_id)
    changed = token[:place] + letter + token[place + 1 :]
    assert (links.verify(KEY, changed) is not None) == (changed == token)


@given(st.text(max_size=40))
def test_nothing_else_is_a_token(text):
    assert links.verify(KEY, text) is None


def test_another_key_reads_nothing():
    assert links.verify(b"other", links.sign(KEY, 7)) is None


@pytest.mark.parametrize("token", ["", "=" * 24, "A" * 24, "é" * 24, "\ud800" * 24, "A" * 10_000])
def test_what_is_no_token_is_none(token):
    assert links.verify(KEY, token) is None


def test_a_target_is_bound_to_its_token_and_url():
    token = links.sign(KEY, 7)
    signature = links.sign_target(KEY, token, "https://x.cn/a")
    assert links.target_is_signed(KEY, token, "https://x.cn/a", signature)
    assert not links.target_is_signed(KEY, token, "https://evil.cn/a", signature)
    assert not links.target_is_signed(KEY, links.sign(KEY, 8), "https://x.cn/a", signature)
    assert not links.target_is_signed(KEY, token, "https://x.cn/a", "")
    assert not links.target_is_signed(KEY, token, "https://x.cn/a", "\ud800")


def test_a_message_token_is_no_target_signature():
    token = links.sign(KEY, 7)
    assert not links.target_is_signed(KEY, token, "https://x.cn/", token)


def test_a_dynamic_link_carries_its_target_whole():
    url = links.dynamic_url("https://m.cn", KEY, "T", "https://x.cn/?a=1&b=你#top")
    parts = urlsplit(url)
    assert parts.path == f"/c/T/{links.sign_target(KEY, 'T', 'https://x.cn/?a=1&b=你#top')}"
    assert parse_qs(parts.query) == {"u": ["https://x.cn/?a=1&b=你#top"]}


def test_the_shapes_of_the_other_links():
    assert links.click_url("https://m.cn", "T", 3) == "https://m.cn/c/T/3"
    assert links.open_url("https://m.cn", "T") == "https://m.cn/o/T.gif"
    assert links.unsubscribe_url("https://m.cn", "T") == "https://m.cn/u/T"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.cn", "https://x.cn?utm_source=mactl&utm_campaign=%E6%96%B0"),
        ("https://x.cn/a?b=%E4%BD%A0&c#d", "https://x.cn/a?b=%E4%BD%A0&c&utm_source=mactl&utm_campaign=%E6%96%B0#d"),
        ("https://x.cn/?utm_source=own", "https://x.cn/?utm_source=own&utm_campaign=%E6%96%B0"),
        ("mailto:a@x.cn", "mailto:a@x.cn"),
        ("tel:10086", "tel:10086"),
        ("#top", "#top"),
        ("/relative", "/relative"),
    ],
)
def test_campaign_parameters_join_a_query(url, expected):
    assert links.with_utm(url, {"source": "mactl", "utm_campaign": "新", "term": ""}) == expected


def test_campaign_parameters_are_added_once():
    once = links.with_utm("https://x.cn/?a=1", {"source": "mactl"})
    assert links.with_utm(once, {"source": "mactl"}) == once
    assert links.with_utm("https://x.cn/?a=1", {}) == "https://x.cn/?a=1"


def test_an_address_that_cannot_be_read_is_left_alone():
    assert links.with_utm("https://[broken", {"source": "m"}) == "https://[broken"
