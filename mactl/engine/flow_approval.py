"""Whether a flow may run: somebody approved exactly this version, its templates included, where that is asked (G1)."""

from __future__ import annotations

from hashlib import sha256

from mactl.core.flows.program import Program, restore
from mactl.core.flows.steps.send import Send
from mactl.core.model.flow import Flow
from mactl.engine import flow_messages, planning
from mactl.engine.workspace import Workspace
from mactl.errors import MactlError
from mactl.i18n import _
from mactl.store import controls, flows
from mactl.store.database import Database
from mactl.store.origins import Origin


def version(workspace: Workspace, program: Program) -> str:
    """Return the hash that an approval is for: the definition, and the bytes of every template it names (G1)."""
    books, sums = planning.library(workspace), [program.definition]
    for step in sends(program):
        campaign = flow_messages.as_campaign(program.flow, step)
        sums += [planning.load_template(workspace, books, campaign, each).digest() for each in campaign.channels]
    return sha256("\n".join(sums).encode()).hexdigest()


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
