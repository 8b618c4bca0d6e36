"""The number of a click. The browser names the row at which the number stands, never the number:
what an agent may not see, he cannot have dialled."""

from collections.abc import Callable

from deskhand.people.callers import dialled, further_number, own_number
from deskhand.people.models import Organization, Person
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for, people_for
from deskhand.phone.dialling import Dialled
from deskhand.phone.reading import calls_for, is_of_others
from deskhand.sla.models import CallBack
from deskhand.tickets.reading import tickets_for


class NothingToDial(Exception):
    """There is no such row with a number, or the reader may not see it."""


def dialled_at(what: str, key: int, *, reader: Reader) -> Dialled:
    """Return what a click at a row has dialled; raises NothingToDial, and NumberRefused for a
    number that cannot be dialled as it stands."""
    find = _NUMBERS.get(what)
    number = find(key, reader) if find and key else ""
    if not number:
        raise NothingToDial(what, key)
    return Dialled(number, what, key)


def _of(owner: Person | Organization | None) -> str:
    return own_number(owner) if owner is not None and owner.phone.strip() else ""


def _person(key: int, reader: Reader) -> str:
    return _of(people_for(reader).filter(pk=key).first())


def _organization(key: int, reader: Reader) -> str:
    return _of(organizations_for(reader).filter(pk=key).first())


def _further(key: int, reader: Reader) -> str:
    return further_number(key, reader=reader)


def _requester(key: int, reader: Reader) -> str:
    ticket = tickets_for(reader).filter(pk=key).select_related("requester").first()
    return _of(ticket.requester) if ticket else ""


def _call(key: int, reader: Reader) -> str:
    call = calls_for(reader).filter(pk=key).first()
    return "" if call is None or is_of_others(call, reader) else call.number


def _owed(key: int, reader: Reader) -> str:
    row = CallBack.objects.filter(pk=key, ticket__in=tickets_for(reader)).first()
    return dialled(row.number) if row else ""


_NUMBERS: dict[str, Callable[[int, Reader], str]] = {
    "person": _person,
    "organization": _organization,
    "number": _further,
    "ticket": _requester,
    "call": _call,
    "owed": _owed,
}
