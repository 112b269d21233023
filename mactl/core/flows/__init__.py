"""Flows: journeys as a pure machine, their steps and triggers one a file."""
