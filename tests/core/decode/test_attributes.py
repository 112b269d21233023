"""What cells of tables mean where no field says it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mactl.core.decode.attributes import all_untyped, untyped


@pytest.mark.parametrize(
    ("cell", "meaning"),
    [
        ("12", 12),
        ("12.5", 12.5),
        ("0012", "0012"),
        ("6222021234567890123", "6222021234567890123"),
        ('{"a": 1}', {"a": 1}),
        ("2026/3/2", "2026-03-02"),
        ("2026年3月2日", "2026-03-02"),
        ("2026/13/2", "2026/13/2"),
        ("2026/3", "2026/3"),
        ("3/2/2026", "3/2/2026"),
        ("ABCD/1/2", "ABCD/1/2"),
    ],
)
def test_cells_are_numbers_days_json_or_text(cell: str, meaning: object) -> None:
    assert untyped(cell) == meaning


CELLS = [
    "12",
    "-7",
    "0",
    "-0",
    "007",
    "9" * 15,
    "9" * 16,
    "1.5",
    "１２",
    "1\n2",
    " 3",
    "",
    "x",
    '["a"]',
    "2026/3/2",
    5,
    None,
]


@given(st.sampled_from([1, 9]), st.lists(st.sampled_from(CELLS)) | st.lists(st.sampled_from(CELLS[:7])))
def test_many_cells_mean_what_each_means(times: int, cells: list[object]) -> None:
    many = cells * times
    found = all_untyped(many)
    assert found == list(map(untyped, many))
    assert list(map(type, found)) == [type(untyped(cell)) for cell in many]
