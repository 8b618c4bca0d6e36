"""The first start: a firm with its pack, its desk team, its mailbox and its administrator."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail.models import Mailbox
from deskhand.packs.loading import apply
from deskhand.people.accounts import open_account
from deskhand.people.administration import make_agent, save_team
from deskhand.people.finding import find_or_add
from deskhand.people.models import Agent, Team
from deskhand.provider.events import SettingChanged
from deskhand.provider.firm import is_set_up
from deskhand.provider.models import Provider

FIRST_PACK = "five-priority"


class AlreadyFounded(Exception):
    """The desk has its firm; there is one only."""


@dataclass(frozen=True, slots=True)
class NewFirm:
    """What the first page asks for. `mailbox` is the address that clients write to."""

    firm: str
    time_zone: str
    name: str
    email: str
    password: str | None
    mailbox: str
    language: str = "en"


@transaction.atomic
def found(new: NewFirm, *, at: datetime) -> Agent:
    """Found the firm and return its first administrator; raises AlreadyFounded."""
    if is_set_up():
        raise AlreadyFounded(_("This desk is set up already. Sign in to change it."))
    Provider.objects.create(
        name=new.firm,
        time_zone=new.time_zone,
        language=new.language,
        shows_first_steps=True,
    )
    apply(FIRST_PACK, at=at)
    person = find_or_add(new.email, name=new.name, at=at).person
    person.name, person.needs_review, person.time_zone = new.name, False, new.time_zone
    person.save()
    agent = make_agent(person, role=Agent.Role.ADMINISTRATOR)
    open_account(person, password=new.password, at=at)
    team = save_team(
        Team(name=_("Service desk"), is_default=True), Agent.objects.filter(pk=agent.pk)
    )
    if new.mailbox:
        Mailbox.objects.create(
            name=new.firm, email=new.mailbox.strip().lower(), team=team, is_default=True
        )
    event = SettingChanged(what="firm", setting=1, act="made")
    record(event, by=system("first start"), at=at)
    return agent
