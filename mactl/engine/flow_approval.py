"""Whether a flow may run: somebody approved exactly this version, its templates included, where that is asked (G1)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from mactl.core.flows.program import Program, restore
from mactl.core.flows.steps.do import Do
from mactl.core.flows.steps.send import Send
from mactl.core.model.flow import Flow
from mactl.engine import festivals, flow_messages, planning, rewards
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, flows
from mactl.store.database import Database
from mactl.store.flows import FlowText, Version
from mactl.store.origins import Origin


def version(workspace: Workspace, program: Program) -> str:
    """Return the hash that an approval is for (G1).

    It is of the definition with its actions, the bytes of every template it names, the coupons that it grants, and the
    festival that starts it.
    """
    sums = [
        program.definition,
        *(each.digest for each in texts(workspace, program)),
        *rewards.definitions(workspace, _granted(program)),
        *_festival(workspace, program.flow),
    ]
    return sha256("\n".join(sums).encode()).hexdigest()


def version_of(workspace: Workspace, kept: Version) -> str | None:
    """Return the hash that an approval of a kept version is for; None where a file that it names is gone."""
    try:
        return version(workspace, restore(kept.definition))
    except MactlError:
        return None


def texts(workspace: Workspace, program: Program) -> list[FlowText]:
    """Return the templates of a program's messages with the hash of their bytes, inherited files included."""
    books, found = planning.library(workspace), []
    for step in sends(program):
        campaign = flow_messages.as_campaign(program.flow, step)
        for channel in campaign.channels:
            loaded = planning.load_template(workspace, books, campaign, channel)
            found.append(FlowText(step.id, channel, campaign.content[channel].template, loaded.digest()))
    return found


def _festival(workspace: Workspace, flow: Flow) -> list[str]:
    """Return the festival that starts a flow, as its file, own or shared, has it."""
    name = flow.trigger.get("festival")
    return [repr(one) for one in festivals.read(workspace).festivals if name and name in (one.id, one.name)]


def _granted(program: Program) -> Iterator[str]:
    for node in program.nodes.values():
        if isinstance(node.step, Send):
            yield from (each.coupon for each in node.step.send.grant if each.coupon)
        if isinstance(node.step, Do):
            yield from (each.coupon for each in node.step.do if each.coupon)


def sends(program: Program) -> list[Send]:
    """Return the send steps of a program, in the file's order."""
    return [node.step for node in program.nodes.values() if isinstance(node.step, Send)]


def require_approval(workspace: Workspace, database: Database, flow: Flow, digest: str) -> None:
    """Raise MactlError where an approval is asked for and nobody approved exactly this version."""
    if workspace.config.require_approval and controls.approval(database, "flow", flow.id, digest) is None:
        raise not_approved(flow.name)


def not_approved(name: str) -> MactlError:
    """Return what is said of a flow that nobody approved as it is."""
    return MactlError(
        _("flow {name} is not approved as it stands now", name=name),
        _("mactl flow approve --flow {name} approves exactly this version", name=name),
    )


def require_still_approved(workspace: Workspace, database: Database, origin: Origin) -> None:
    """Raise MactlError where the messages of a flow's step may not go: no version that sends them is approved (G1)."""
    if not workspace.config.require_approval:
        return
    row = flows.find(database, origin.name)
    versions = flows.versions(database, row.number) if row else []
    programs = [restore(each.definition) for each in versions if each.number >= int(origin.version)]
    if not any(is_approved(workspace, database, program) for program in programs):
        raise not_approved(programs[-1].flow.name if programs else origin.name)


def is_approved(workspace: Workspace, database: Database, program: Program) -> bool:
    """Tell whether a version at work may go on: it is approved with the templates as they are now (G1)."""
    if not workspace.config.require_approval:
        return True
    digest = version(workspace, program)
    return controls.approval(database, "flow", program.flow.id, digest) is not None
