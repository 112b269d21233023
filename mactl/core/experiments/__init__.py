"""Comparing groups: what a difference is, how sure it is."""
