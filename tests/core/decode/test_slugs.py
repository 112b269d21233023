import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.slugs import fresh, slug


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Spring news!", "spring_news"),
        ("新品推广", "新品推广"),
        ("新品 推广（二）", "新品_推广_二"),
        ("ＶＩＰ", "vip"),
        ("!!", ""),
    ],
)
def test_names_become_ids(name: str, made: str) -> None:
    assert slug(name) == made


@given(st.text())
def test_a_slug_of_a_slug_is_itself(name: str) -> None:
    once = slug(name)
    assert slug(once) == once
    assert not set(once) & set("/\\. \n")


def test_a_fresh_id_is_one_that_nobody_has() -> None:
    assert fresh("cart", {"cart_2"}) == "cart"
    assert fresh("cart", {"cart", "cart_2", "cart_3", "cart_5"}) == "cart_4"
