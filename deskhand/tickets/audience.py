"""Who hears that something happened: most of it decided from the journal's row alone.

What a reader hears is never more than `visible_to` shows him: where the row does not settle
it, `visible_to` is asked, once per event and reader.
"""

from dataclasses import dataclass

from deskhand.journal.models import Event
from deskhand.notices.events import BELL
from deskhand.people.reader import Reader
from deskhand.phone.events import PHONE
from deskhand.tickets.models import Participant, Ticket


@dataclass(frozen=True, slots=True)
class _Ticket:
    requester: int | None
    organization: int | None
    is_confidential: bool
    participants: frozenset[int]


class Audience:
    """Decides for many readers of one event after the other; keeps what it read meanwhile.

    To be used by one thread.
    """

    def __init__(self) -> None:
        self._event: int | None = None
        self._ticket: _Ticket | None = None
        self._visible: dict[Reader, bool] = {}

    def hears(self, event: Event, reader: Reader) -> bool:
        """May this reader be told that something happened to the subject of this event?"""
        if event.subject_kind in {BELL, PHONE}:
            return reader.is_agent and event.subject_id == reader.person_id
        if reader.is_agent and _is_out_of_scope(event, reader):
            return False
        if event.subject_kind != "ticket" or event.subject_id is None:
            return reader.is_agent
        if not reader.is_agent and (reader.person_id is None or not event.is_public):
            return False
        ticket = self._ticket_of(event)
        if ticket is None:
            return False
        if reader.is_agent:
            is_settled = not reader.only_own_teams and not ticket.is_confidential
            return is_settled or self._sees(event.subject_id, reader)
        return _may_concern(ticket, reader) and self._sees(event.subject_id, reader)

    def _ticket_of(self, event: Event) -> _Ticket | None:
        if self._event != event.pk and event.subject_id is not None:
            self._event = event.pk
            self._visible = {}
            self._ticket = _read(event.subject_id)
        return self._ticket

    def _sees(self, number: int, reader: Reader) -> bool:
        if reader not in self._visible:
            seen = Ticket.objects.visible_to(reader).filter(pk=number)
            self._visible[reader] = seen.exists()
        return self._visible[reader]


def _is_out_of_scope(event: Event, reader: Reader) -> bool:
    limits = reader.only_organizations
    return limits is not None and event.organization_id not in limits


def _may_concern(ticket: _Ticket, reader: Reader) -> bool:
    """Spare most requesters the question to the database."""
    return (
        reader.person_id in ticket.participants
        or reader.person_id == ticket.requester
        or any(organization == ticket.organization for organization, _site in reader.managed)
    )


def _read(number: int) -> _Ticket | None:
    row = (
        Ticket.objects.filter(pk=number or 0)
        .values_list("requester", "organization", "is_confidential")
        .first()
    )
    if row is None:
        return None
    people = Participant.objects.filter(ticket=number).values_list("person", flat=True)
    return _Ticket(*row, participants=frozenset(people))
