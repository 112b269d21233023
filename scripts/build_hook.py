"""The build's own step: compile the catalogues, and lay what `mactl init` copies into the wheel."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# In the repository these stand at the top, where a reader looks; an editable install reads them there.
STARTER = ("templates", "data", "stories", "config.example.json")


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles mactl/locale/**/*.po before hatchling collects the files, and adds the starter to a real wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Prepare the build of the project at ``self.root``; ``version`` is "standard" or "editable"."""
        self.compile_catalogues(Path(self.root))
        if version == "standard":
            build_data["force_include"].update({name: f"mactl/starter/{name}" for name in STARTER})

    @staticmethod
    def compile_catalogues(root: Path) -> None:
        """Run scripts/messages.py of the project at ``root``."""
        spec = importlib.util.spec_from_file_location("messages", root / "scripts" / "messages.py")
        if spec is None or spec.loader is None:
            raise FileNotFoundError(root / "scripts" / "messages.py")
        messages = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(messages)
        messages.compile_catalogues(root)
