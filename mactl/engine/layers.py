"""What a workspace shares with others: the folder that it ``extends``, whose files stand behind its own.

An object of the workspace's own file comes before a shared one of the same id or name, also where it holds a fault: a
shared action never stands in for one that its author mistyped.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TypeVar

from mactl.authored import load_list
from mactl.authored.lists import Check, Loaded, Named
from mactl.engine.workspace import Workspace

T = TypeVar("T", bound=Named)


def files(workspace: Workspace, name: str) -> list[tuple[Path, str]]:
    """Return where a file may be ("data/actions.json"), the workspace's own first, each with what people call it."""
    extends = workspace.config.extends
    shared = [(folder / name, f"{extends}/{name}") for folder in workspace.folders[1:]]
    return [(workspace.folder / name, name), *shared]


def load(workspace: Workspace, name: str, kind: type[T], check: Check | None = None) -> Loaded[T]:
    """Return the objects of a list with the shared ones behind them.

    Raises:
        MactlError: one of its files cannot be read, is not JSON, or holds no list.
    """
    own, *shared = [load_list(path, kind, called, check) for path, called in files(workspace, name)]
    objects, faults, blocked = list(own.objects), list(own.faults), dict(own.blocked)
    for loaded in shared:
        taken = {word for one in objects for word in (one.id, one.name)} | blocked.keys()
        objects += [one for one in loaded.objects if not _is_taken(one, taken)]
        faults += loaded.faults
        blocked = {**{word: wrong for word, wrong in loaded.blocked.items() if word not in taken}, **blocked}
    return Loaded(objects=tuple(objects), faults=tuple(faults), blocked=blocked)


def states(workspace: Workspace, name: str) -> tuple[tuple[str, int, int], ...]:
    """Return the path, time and size of those of a file's layers that there are: what tells that one changed."""
    found: list[tuple[str, int, int]] = []
    for path, _called in files(workspace, name):
        try:
            state = path.stat()
        except OSError:
            continue
        found.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(found)


def _is_taken(one: Named, taken: Collection[str]) -> bool:
    return one.id in taken or one.name in taken
