"""The daemon's clockwork: many workspaces side by side; those that come, go, or end by themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from mactl.daemon import Fleet

A, B, C = Path("acme"), Path("bolt"), Path("茶铺")
_PATIENCE = 10  # seconds; what is waited for comes at once


class Harbour:
    """Workspaces that are there, who is served, and what was told."""

    def __init__(self, *there: Path) -> None:
        self.there = set(there)
        self.served: dict[Path, list[threading.Event]] = {}
        self.told: list[tuple[str, str]] = []
        self.changed = threading.Condition()
        self.stop = threading.Event()
        self.fleet = Fleet(look=lambda: set(self.there), serve=self.serve, told=self.hear, seconds=0.01)
        self.thread = threading.Thread(target=self.fleet.sail, args=(self.stop,))

    def serve(self, folder: Path, ending: threading.Event) -> None:
        with self.changed:
            self.served.setdefault(folder, []).append(ending)
            self.changed.notify_all()
        if folder == C and len(self.served[C]) == 1:
            return  # the first time it ends by itself
        ending.wait(_PATIENCE)

    def hear(self, folder: Path, what: str) -> None:
        with self.changed:
            self.told.append((folder.name, what))
            self.changed.notify_all()

    def until(self, happened: Callable[[], bool]) -> None:
        with self.changed:
            assert self.changed.wait_for(happened, _PATIENCE), (self.told, self.served)

    def __enter__(self) -> Harbour:
        self.thread.start()
        return self

    def __exit__(self, *_wrong: object) -> None:
        self.stop.set()
        self.thread.join(_PATIENCE)
        assert not self.thread.is_alive()


def test_new_ones_are_served_and_the_others_not_disturbed() -> None:
    with Harbour(A) as harbour:
        harbour.until(lambda: A in harbour.served)
        harbour.there.add(B)
        harbour.until(lambda: B in harbour.served)
        assert [ending.is_set() for ending in harbour.served[A]] == [False]
    assert harbour.served[A][0].is_set()
    assert harbour.told == [("acme", "begun"), ("bolt", "begun")]


def test_one_that_is_gone_is_let_go_of_and_served_again_when_it_is_back() -> None:
    with Harbour(A, B) as harbour:
        harbour.until(lambda: len(harbour.served) == 2)
        harbour.there.remove(B)
        harbour.until(lambda: ("bolt", "gone") in harbour.told)
        assert harbour.served[B][0].is_set()
        assert not harbour.served[A][0].is_set()
        harbour.there.add(B)
        harbour.until(lambda: len(harbour.served[B]) == 2)
    assert harbour.told.count(("bolt", "gone")) == 1


def test_one_that_ends_by_itself_is_begun_again() -> None:
    with Harbour(A, C) as harbour:
        harbour.until(lambda: len(harbour.served.get(C, [])) == 2)
        assert len(harbour.served[A]) == 1
    assert ("茶铺", "again") in harbour.told


def test_all_may_be_gone_for_a_while() -> None:
    with Harbour() as harbour:
        harbour.there.add(A)
        harbour.until(lambda: A in harbour.served)
