"""The checks of ``mactl doctor``, one topic a file: each has ``check(workspace)``, which yields findings."""

from __future__ import annotations
