"""How a file of customers is imported, as whoever asks for it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOptions:
    """How a file of customers is imported.

    ``columns`` maps a file's headings to fields. ``consent`` are channels whose consent the batch records, with
    ``consent_source``. ``skip`` leaves known customers alone. ``dry_run`` reports and writes nothing.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    preset: str = ""
    consent: tuple[str, ...] = ()
    consent_source: str = ""
    skip: bool = False
    dry_run: bool = False
    errors: Path | None = None
