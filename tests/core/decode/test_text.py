import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.text import decode, encoding_of, utf8
from mactl.errors import MactlError

CHINESE = "姓名,城市\r\n王小明,上海\r\n"


@pytest.mark.parametrize(
    ("written", "encoding"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("gb18030", "gb18030"), ("gbk", "gb18030")],
)
def test_each_encoding_is_found_and_read(written: str, encoding: str) -> None:
    data = CHINESE.encode(written)
    found = decode(data)
    assert (found.text, found.encoding) == (CHINESE, encoding)
    assert b"".join(utf8(io.BytesIO(data), chunk=7)).decode() == CHINESE


def test_a_cut_character_at_the_end_of_the_head_does_not_mislead() -> None:
    assert encoding_of("上海".encode()[:-1]) == "utf-8"


def test_gbk_after_a_long_ascii_head_is_found() -> None:
    data = b"a,b\n" * 50_000 + "王,沪\n".encode("gbk")
    assert b"".join(utf8(io.BytesIO(data), chunk=1000)).decode().endswith("王,沪\n")


def test_a_spoilt_file_is_named_with_its_line() -> None:
    data = b"a\n" * 10 + "上海\n".encode() * 600_000 + b"\xff\xff\xff\n"
    with pytest.raises(MactlError, match=r"shop\.csv:600011") as caught:
        list(utf8(io.BytesIO(data), "shop.csv"))
    assert "UTF-8" in caught.value.hint
    with pytest.raises(MactlError, match=r"shop\.csv:3"):
        decode(b"a\nb\n\xff\xff", "shop.csv")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 9))
def test_utf8_comes_back_whatever_the_pieces(text: str, size: int) -> None:
    data = text.removeprefix("\ufeff").encode()
    assert b"".join(utf8(io.BytesIO(data), chunk=size)) == data


@given(st.binary(), st.integers(1, 9))
def test_any_bytes_are_text_or_a_named_fault(data: bytes, size: int) -> None:
    for read in (lambda: decode(data).text, lambda: b"".join(utf8(io.BytesIO(data), chunk=size)).decode()):
        with contextlib.suppress(MactlError):
            assert read().encode() is not None
