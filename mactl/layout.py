"""Laying out a workspace: the starter's files, and with ``demo`` a whole shop; files only, never the database.

The starter is the repository's own ``templates/``, ``data/``, ``stories/`` and ``config.example.json`` with the few
files of ``mactl/starter/`` (where a name beginning with a dot is spelt ``dot_``); the wheel carries all of them in
``mactl/starter/``.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from mactl import demo as shop
from mactl.core.decode.machine import refusal
from mactl.demo.shop import NAME, NOW, files
from mactl.errors import MactlError
from mactl.i18n import _

_OWN = Path(__file__).parent / "starter"
_CONFIG = "config.json"

# Where a folder has one of its own, that one stays: a workspace may be laid out in an existing repository.
_KEPT = frozenset({"README.md", "README.zh-CN.md", ".gitignore", ".env.example", ".vscode/settings.json"})


def starter() -> Iterator[tuple[str, bytes]]:
    """Yield the starter's files: name below the workspace, and bytes."""
    packed = (_OWN / "config.example.json").exists()
    root = _OWN if packed else _OWN.parent.parent
    yield from _tree(_OWN, _OWN, skip=("templates", "data", "stories", "config.example.json"))
    yield from _tree(root, root / "templates")
    yield from _tree(root, root / "data", skip=("sandbox",))
    yield from _tree(root, root / "stories")
    yield _CONFIG, (root / "config.example.json").read_bytes()


def lay_out(folder: Path, *, demo: bool = False, now: int = NOW) -> list[Path]:
    """Write a workspace into ``folder``; return the files written, ``config.json`` last.

    ``demo`` makes it a shop of 2,000 customers with their events of the year before ``now`` (milliseconds UTC). A
    folder may hold other files; one that is a workspace, or holds a file that would be overwritten, is refused.
    """
    _refuse_workspace(folder)
    planned = dict(starter())
    if demo:
        planned = _as_demo(planned, now)
    wanted = {name: data for name, data in planned.items() if not (name in _KEPT and (folder / name).exists())}
    _refuse_overwriting(folder, wanted)
    config = wanted.pop(_CONFIG)
    return _put_all(folder, [*sorted(wanted.items()), (_CONFIG, config)])


def _tree(root: Path, folder: Path, skip: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield the files below ``folder``, named from ``root``; names in ``skip`` are left out."""
    for path in sorted(folder.iterdir()):
        if path.name in skip or path.name.startswith(("__", "mactl.db")):
            continue
        if path.is_dir():
            yield from _tree(root, path)
        else:
            yield _dotted(path.relative_to(root)), path.read_bytes()


def _dotted(path: Path) -> str:
    parts = ["." + part.removeprefix("dot_") if part.startswith("dot_") else part for part in path.parts]
    return str(PurePosixPath(*parts))


def _as_demo(planned: dict[str, bytes], now: int) -> dict[str, bytes]:
    """Return the starter's files turned into the demo shop's."""
    own = Path(shop.__file__).parent / "files"
    made = dict(planned)
    made["data/products.json"] = (own / "products.json").read_bytes()
    for name in ("campaigns", "segments"):
        made[f"data/{name}.json"] = _joined(planned[f"data/{name}.json"], (own / f"{name}.json").read_bytes())
    for name in ("README.md", "README.zh-CN.md"):
        made[name] = planned[name].replace(b"u001", b"c0001")
    made[_CONFIG] = _branded(planned[_CONFIG])
    return made | dict(files(now=now))


def _joined(first: bytes, second: bytes) -> bytes:
    """Return two JSON lists as one, each as its author wrote it."""
    return first.rstrip().removesuffix(b"]").rstrip() + b",\n" + second.lstrip().removeprefix(b"[").lstrip(b"\r\n")


def _branded(config: bytes) -> bytes:
    """Return the configuration with the demo shop's name."""
    name = json.dumps(json.loads(config)["workspace"]["name"], ensure_ascii=False)
    return config.replace(name.encode(), f'"{NAME}"'.encode(), 1)


def _refuse_workspace(folder: Path) -> None:
    if (folder / _CONFIG).exists():
        raise MactlError(
            _("{folder} is a workspace already", folder=folder),
            _("give another folder: mactl init NAME; to see what is wrong with this one: mactl doctor"),
        )


def _refuse_overwriting(folder: Path, wanted: dict[str, bytes]) -> None:
    there = sorted(name for name in wanted if os.path.lexists(folder / name))
    if there:
        raise MactlError(
            _(
                "{folder} already has {names}",
                folder=folder,
                names=", ".join(there[:5]) + (" ..." if there[5:] else ""),
            ),
            _("nothing was written; move these files away, or give another folder: mactl init NAME"),
        )


def _put_all(folder: Path, wanted: list[tuple[str, bytes]]) -> list[Path]:
    """Write all files or, when one cannot be written, none."""
    done: list[Path] = []
    try:
        for name, data in wanted:
            done.append(_put(folder / name, data))
    except BaseException:
        for path in done:
            path.unlink(missing_ok=True)
        raise
    return done


def _put(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all (P2)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".mactl-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise MactlError(
            _("{path} cannot be written: {fault}", path=path, fault=refusal(fault)),
            _("give a folder that you may write to, with 20 MB free"),
        ) from fault
    return path
