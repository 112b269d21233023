"""``mactl campaign resend``: a campaign once more, to those who did not open it or to whom it failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _amounts, _invocation, _names
from mactl.commands._invocation import Invocation
from mactl.commands.campaign import _resent, _views
from mactl.core.messages.resends import WHOM
from mactl.core.model.report import Report
from mactl.errors import MactlError, StoppedError, UsageError
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.api.sending import Options
    from mactl.core.model.campaign import Campaign
    from mactl.engine.resending import Wish
    from mactl.engine.workspace import Workspace

_TO = mark("unopened: who got it and did not open it. failed: to whom it could not be handed over.")
_SUBJECT = mark("Another subject for the e-mail.")
_AFTER = mark("With unopened: only what was sent at least so long ago.")
_AGAIN = mark("Once more, to those who are still left after the last time.")
_DRY_RUN = mark("Show whom it reaches; send nothing.")
_YES = mark("Do not ask before sending.")
_LIMIT = mark("Send at most so many messages now; the same command sends the rest.")
_SANDBOX = mark("Write to data/sandbox/ instead of sending, to those whom the sandbox reached.")
_MAX_COST = mark("Stop before the cost exceeds this amount.")

app = typer.Typer()


@app.command()
def resend(
    context: typer.Context,
    name: _views.Argument = None,
    campaign: _views.Option = None,
    *,
    to: Annotated[str, typer.Option("--to", metavar="unopened|failed", help=_TO)],
    subject: Annotated[str, typer.Option(metavar="TEXT", help=_SUBJECT)] = "",
    after: Annotated[str, typer.Option(metavar="TIME", help=_AFTER)] = "24h",
    again: Annotated[bool, typer.Option("--again", help=_AGAIN)] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_DRY_RUN)] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_YES)] = False,
    limit: Annotated[int | None, typer.Option(metavar="NUMBER", min=1, help=_LIMIT)] = None,
    max_cost: Annotated[str | None, typer.Option(metavar="AMOUNT", help=_MAX_COST)] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help=_SANDBOX)] = False,
) -> Report:
    """Send a finished campaign once more, to those who did not open it or to whom it could not be handed over.

    It says whom it reaches and why the others are left out, asks every gate again (consent, suppression list, quiet
    hours, caps, budget), and goes out once: the same command goes on with it or says that it is done.

    Examples:

        mactl campaign resend 新品推广 --to unopened --subject 您可能错过了
        mactl campaign resend 新品推广 --to failed --dry-run
    """
    from mactl.api import resending
    from mactl.api.sending import Options
    from mactl.engine import catalogue
    from mactl.engine.resending import Wish

    if to not in WHOM:
        raise UsageError(_("--to cannot be {text}", text=to), _("it is unopened or failed"))
    workspace = _invocation.workspace(context)
    found = catalogue.read(workspace).campaign(_names.chosen(name, campaign, "--campaign"))
    wish = Wish(to=to, subject=subject, after=after, again=again, sandbox=sandbox)
    options = Options(limit=limit, max_cost=_amounts.amount(max_cost))
    if dry_run:
        return _resent.report(workspace, found, wish, resending.rehearse(workspace, found, wish, options), dry=True)
    return _send(_invocation.of(context), workspace, found, wish, options, asked=yes)


def _send(
    invocation: Invocation, workspace: Workspace, campaign: Campaign, wish: Wish, options: Options, *, asked: bool
) -> Report:
    from mactl.api import resending

    if not asked:
        _confirm(invocation, workspace, campaign, wish, options)
    try:
        with invocation.talk.progress(_("sending")) as progress:
            done = resending.resend(workspace, campaign, wish, options, progress)
    except KeyboardInterrupt:
        raise StoppedError(
            _("stopped; everything sent so far is recorded"), _("the same command goes on where it stopped")
        ) from None
    return _resent.report(workspace, campaign, wish, done, dry=False)


def _confirm(invocation: Invocation, workspace: Workspace, campaign: Campaign, wish: Wish, options: Options) -> None:
    """Show whom it reaches, and ask; a sandbox run is not asked about."""
    from mactl.api import resending

    would = resending.rehearse(workspace, campaign, wish, options)
    if all(one.sent.mode == "sandbox" or one.sent.already for one in would):
        return
    if not invocation.interactive:
        raise MactlError(
            _("a live send needs a yes, and nobody is here to give it"), _("look at it with --dry-run, then add --yes")
        )
    for line in _resent.question(workspace, wish, would):
        invocation.talk.say(line)
    if not invocation.talk.ask(_("Send now?")):
        raise MactlError(_("nothing was sent"), _("--dry-run shows who would get what"))
