"""Benchmarks of mactl: every figure a ratio of two things run in turn; ``python -m benchmarks`` runs them."""
