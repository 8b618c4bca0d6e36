"""Who is on the telephone: found by a name, a number, a firm, or the number of a ticket."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from deskhand.people.callers import MOST, callers, dialled, with_tail
from deskhand.people.folding import TAIL
from deskhand.people.models import Organization, Person
from deskhand.people.reader import Reader
from deskhand.people.reading import people_for
from deskhand.search.directory import find_organizations, find_people
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for

HOUSES = 3
OF_ONE_TICKET = 9


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may be calling, and why he is offered."""

    person: Person
    why: str = ""


@dataclass(frozen=True, slots=True)
class Offered:
    """Who may be meant by what was typed: `name` or `number` is that of somebody new."""

    callers: tuple[Caller, ...] = ()
    organization: Organization | None = None
    name: str = ""
    number: str = ""


def offered(typed: str, *, reader: Reader) -> Offered:
    """Find who may be calling; whoever is found by a number stands first."""
    words = typed.strip()[:200]
    digits = "".join(char for char in words if char.isdecimal())
    if not words:
        return Offered()
    is_number = bool(digits) and not any(char.isalpha() for char in words)
    if is_number:
        return _by_digits(words, digits, reader)
    found = [Caller(one) for one in find_people(words, reader=reader, most=MOST)]
    houses = find_organizations(words, reader=reader, most=HOUSES)
    found += [Caller(one) for one in _members(houses, reader)]
    return Offered(_once(found), name=words)


def of_call(number: str, *, reader: Reader) -> Offered:
    """Offer who may be calling from a number that a telephone system names."""
    if not number:
        return Offered()
    known = callers(number, reader=reader)
    found = [Caller(one) for one in known.people]
    if not found:
        found = [Caller(one) for one in _members(list(known.organizations), reader)]
    return Offered(_once(found), known.organization, number=number)


def _by_digits(words: str, digits: str, reader: Reader) -> Offered:
    found = []
    if len(digits) <= OF_ONE_TICKET and (ticket := _ticket(int(digits), reader)):
        why = _("asks for #%(number)d %(subject)s") % {
            "number": ticket.pk,
            "subject": ticket.subject,
        }
        if ticket.requester is not None:
            found.append(Caller(ticket.requester, why))
    if len(digits) < TAIL:
        return Offered(_once(found))
    found += [Caller(one) for one in with_tail(words, reader=reader)]
    number = dialled(words)
    houses = callers(number, reader=reader).organizations if number else ()
    found += [Caller(one) for one in _members(list(houses), reader)]
    organization = houses[0] if len(houses) == 1 else None
    return Offered(_once(found), organization, number=words)


def _ticket(number: int, reader: Reader) -> Ticket | None:
    found = tickets_for(reader).filter(pk=number).select_related("requester")
    ticket: Ticket | None = found.prefetch_related("requester__addresses").first()
    return ticket


def _members(houses: list[Organization], reader: Reader) -> list[Person]:
    if not houses:
        return []
    found = people_for(reader).filter(memberships__organization__in=houses).distinct()
    return list(found.order_by("name", "id")[:MOST])


def _once(found: list[Caller]) -> tuple[Caller, ...]:
    kept: dict[int, Caller] = {}
    for one in found:
        kept.setdefault(one.person.pk, one)
    return tuple(kept.values())[:MOST]
