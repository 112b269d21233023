"""The Python interface to A/B tests: written into data/ab_tests.json, run, and judged without a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mactl.api import abtests, opening
from mactl.api.abtests import Progress, Ran
from mactl.authored import editing
from mactl.authored.abtest_checks import check_test
from mactl.authored.lists import load_bytes
from mactl.core.decode.faults import Fault, error
from mactl.core.decode.slugs import slug
from mactl.core.experiments import sentences
from mactl.core.experiments.verdict import Verdict
from mactl.core.model.experiment import AbTest
from mactl.engine import catalogue
from mactl.engine.abtests.counting import Asked
from mactl.engine.catalogue import TESTS
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import experiments


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """How a test stands: ``winner`` is None while there is none, as ``sentence`` explains; ``verdict`` has it all."""

    winner: str | None
    status: str
    sentence: str
    notes: tuple[str, ...]
    verdict: Verdict


class ABTesting:
    """An A/B test of a workspace. Without a campaign its variants are subjects of the default e-mail.

    Example:
        ab_test = ABTesting(name="邮件主题测试", variants=["主题A", "主题B", "主题C"])
        ab_test.run(audience="new_users", metric="open_rate")
        results = ab_test.analyze()
        print(results.winner)
    """

    def __init__(
        self,
        name: str,
        variants: Sequence[str | Mapping[str, Any]],
        *,
        workspace: Path | str | None = None,
        now: str | None = None,
        who: str = "python",
        **more: Any,
    ) -> None:
        """Name a test; ``more`` are its other keys in the file (campaign, share, holdout, method ...)."""
        self.workspace: Workspace = opening.open_workspace(workspace, now=now, who=who)
        self.definition: dict[str, Any] = {"name": name, "variants": [_plain(one) for one in variants], **more}

    def run(self, *, sandbox: bool = False, progress: Progress = lambda _done, _total: None, **more: Any) -> Ran:
        """Write the test into data/ab_tests.json if it is new, draw everybody, and send the variants.

        ``more`` are keys of the test (``audience``, ``metric`` ...). A test of the same name that was not started yet
        is replaced; one that was started must say the same.

        Raises:
            MactlError: what is given has faults, or the test cannot run.
        """
        self.definition |= more
        return abtests.run(self.workspace, self._written(), sandbox=sandbox, progress=progress)

    def analyze(self, **asked: Any) -> Results:
        """Return how the test stands; ``asked`` are another metric, goal, window, minimum_effect or method."""
        test = catalogue.read(self.workspace).test(self.definition["name"])
        found = abtests.analyze(self.workspace, test, Asked(**asked))
        words = sentences.words_for(found, self.workspace.config.workspace.currency)
        return Results(
            winner=found.winner or None,
            status=found.status,
            sentence=sentences.sentence(found, words),
            notes=tuple(sentences.notes(found, words)),
            verdict=found,
        )

    def stop(self, winner: str = "") -> None:
        """End the test; with ``winner`` the rest of the audience gets that variant, by the next tick."""
        abtests.stop(self.workspace, catalogue.read(self.workspace).test(self.definition["name"]), winner)

    def _written(self) -> AbTest:
        """Return the test as the file has it, written there if it is new or was never started."""
        wanted = _checked(json.dumps([self.definition], ensure_ascii=False, default=str), 0)
        path = self.workspace.folder / TESTS
        before = editing.raw(path, TESTS)
        place = next((n for n, one in enumerate(before) if _is(one, wanted)), None)
        if place is None:
            text = editing.add(path, TESTS, self.definition)
        elif before[place] == self.definition or self._is_started(wanted.id):
            return catalogue.read(self.workspace).test(wanted.id) if before[place] == self.definition else wanted
        else:
            text = editing.exchange(path, TESTS, place, self.definition)
        _checked(text, len(before) if place is None else place)
        editing.save(path, text)
        return catalogue.read(self.workspace).test(wanted.id)

    def _is_started(self, test: str) -> bool:
        with self.workspace.open() as database:
            return experiments.find(database, test) is not None


def _plain(one: str | Mapping[str, Any]) -> str | dict[str, Any]:
    return one if isinstance(one, str) else dict(one)


def _is(one: Any, wanted: AbTest) -> bool:
    return isinstance(one, dict) and wanted.id in {one.get("id"), slug(str(one.get("name", "")))}


def _checked(text: str, index: int) -> AbTest:
    """Return the test at ``index`` of a file's text, every other left aside; raise MactlError with its faults."""
    loaded = load_bytes(text.encode(), AbTest, TESTS, check_test)
    own = [fault for fault in loaded.faults if fault.path[:1] == (index,)]
    if own:
        raise error([Fault(message=one.message, path=one.path[1:], hint=one.hint) for one in own], _("the A/B test"))
    whole: dict[str, Any] = json.loads(text)[index]
    found = next((one for one in loaded.objects if _is(whole, one)), None)
    if found is None:
        raise MactlError(_("No A/B test named {name}", name=whole.get("name")), _("mactl abtest list shows them all"))
    return found
