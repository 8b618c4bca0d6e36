"""A letter opens a ticket: whose it is, which team has it, and what its writer is told."""

from datetime import datetime

from deskhand.catalog.choosing import service_called
from deskhand.desk import letters
from deskhand.desk.forwarding import Asking, asking_of
from deskhand.desk.placing import Placing
from deskhand.desk.receiving import Asked, receive
from deskhand.desk.said import message_of
from deskhand.desk.writers import INTAKE, Writer
from deskhand.mail.incoming import Arrival, note
from deskhand.mail.mailboxes import known_as, our_addresses
from deskhand.mail.rules import Ruling
from deskhand.people.finding import organization_of_domain
from deskhand.people.models import Membership
from deskhand.rules.letter import Letter
from deskhand.sla import clocks
from deskhand.sla.models import Clock
from deskhand.tickets import conversation, vendors
from deskhand.tickets.models import Channel, Kind, Ticket
from deskhand.tickets.opening import Opening
from deskhand.tickets.participants import add_participant


def begin(
    came: Arrival, writer: Writer, placing: Placing, *, ruled: Ruling, at: datetime
) -> Ticket:
    """Open a ticket with a letter, start its clocks, and tell the requester that it is here."""
    asking = asking_of(came, writer, at=at)
    ticket = _opened(came, writer, placing, asking=asking, ruled=ruled, at=at)
    released_at = came.received_at
    conversation.add(ticket, asking.message, by=writer.actor, at=at, released_at=released_at)
    if asking.remark is not None:
        conversation.add(ticket, asking.remark, by=writer.actor, at=at, released_at=None)
    conversation.remember(ticket, asking.message_ids)
    learn_number(came, ticket, at=at)
    if not writer.is_disowned:
        let_colleagues_in(came, ticket, at=at)
    begun = letters.Begun(
        clocks=_clocks_of(came, ticket, at=at),
        references=[message_id for message_id in asking.message_ids if message_id],
        is_vouched=asking.found is not None and asking.found.is_vouched,
    )
    _send_receipt(None if asking.is_forwarded else came, came, ticket, begun=begun, at=at)
    return ticket


def _clocks_of(came: Arrival, ticket: Ticket, *, at: datetime) -> list[Clock]:
    """Start what is promised, unless nobody asks anything; then it starts when somebody does."""
    if came.starts_nothing:
        note(came, "It was sent by a program or to a list: no clock starts")
        return []
    return clocks.start(ticket, by=INTAKE, at=at)


def hold(came: Arrival, writer: Writer, placing: Placing, *, ruled: Ruling, at: datetime) -> Ticket:
    """Open a ticket that only administrators see until one of them has looked: it has no
    requester, no clock and no receipt, and nobody reads along."""
    ticket = receive(
        Opening(
            subject=came.letter.subject,
            channel=Channel.EMAIL,
            requester=None,
            team=ruled.team or came.team,
            needs_review=True,
            is_confidential=True,
            related=placing.relative,
        ),
        Asked(),
        by=writer.actor,
        received_at=came.received_at,
        at=at,
    )
    message = message_of(came, writer, is_public=False, is_unverified=True)
    conversation.add(ticket, message, by=writer.actor, at=at, released_at=None)
    conversation.remember(ticket, [came.letter.message_id])
    note(came, "Only administrators see its ticket until one of them has looked at it")
    return ticket


def let_colleagues_in(came: Arrival, ticket: Ticket, *, at: datetime) -> None:
    """People in copy who belong to the ticket's organization read along; outsiders never."""
    if ticket.organization_id is None or ticket.is_confidential:
        return
    for membership in _colleagues(came.letter, ticket):
        if add_participant(ticket, membership.person, by=INTAKE, at=at):
            note(came, f"{membership.person}, a colleague in copy, reads along")


def learn_number(came: Arrival, ticket: Ticket, *, at: datetime) -> None:
    """Keep the number that a vendor gives the matter in his subject; clients are no vendors."""
    number = vendors.number_in(came.letter.subject)
    email = came.letter.sender.email
    if not number or organization_of_domain(email) or ticket.vendor_numbers.exists():
        return
    domain = email.rpartition("@")[2].lower()
    try:
        vendors.keep_number(ticket, domain=domain, number=number, by=INTAKE, at=at)
    except vendors.NumberRefused:
        return
    note(came, f"{domain} calls the matter {number}: later letters from there join by that number")


def _opened(
    came: Arrival,
    writer: Writer,
    placing: Placing,
    *,
    asking: Asking,
    ruled: Ruling,
    at: datetime,
) -> Ticket:
    found = asking.found
    is_doubtful = placing.relative is not None and not placing.is_followup
    ticket = receive(
        Opening(
            subject=asking.subject,
            channel=Channel.EMAIL,
            requester=found.person if found else None,
            organization=found.organization if found else None,
            team=ruled.team or came.team,
            needs_review=found is None or found.person.needs_review or is_doubtful,
            related=placing.relative,
        ),
        Asked(
            kind=Kind(ruled.kind) if ruled.kind in Kind.values else None,
            service=service_called(ruled.service),
            level=ruled.priority_level,
        ),
        by=writer.actor,
        received_at=came.received_at,
        at=at,
    )
    for words in ruled.settings:
        note(came, words)
    if ruled.team is not None:
        return ticket
    if came.team is not None and came.row.mailbox is not None:
        note(came, f"Its mailbox {came.row.mailbox.email} belongs to the team {came.team}")
    elif ticket.team is not None:
        note(came, f"Its mailbox belongs to no team: the team {ticket.team} takes what is left")
    return ticket


def _send_receipt(
    answers: Arrival | None,
    came: Arrival,
    ticket: Ticket,
    *,
    begun: letters.Begun,
    at: datetime,
) -> None:
    letter = letters.write_receipt(ticket, at=at, answers=answers, begun=begun)
    if letter is not None and letter.is_parked:
        note(came, f"A receipt is held back: {letter.last_error}")
    elif letter is not None:
        note(came, f"A receipt goes to {', '.join(letter.recipients)}")
    elif ticket.requester is None:
        note(came, "No receipt is written: nobody is known to write to")
    else:
        note(came, "No receipt is written: there is no address or no mailbox to write with")


def copied(letter: Letter) -> list[str]:
    """Return the addresses beside ours to which a letter went, in lower case."""
    ours = our_addresses()
    named = [address.email.lower() for address in letter.recipients]
    return [email for email in named if known_as(email, ours) is None][:50]


def _colleagues(letter: Letter, ticket: Ticket) -> list[Membership]:
    if not (emails := copied(letter)):
        return []
    members = Membership.objects.filter(
        organization=ticket.organization_id, person__addresses__email__in=emails
    )
    return list(members.select_related("person").distinct())
