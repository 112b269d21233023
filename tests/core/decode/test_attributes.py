"""What cells of tables mean where no field says it."""

from __future__ import annotations

import pytest

from mactl.core.decode.attributes import untyped


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
