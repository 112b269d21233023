"""The hot path's hand-written checks agree with the customer's model."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mactl.core.decode.profiles import Profile, Reader, Reading
from mactl.core.decode.rejected import Rejected
from mactl.core.model.customer import COLUMNS, KEYS, Customer

MODEL = TypeAdapter(Customer)
READER = Reader(
    Reading(instant=lambda _value: 0, day=str, zone=str, now=0, authored=True, source="customers.json"),
)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(str.strip)
GOOD = {
    "name": TEXT,
    "city": TEXT,
    "email": st.sampled_from(["mei@example.com", "a.b+c@x.cn"]),
    "phone": st.sampled_from(["13800000001", "+8613800000002"]),
    "time_zone": st.just("Asia/Shanghai"),
    "birthday": st.sampled_from(["1990-03-02", {"lunar": "08-15"}]),
    "tags": st.lists(TEXT, max_size=3),
    "consents": st.dictionaries(
        st.sampled_from(["email", "sms", "email:promo"]),
        st.booleans() | st.just({"status": "withdrawn", "at": "2026-01-01", "source": "form"}),
    ),
    "attributes": st.dictionaries(TEXT, st.integers() | TEXT | st.none() | st.lists(st.booleans()), max_size=3),
    "ids": st.just({"taobao": "tb1"}),
    "push_tokens": st.just([{"token": "t", "platform": "ios"}]),
}


@given(st.fixed_dictionaries({"id": TEXT}, optional=GOOD))
def test_what_the_model_takes_is_read(row: dict[str, object]) -> None:
    MODEL.validate_python(row)
    found = READER.read(row, 1, 0)
    assert isinstance(found, Profile), found
    assert set(found.columns) == set(row) & set(COLUMNS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"emial": "a@x.com"},
        {"name": ["a"]},
        {"name": True},
        {"tags": 5},
        {"consents": {"email": {"state": "granted"}}},
        {"consents": {"email": {"status": "perhaps"}}},
        {"consents": "perhaps=?"},
        {"attributes": ["a"]},
        {"ids": "x"},
        {"push_tokens": [{"platform": "ios"}]},
        {"birthday": {"moon": "08-15"}},
        {"time_zone": 8},
    ],
)
def test_what_the_model_refuses_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        MODEL.validate_python({"id": "c1", **wrong})
    assert isinstance(READER.read({"id": "c1", **wrong}, 1, 0), Rejected)


def test_the_readers_keys_are_the_models() -> None:
    assert {field.name for field in fields(Customer)} == KEYS
