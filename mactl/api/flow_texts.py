"""What a carrier would refuse of a flow's short messages: no signature, no way out, too long."""

from __future__ import annotations

from collections.abc import Iterator

from mactl.adapters.sms.sandbox import SandboxSms
from mactl.core.decode.faults import Path
from mactl.core.flows.reading import read_steps, walk
from mactl.core.flows.step import Wrong
from mactl.core.flows.steps.send import Send
from mactl.core.model.flow import Flow
from mactl.core.model.message import Outgoing
from mactl.engine import planning
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.templating.sample import SAMPLE

_PHONE = "+8613800000000"


def doubts(workspace: Workspace, flow: Flow) -> Iterator[Wrong]:
    """Yield the short messages of a flow that a Chinese carrier would refuse, each template once."""
    live = planning.channel_settings(workspace, "sms").mode == "live"  # where providers may add what is missing
    if workspace.config.workspace.country != "CN" or live:
        return
    asked: dict[str, Path] = {}
    for twig in walk(read_steps(flow.steps, [])):
        for channel, template in twig.step.send.ways() if isinstance(twig.step, Send) else ():
            if channel == "sms":
                asked.setdefault(template, (*twig.path, "send"))
    for template, path in asked.items():
        reason = _refused(workspace, template, marketing=flow.class_ == "marketing")
        if reason:
            message = _("a carrier would refuse {file}: {reason}", file=f"sms/{template or 'sms'}.txt", reason=reason)
            hint = _('Begin it with {example} and write its text into the block "body": that layout has both.').replace(
                "{example}", '{% extends "sms.txt" %}'
            )
            yield path, message, hint


def _refused(workspace: Workspace, template: str, *, marketing: bool) -> str:
    """Return why a template's message would be refused; nothing where it would not, or has a fault of its own."""
    try:
        loaded = planning.library(workspace).load(channel="sms", name=template, marketing=marketing)
        content = SAMPLE.render(loaded)
        provider = planning.provider_of(workspace, "sms", "sandbox")
    except MactlError:
        return ""
    if not isinstance(provider, SandboxSms):
        return ""
    receipt = provider.check(Outgoing(0, "", "sms", _PHONE, content, 0, marketing=marketing))
    return receipt.detail if receipt is not None and receipt.status == "error" else ""
