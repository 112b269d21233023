"""The files under ``data/``: whether they can be read, and every object of them that holds a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mactl.api.checkup._finding import Finding, fault
from mactl.authored import editing, load_list
from mactl.core.decode.faults import Fault
from mactl.core.decode.rows import rows
from mactl.core.model.product import Product
from mactl.engine import catalogue, festivals, maps, rewards
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError

_LISTS = ("ab_tests", "strategies")


def check(workspace: Workspace) -> Iterator[Finding]:
    """Yield the faults of the authored files, each with file and line."""
    yield from _tried(lambda: catalogue.read(workspace).faults)
    yield from _tried(lambda: festivals.read(workspace).faults)
    yield from _tried(lambda: rewards.read(workspace).faults)
    yield from _tried(lambda: _maps(workspace))
    path = workspace.data / "products.json"
    yield from _tried(lambda: load_list(path, Product, f"data/{path.name}").faults)
    for name in _LISTS:
        yield from _tried(lambda name=name: _raw(workspace, name))  # type: ignore[misc]
    yield from _tried(lambda: _customers(workspace))


def _tried(read: Callable[[], tuple[Fault, ...]]) -> Iterator[Finding]:
    try:
        found = read()
    except MactlError as wrong:
        yield fault(wrong)
        return
    for one in found:
        place = one.place()
        yield Finding(message=f"{place}: {one.message}" if place else one.message, hint=one.hint)


def _maps(workspace: Workspace) -> tuple[Fault, ...]:
    """Raise the faults of the shop's own names of RFM scores, if it has any."""
    maps.rfm(workspace)
    return ()


def _raw(workspace: Workspace, name: str) -> tuple[Fault, ...]:
    editing.raw(workspace.data / f"{name}.json", f"data/{name}.json")
    return ()


def _customers(workspace: Workspace) -> tuple[Fault, ...]:
    """Return the rows of customers.json that cannot be read at all."""
    path = workspace.data / "customers.json"
    if not path.exists():
        return ()
    found: list[Fault] = []
    with path.open("rb") as stream:
        for _row in rows(stream, "data/customers.json", found.append):
            pass
    return tuple(found)
