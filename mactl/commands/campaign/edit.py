"""``mactl campaign edit``: a campaign in your editor."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from mactl.api import authoring
from mactl.commands import _invocation, _names
from mactl.commands._invocation import Invocation
from mactl.commands.campaign import _limits, _views
from mactl.core.decode.machine import refusal
from mactl.core.decode.strict_json import read
from mactl.core.model.campaign import Campaign
from mactl.core.model.report import Report
from mactl.engine import catalogue
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _

app = typer.Typer()


@app.command()
def edit(
    context: typer.Context,
    name: _views.Argument = None,
    campaign: _views.Option = None,
    *,
    cap: _limits.Cap = None,
    budget: _limits.Budget = None,
    quiet: _limits.Quiet = None,
    window: _limits.Window = None,
    goal: _limits.Goal = None,
) -> Report:
    """Open a campaign in your editor ($VISUAL, else $EDITOR), and check it before it is written back.

    With one of the options below only that is changed, and no editor is opened. A definition with faults is never
    written: they are named, and you may go on editing.

    Examples:

        EDITOR=nano mactl campaign edit --campaign 新品推广
        mactl campaign edit 新品推广 --cap 1/7d --quiet none
    """
    invocation = _invocation.of(context)
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    asked = {"cap": cap, "budget": budget, "quiet": quiet, "window": window, "goal": goal}
    if any(value is not None for value in asked.values()):
        written = authoring.written(workspace, found)
        after = _limits.put(written, cap=cap, budget=budget, quiet=quiet, window=window, goal=goal)
        if after != written:
            authoring.change(workspace, found, after)
        return _said(found, changed=after != written)
    return _said(found, changed=_in_editor(invocation, workspace, found))


def _said(found: Campaign, *, changed: bool) -> Report:
    told = _("{name} is changed.", name=found.name) if changed else _("{name} is as it was.", name=found.name)
    return Report(sentences=(told,), document={"campaign": found.id, "changed": changed})


def _in_editor(invocation: Invocation, workspace: Workspace, found: Campaign) -> bool:
    """Let a person edit a campaign; return whether it was changed."""
    before = json.dumps(authoring.written(workspace, found), ensure_ascii=False, indent=2) + "\n"
    handle, path = tempfile.mkstemp(prefix=f"{found.id}-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(before)
    after = _edited(invocation, workspace, found, Path(path), before)
    Path(path).unlink(missing_ok=True)
    return after is not None


def _edited(invocation: Invocation, workspace: Workspace, found: Campaign, path: Path, before: str) -> Campaign | None:
    """Edit until the definition is right or nobody goes on; return the campaign, None where nothing was changed."""
    while True:
        _open_editor(path)
        text = path.read_text("utf-8")
        if text == before:
            return None
        try:
            return authoring.change(workspace, found, _object(text))
        except MactlError as fault:
            if invocation.interactive:
                invocation.talk.say(fault.message)
                if invocation.talk.ask(_("Edit again?")):
                    continue
            hint = _("what you wrote is kept in {path}", path=path)
            raise MactlError(fault.message, hint) from None


def _object(text: str) -> Mapping[str, Any]:
    value = read(text.encode(), _("the campaign")).value
    if not isinstance(value, dict):
        raise MactlError(_("a campaign is an object in braces"), "")
    return value


def _open_editor(path: Path) -> None:
    words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        done = subprocess.run([*words, str(path)], check=False)
    except OSError as fault:
        raise MactlError(
            _("the editor {name} cannot be started: {fault}", name=words[0], fault=refusal(fault)),
            _("set EDITOR to one that is there, such as nano"),
        ) from None
    if done.returncode:
        raise MactlError(
            _("the editor ended with an error; nothing was changed"), _("what you wrote is kept in {path}", path=path)
        )
