"""Showing a Report: tables on a terminal, tab-separated on a pipe, JSON, CSV, Markdown or HTML when asked for."""

from __future__ import annotations

from mactl.terminal.screen import Screen

__all__ = ["Screen"]
