"""What the machine says of files, in the language spoken."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator

import pytest

from mactl import i18n
from mactl.core.decode.machine import refusal, remedy


@pytest.fixture
def _chinese() -> Iterator[None]:
    i18n.use("zh")
    yield
    i18n.use("en")


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EROFS, errno.EMFILE])
def test_english_is_as_the_system_says_it(number: int) -> None:
    assert refusal(OSError(number, os.strerror(number))) == os.strerror(number)


@pytest.mark.usefixtures("_chinese")
def test_chinese_is_chinese() -> None:
    assert refusal(OSError(errno.EACCES, "Permission denied")) == "没有权限"
    assert refusal(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")) == "不是 UTF-8 文本"


def test_what_mends_it_is_said_where_it_is_known() -> None:
    assert "space" in remedy(OSError(errno.ENOSPC, ""))
    assert "write to it" in remedy(OSError(errno.EROFS, ""))
    assert remedy(OSError(errno.EMFILE, "")) == ""
