"""A file of customers, told so that another process can read it: it is light, and loads what reads only there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mactl.engine import files
from mactl.engine.conventions import Conventions
from mactl.engine.customer_options import CustomerOptions
from mactl.store.stamp import Stamp

if TYPE_CHECKING:
    from mactl.engine.customer_rows import Customers


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFile:
    """A file of customers and how it is read. Without ``options`` it is the inlet, whose keys are fields.

    ``meaning`` is how rows are understood: the same rows understood otherwise are looked at again.
    """

    path: Path
    database: Path
    conventions: Conventions
    source: str
    options: CustomerOptions | None = None
    meaning: str = ""

    @contextmanager
    def opened(self) -> Iterator[tuple[files.Source, Customers]]:
        """Open the file, and a connection of its own to the database: chunks are read while others are written."""
        from mactl.engine.customer_rows import Customers, authored, mapping, reading
        from mactl.store.database import Database

        around, options, mapper = self.conventions, self.options, None
        with files.opened(self.path) as source, Database(self.database) as looking:
            if options is None:
                how = authored(around)
            else:
                how, mapper = reading(around, options, source), mapping(around, options)
            yield source, Customers(looking, how, Stamp(now=0, source=self.source), mapper, self.meaning)
