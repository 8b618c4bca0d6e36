"""Calls that the demo provider owes: to the latest callers whose tickets are open."""

from datetime import datetime, timedelta

from deskhand.desk import phoning
from deskhand.packs.demo_people import Firm
from deskhand.people.identity import reader_of_person
from deskhand.sla.callbacks import NewCallBack
from deskhand.tickets.models import Channel, Ticket

AT_MOST = 5
# Numbers of a block that is kept for stories.
NUMBER = "+1 206 555 {:04}"


def owe_calls(firm: Firm, *, at: datetime) -> None:
    """Owe the latest callers whose tickets are open a call, each by an hour of his own."""
    by = reader_of_person(firm.agents[0].person)
    waiting = Ticket.objects.filter(channel=Channel.PHONE, is_open=True, requester__isnull=False)
    for n, ticket in enumerate(waiting.select_related("requester").order_by("-pk")[:AT_MOST]):
        person = ticket.requester
        if person is None:
            continue
        wish = at + timedelta(minutes=35 + 90 * n)
        new = NewCallBack(
            name=person.name,
            number=NUMBER.format(110 + n),
            about=ticket.subject,
            person=person,
            by_at=wish,
            times="Best before noon" if n == 1 else "",
        )
        phoning.owe(ticket.pk, new, by=by, at=at - timedelta(minutes=12 - n))
