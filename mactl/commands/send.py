"""`mactl send`: a campaign goes out, once to each person, and the terminal says what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from mactl.commands import _amounts, _invocation
from mactl.commands._invocation import Invocation
from mactl.core.model.report import Report
from mactl.errors import MactlError, StoppedError, UsageError
from mactl.i18n import _, mark

if TYPE_CHECKING:
    from mactl.api.results import Sent
    from mactl.api.sending import Options
    from mactl.core.model.campaign import Campaign
    from mactl.engine.workspace import Workspace

_CAMPAIGN = mark("The campaign's name or id.")
_DRY_RUN = mark("Show what would happen; send nothing.")
_YES = mark("Do not ask before sending.")
_LIMIT = mark("Send at most so many messages now; --resume sends the rest.")
_ONLY = mark("Send to this customer (id) only; --resume sends the rest.")
_TEST_TO = mark("Send a test to this address, phone number or tester; it is in no report.")
_AS = mark("With --test-to: render as this customer (id).")
_SANDBOX = mark("Write to data/sandbox/ instead of sending.")
_MAX_COST = mark("Stop before the cost exceeds this amount.")
_RESUME = mark("Go on with a run that was cut short.")
_IN_DOUBT = mark("Messages whose answer was lost: skip (leave them as they are) or resend.")

app = typer.Typer()


@app.command()
def send(
    context: typer.Context,
    *,
    campaign: Annotated[str, typer.Option(help=_CAMPAIGN)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_DRY_RUN)] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=_YES)] = False,
    limit: Annotated[int | None, typer.Option(min=1, help=_LIMIT)] = None,
    only: Annotated[str | None, typer.Option(help=_ONLY)] = None,
    test_to: Annotated[list[str] | None, typer.Option(help=_TEST_TO)] = None,
    as_customer: Annotated[str | None, typer.Option("--as", help=_AS)] = None,
    sandbox: Annotated[bool, typer.Option("--sandbox", help=_SANDBOX)] = False,
    max_cost: Annotated[str | None, typer.Option(help=_MAX_COST)] = None,
    resume: Annotated[bool, typer.Option("--resume", help=_RESUME)] = False,
    in_doubt: Annotated[str, typer.Option(help=_IN_DOUBT)] = "skip",
) -> Report:
    """Send a campaign, once to each person of its audience.

    Every person passes the gates first: consent, suppression list, quiet hours, frequency caps and the rest. Whatever
    happens, nobody gets the campaign twice, and everybody ends in exactly one recorded state.

    Examples:

        mactl send --campaign 新品推广 --dry-run
        mactl send --campaign 新品推广
        mactl send --campaign 新品推广 --test-to mei@example.com
    """
    from mactl.api.sending import Options
    from mactl.engine import catalogue

    workspace = _invocation.workspace(context)
    wanted = catalogue.read(workspace).campaign(campaign)
    if test_to:
        _refuse_beside_a_test(dry_run=dry_run, resume=resume, limit=limit, only=only)
        return _test(workspace, wanted, test_to, as_customer)
    options = Options(sandbox=sandbox, limit=limit, only=only, max_cost=_amounts.amount(max_cost), resume=resume,
                      in_doubt=_in_doubt(in_doubt))  # fmt: skip
    if dry_run:
        return _rehearse(workspace, wanted, options)
    return _send(_invocation.of(context), workspace, wanted, options, asked=yes)


def _refuse_beside_a_test(**given: object) -> None:
    """Refuse what --test-to would pass over in silence: it sends for real, to those whom it names alone."""
    for name, value in given.items():
        if value is not None and value is not False:
            raise UsageError(
                _("--{option} is not for --{beside}", option=name.replace("_", "-"), beside="test-to"),
                _("--test-to sends one message a channel to whom it names, and to nobody else"),
            )


def _test(workspace: Workspace, campaign: Campaign, to: Sequence[str], customer: str | None) -> Report:
    from mactl.api import testing

    return testing.report(workspace, testing.send_test(workspace, campaign, to, customer))


def _rehearse(workspace: Workspace, campaign: Campaign, options: Options) -> Report:
    from mactl.api import people, sending
    from mactl.commands import _sent, _stopped

    people.notice_audience(workspace, campaign.audience)
    would = _sent.rehearsed(workspace, campaign, sending.rehearse(workspace, campaign, options))
    return replace(would, sentences=(*would.sentences, *_stopped.told(workspace, _reaching(campaign))))


def _send(invocation: Invocation, workspace: Workspace, campaign: Campaign, options: Options, *, asked: bool) -> Report:
    from mactl.api import sending
    from mactl.commands import _sent, _stopped

    if not asked:
        _confirm(invocation, workspace, campaign, options)
    try:
        with invocation.talk.progress(_("sending")) as progress:
            sent = sending.send(workspace, campaign, options, progress)
    except KeyboardInterrupt:
        raise StoppedError(
            _("stopped; everything sent so far is recorded"),
            _("mactl send --campaign {name} --resume goes on where it stopped", name=campaign.name),
        ) from None
    told = _sent.report(workspace, campaign, sent)
    return replace(told, sentences=(*told.sentences, *_stopped.told(workspace, _reaching(campaign))))


def _reaching(campaign: Campaign) -> set[tuple[str, str]]:
    """Return the stops, as scope and name, that would hold a campaign or a part of it."""
    return {("all", ""), ("campaign", campaign.id), *(("channel", each) for each in campaign.channels)}


def _confirm(invocation: Invocation, workspace: Workspace, campaign: Campaign, options: Options) -> None:
    """Show people, parts, cost and the top refusals, and ask; a sandbox run is not asked about."""
    from mactl.api import sending
    from mactl.commands import _sent

    would = sending.rehearse(workspace, campaign, options)
    if would.mode == "sandbox" or would.already or _nothing_new(would):
        return
    if not invocation.interactive:
        raise MactlError(
            _("a live send needs a yes, and nobody is here to give it"),
            _("look at mactl send --campaign {name} --dry-run, then add --yes", name=campaign.name),
        )
    for line in _sent.question(workspace, would):
        invocation.talk.say(line)
    if not invocation.talk.ask(_("Send now?")):
        raise MactlError(_("nothing was sent"), _("--dry-run shows who would get what"))


def _nothing_new(would: Sent) -> bool:
    return not int(str(would.messages["sent"]))


def _in_doubt(choice: str) -> str:
    if choice not in {"skip", "resend"}:
        raise UsageError(_("--in-doubt cannot be {text}", text=choice), _("it is skip or resend"))
    return choice
