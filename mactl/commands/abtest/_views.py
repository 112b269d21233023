"""What people and programs are shown of A/B tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from mactl.commands import _names
from mactl.core.experiments import sentences
from mactl.core.model.experiment import AbTest, Variant
from mactl.i18n import _, mark

TEST = mark("The test, by name or id.")
Argument = Annotated[
    str | None,
    typer.Argument(metavar="TEST", help=TEST, autocompletion=_names.tests, show_default=False),
]
Option = Annotated[str | None, typer.Option("--test", metavar="NAME", help=TEST, autocompletion=_names.tests)]

_METHODS: Mapping[str, str] = {
    "fixed": mark("fixed sample"),
    "sequential": mark("sequential"),
    "bayesian": mark("Bayesian"),
    "bandit": mark("bandit"),
}
_STATES: Mapping[str, str] = {
    "draft": mark("draft"),
    "running": mark("running"),
    "concluded": mark("concluded"),
    "stopped": mark("stopped"),
}


def state(name: str) -> str:
    """Return the word for where a test stands."""
    return _(_STATES.get(name, name))


def method(name: str) -> str:
    """Return what people call a method."""
    return _(_METHODS.get(name, name))


def place(test: AbTest) -> str:
    """Return what a test stands on."""
    if test.campaign:
        return _("campaign {name}", name=test.campaign)
    return _("flow {name}", name=test.flow) if test.flow else _("an e-mail of its own")


def variant(one: Variant) -> str:
    """Return what a variant changes."""
    parts = [
        one.subject and one.subject != one.name and _("subject “{text}”", text=one.subject),
        one.template and _("template {name}", name=one.template),
        one.send_at and _("at {time}", time=one.send_at),
        one.channel and _names.channel(one.channel),
    ]
    said = _(", ").join(str(part) for part in parts if part)
    return f"{one.name} ({said})" if said else one.name


def metric(test: AbTest) -> str:
    """Return what a test measures."""
    return sentences.metric(test.metric)


def shares(people: Mapping[str, int]) -> str:
    """Return how an audience is parted."""
    said = _("{test:,} people test, {rest:,} wait for the winner", test=people["test"], rest=people["rest"])
    if people["holdout"]:
        said += _(", {n:,} get nothing", n=people["holdout"])
    return said


def document(test: AbTest) -> dict[str, Any]:
    """Return what programs get of a test's definition."""
    return {
        "test": test.id,
        "name": test.name,
        "campaign": test.campaign or None,
        "flow": test.flow or None,
        "metric": test.metric,
        "method": test.method,
        "variants": [{"name": one.name, "weight": one.weight} for one in test.arms],
    }
