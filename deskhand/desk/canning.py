"""A canned reply on a ticket: its placeholders filled, with what it sets along."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.canned.choosing import count_use, offered, reply_for
from deskhand.canned.models import CannedReply
from deskhand.catalog.models import Status
from deskhand.people.acting import agent_id_of
from deskhand.people.languages import language_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.rules.placeholders import filled, placeholders_in
from deskhand.sla.models import PromiseKind
from deskhand.sla.reading import clocks_on, is_owed, when_words
from deskhand.tickets.models import Ticket
from deskhand.tickets.placeholders import NAMES, values_for

# What a placeholder can be called, with what it stands for.
KNOWN = {
    **NAMES,
    "ticket.url": gettext_lazy("address of the request in the portal"),
    "promise.first_response": gettext_lazy("by when the first answer is promised"),
    "promise.resolution": gettext_lazy("by when the solution is promised"),
    "date.today": gettext_lazy("the day of today"),
}


@dataclass(frozen=True, slots=True)
class Insert:
    """What is put into the composer: text, what is still to be filled in, status and tags."""

    text: str
    missing: list[str]
    status: Status | None
    tags: list[str]


def fitting(ticket: Ticket, words: str, *, by: Reader) -> list[CannedReply]:
    """Return the canned replies that these words may mean on this ticket."""
    return offered(by, words, language=language_of(ticket.requester, ticket.organization))


def insert(ticket: Ticket, pk: int, *, by: Reader, at: datetime) -> Insert:
    """Fill a canned reply for a ticket, and count its use; raises NoSuchReply."""
    row = reply_for(by, pk)
    count_use(row)
    text = filled(row.text, values(ticket, by=by, at=at))
    return Insert(text, placeholders_in(text), _status(ticket, row), list(row.tags))


def _status(ticket: Ticket, row: CannedReply) -> Status | None:
    statuses = ticket.status.scheme.statuses.filter(archived_at=None)
    found: Status | None = statuses.filter(category=row.status_category).first()
    return found if row.status_category else None


def values(ticket: Ticket, *, by: Reader, at: datetime) -> Mapping[str, str]:
    """Return what is known for each placeholder, in the requester's language and time zone."""
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    zone = zone_of(ticket.requester, ticket.organization)
    with translation.override(language_of(ticket.requester, ticket.organization)):
        today = formats.date_format(timezone.localtime(at, zone), "j F Y")
        due = {
            clock.kind: when_words(clock.due_at, zone, at=at)
            for clock in clocks_on(ticket)
            if is_owed(clock) and clock.due_at is not None and clock.replaced_at is None
        }
        of_ticket = values_for(ticket, agent=agent)
    return {
        **of_ticket,
        "ticket.url": f"{settings.DESKHAND_URL}/requests/{ticket.pk}/",
        "promise.first_response": due.get(PromiseKind.FIRST_RESPONSE, ""),
        "promise.resolution": due.get(PromiseKind.RESOLUTION, ""),
        "date.today": today,
    }


def unfilled_words(text: str) -> str:
    """Say what is still to be filled in before a text may leave; empty where nothing is."""
    missing = placeholders_in(text)
    if not missing:
        return ""
    names = ", ".join("{{" + name + "}}" for name in missing[:5])
    return _("Fill in %(names)s before you send.") % {"names": names}
