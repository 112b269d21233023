"""The build's own step: compile the catalogues, so that wheels and editable installs speak every language."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles mactl/locale/**/*.po before hatchling collects the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile the catalogues of the project being built."""
        root = Path(self.root)
        spec = importlib.util.spec_from_file_location("messages", root / "scripts" / "messages.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(root / "scripts" / "messages.py")
        messages = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(messages)
        messages.compile_catalogues(root)
