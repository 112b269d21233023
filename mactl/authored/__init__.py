"""The files that people author under ``data/``: read against their models, written back whole."""

from __future__ import annotations

from mactl.authored.lists import Loaded, load_list, schema
from mactl.authored.writing import write_list

__all__ = ["Loaded", "load_list", "schema", "write_list"]
