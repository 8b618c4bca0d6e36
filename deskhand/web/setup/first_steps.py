"""What a new desk wants before it can work: each step is done when the facts say so.

The list leaves when all is done, or when an administrator puts it away.
"""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.journal.reading import set_once
from deskhand.journal.record import record
from deskhand.mail.administration import incoming_letters, mailboxes
from deskhand.people.acting import actor_of
from deskhand.people.administration import agents, organizations, teams
from deskhand.provider.events import SettingChanged
from deskhand.provider.firm import put_first_steps_away
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, what it is good for, and where."""

    words: str
    why: str
    url: str
    is_done: bool


def first_steps(request: DeskRequest) -> list[Step]:
    """Return what a new desk wants, in order; nothing once it was put away or all is done."""
    if not request.firm.shows_first_steps:
        return []
    steps = _steps()
    return [] if all(step.is_done for step in steps) else steps


def _steps() -> list[Step]:
    touched = set_once()
    has_mail = incoming_letters("").exists()
    return [
        Step(
            _("Connect a mailbox"),
            _("Then write a letter to it, and see it become a ticket."),
            reverse("setup:rows", args=["mailboxes"]),
            has_mail or mailboxes().filter(fetches=True).exists(),
        ),
        Step(
            _("Name your teams"),
            _("Tickets are given to teams, and each has a queue of its own."),
            reverse("setup:rows", args=["teams"]),
            "teams" in touched or teams().count() > 1,
        ),
        Step(
            _("Say when you are open"),
            _("Promises count in these hours, without your holidays."),
            reverse("setup:calendars"),
            "calendars" in touched,
        ),
        Step(
            _("Say what you promise"),
            _("Choose a complete way of working, or change how soon you answer."),
            reverse("setup:packs"),
            bool({"policies", "packs", "owed policies"} & touched),
        ),
        Step(
            _("Enter your first client"),
            _("With its mail domain, so that the desk knows who writes."),
            reverse("setup:add", args=["organizations"]),
            organizations().exists(),
        ),
        Step(
            _("Let a colleague in"),
            _("As an agent, with a role and teams."),
            reverse("setup:add", args=["agents"]),
            agents().count() > 1,
        ),
    ]


@require_POST
@administrators_only
def dismiss(request: DeskRequest) -> HttpResponse:
    """Put the list away for good."""
    if put_first_steps_away():
        event = SettingChanged(what="first steps", setting=None, act="removed")
        record(event, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("The first steps are put away. All of it stands under Setup."))
    return redirect("setup:home")
