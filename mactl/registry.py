"""Finding what a folder offers: the file's name is its registration."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType


def names(package: str) -> list[str]:
    """Return the names of the modules in ``package``, sorted, without importing them."""
    found = importlib.import_module(package)
    return sorted(item.name for item in pkgutil.iter_modules(found.__path__) if not item.name.startswith("_"))


def discover(package: str) -> dict[str, ModuleType]:
    """Import every module of ``package`` and return them by name."""
    return {name: importlib.import_module(f"{package}.{name}") for name in names(package)}


def load(package: str, name: str) -> ModuleType:
    """Import one module of ``package``."""
    return importlib.import_module(f"{package}.{name}")
