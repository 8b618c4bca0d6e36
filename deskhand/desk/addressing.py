"""Whom a reply goes to beside the requester: who reads along, who is added, and who is outside."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.mail.composing import can_be_written_to
from deskhand.people.finding import agent_of, find_or_add, folded, organization_of_domain, person_of
from deskhand.people.models import Membership, Person
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Participant, Ticket
from deskhand.tickets.participants import add_participant, remove_participant

MOST = 20
_BETWEEN = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class Audience:
    """Who else gets a reply: `cc` read along from now on, `bcc` get this one alone.

    `without` are persons who read along and do not get this one. Addresses are folded.
    `may_leave` says that somebody looked at those who are outside.
    """

    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    without: frozenset[int] = frozenset()
    may_leave: bool = False


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who is added to a reply; `person` is None where nobody has the address."""

    address: str
    person: Person | None
    is_outside: bool

    def __str__(self) -> str:
        return str(self.person) if self.person else self.address


class GoesOutside(TicketLocked):
    """A reply would go to somebody of another firm, and nobody has said that it may."""

    def __init__(self, addressees: list[Addressee]) -> None:
        self.addresses = [one.address for one in addressees]
        names = ", ".join(self.addresses)
        words = _("%(names)s: from outside. Confirm below that it goes there too.")
        super().__init__(words % {"names": names})


def addresses_in(text: str) -> tuple[str, ...]:
    """Read addresses between commas or blanks; raises TicketLocked for what is none."""
    found = [folded(word.strip("<>")) for word in _BETWEEN.split(text) if word.strip("<>")]
    wrong = [word for word in found if not can_be_written_to(word)]
    if wrong:
        raise TicketLocked(_("“%(address)s” is no e-mail address.") % {"address": wrong[0][:100]})
    return tuple(dict.fromkeys(found))


def addressees(ticket: Ticket, addresses: Iterable[str]) -> list[Addressee]:
    """Say who these are, and who of them does not belong to the ticket's organization."""
    found = [(address, person_of(address)) for address in addresses]
    return [Addressee(a, person, is_outside(ticket, a, person)) for a, person in found]


def is_outside(ticket: Ticket, address: str, person: Person | None) -> bool:
    """Whether somebody is neither of the ticket's organization nor one of ours."""
    if person is not None:
        if person.pk == ticket.requester_id or agent_of(person) is not None:
            return False
        members = Membership.objects.filter(person=person, organization=ticket.organization_id)
        return ticket.organization_id is None or not members.exists()
    organization = organization_of_domain(address)
    return organization is None or organization.pk != ticket.organization_id


def check(ticket: Ticket, audience: Audience) -> None:
    """Raise GoesOutside, or TicketLocked for more than twenty."""
    added = (*audience.cc, *audience.bcc)
    if len(added) > MOST:
        raise TicketLocked(_("At most %(count)d can be added to one reply.") % {"count": MOST})
    outside = [one for one in addressees(ticket, added) if one.is_outside]
    if outside and not audience.may_leave:
        raise GoesOutside(outside)


def join(ticket: Ticket, audience: Audience, *, by: Actor, at: datetime) -> list[int]:
    """Let those in copy read along; returns whom that is new for."""
    people = [find_or_add(address, at=at).person for address in audience.cc]
    return [person.pk for person in people if add_participant(ticket, person, by=by, at=at)]


def leave(ticket: Ticket, joined: Iterable[int], *, by: Actor, at: datetime) -> None:
    """Undo what `join` did, for those who still read along."""
    rows = Participant.objects.filter(ticket=ticket, person__in=list(joined))
    for row in rows.select_related("person"):
        remove_participant(ticket, row.person, by=by, at=at)
