"""The sample-ratio check: whether the arms are as large as the draw makes them, or something lost people on the way."""

from __future__ import annotations

from collections.abc import Sequence

ALARM = 0.001


def p_value(counts: Sequence[int], weights: Sequence[float]) -> float:
    """Return the chance of arms at least as uneven (Pearson's chi-square, one degree of freedom less than arms)."""
    from scipy.stats import chi2

    people, whole = sum(counts), sum(weights)
    if not people or len(counts) < 2:
        return 1.0
    expected = [people * weight / whole for weight in weights]
    statistic = sum((count - wanted) ** 2 / wanted for count, wanted in zip(counts, expected, strict=True) if wanted)
    return float(chi2.sf(statistic, len(counts) - 1))
