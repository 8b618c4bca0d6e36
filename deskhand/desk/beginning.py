"""A letter opens a ticket: whose it is, which team has it, and what its writer is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from deskhand.catalog.choosing import service_called
from deskhand.desk.automatic import Begun, write_receipts
from deskhand.desk.forwarding import Asking, asking_of
from deskhand.desk.letters import mark
from deskhand.desk.placing import Placing
from deskhand.desk.receiving import Asked, Request, receive, receive_all
from deskhand.desk.said import message_of
from deskhand.desk.writers import INTAKE, Writer
from deskhand.mail.incoming import Arrival, note, took
from deskhand.mail.mailboxes import known_as, our_addresses
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.rules import Ruling
from deskhand.people.finding import organization_of_domain
from deskhand.people.models import Membership
from deskhand.rules.letter import Letter
from deskhand.sla import clocks
from deskhand.sla.models import Clock
from deskhand.tickets import conversation, vendors
from deskhand.tickets.conversation import Saying
from deskhand.tickets.models import Channel, Kind, Ticket
from deskhand.tickets.opening import Opening, Receipt
from deskhand.tickets.participants import add_participant


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A letter that is to open a ticket."""

    came: Arrival
    writer: Writer
    placing: Placing
    asking: Asking
    ruled: Ruling

    @property
    def message_ids(self) -> list[str]:
        return [message_id for message_id in self.asking.message_ids if message_id]

    @property
    def answers(self) -> Arrival | None:
        """The letter as what its writer asks himself, and is answered for."""
        return None if self.asking.is_forwarded else self.came


class Beginnings:
    """Letters of a group that open tickets: these begin together, by `finish`, which costs far
    less than one by one. Whoever must find one of them lets it be finished first."""

    def __init__(self) -> None:
        self._wanted: list[_Wanted] = []

    def add(
        self, came: Arrival, writer: Writer, placing: Placing, *, ruled: Ruling, at: datetime
    ) -> None:
        """Let a letter open a ticket, start its clocks, and tell the requester that it is here."""
        asking = asking_of(came, writer, at=at)
        self._wanted.append(_Wanted(came, writer, placing, asking, ruled))

    def may_be_meant(self, came: Arrival) -> bool:
        """Whether a letter refers to one of these, or bears the number that a vendor gave one."""
        number = vendors.number_in(came.letter.subject) if self._wanted else ""
        known = {message_id for wanted in self._wanted for message_id in wanted.message_ids}
        return not known.isdisjoint(came.referenced_ids) or any(
            number and number == vendors.number_in(wanted.came.letter.subject)
            for wanted in self._wanted
        )

    def finish(self, *, at: datetime) -> dict[int, Ticket]:
        """Begin the tickets; they are returned by their letters."""
        many, self._wanted = self._wanted, []
        tickets = receive_all([_request(wanted) for wanted in many], at=at)
        begun = list(zip(many, tickets, strict=True))
        conversation.add_all([said for one in begun for said in _said(*one)], at=at)
        for wanted, ticket in begun:
            _tell(wanted, ticket)
            learn_number(wanted.came, ticket, at=at)
            if not wanted.writer.is_disowned:
                let_colleagues_in(wanted.came, ticket, at=at)
            took(wanted.came, thread=mark(ticket), at=at)
        conversation.remember_all((t, message_id) for w, t in begun for message_id in w.message_ids)
        _send_receipts(begun, _start_clocks(begun, at=at), at=at)
        return {wanted.came.row.pk: ticket for wanted, ticket in begun}


def _said(wanted: _Wanted, ticket: Ticket) -> Iterator[Saying]:
    asking, by = wanted.asking, wanted.writer.actor
    yield Saying(ticket, asking.message, by, released_at=wanted.came.received_at)
    if asking.remark is not None:
        yield Saying(ticket, asking.remark, by, released_at=None)


def _start_clocks(begun: list[tuple[_Wanted, Ticket]], *, at: datetime) -> list[list[Clock]]:
    """Start what is promised, unless nobody asks anything; then it starts when somebody does."""
    asked = [ticket for wanted, ticket in begun if not wanted.came.starts_nothing]
    started = iter(clocks.start_all(asked, by=INTAKE, at=at))
    for wanted, _ticket in begun:
        if wanted.came.starts_nothing:
            note(wanted.came, "It was sent by a program or to a list: no clock starts")
    return [[] if wanted.came.starts_nothing else next(started) for wanted, _ticket in begun]


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


def _request(wanted: _Wanted) -> Request:
    came, asking, ruled, placing = wanted.came, wanted.asking, wanted.ruled, wanted.placing
    found = asking.found
    is_doubtful = placing.relative is not None and not placing.is_followup
    return Request(
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
        Receipt(wanted.writer.actor, came.received_at),
    )


def _tell(wanted: _Wanted, ticket: Ticket) -> None:
    """Note what the rules set, and why which team has the ticket."""
    came = wanted.came
    for words in wanted.ruled.settings:
        note(came, words)
    if wanted.ruled.team is not None:
        return
    if came.team is not None and came.row.mailbox is not None:
        note(came, f"Its mailbox {came.row.mailbox.email} belongs to the team {came.team}")
    elif ticket.team is not None:
        note(came, f"Its mailbox belongs to no team: the team {ticket.team} takes what is left")


def _send_receipts(
    begun: list[tuple[_Wanted, Ticket]], started: list[list[Clock]], *, at: datetime
) -> None:
    known = [
        Begun(
            ticket=ticket,
            answers=wanted.answers,
            clocks=of_ticket,
            references=wanted.message_ids,
            is_vouched=wanted.asking.found is not None and wanted.asking.found.is_vouched,
        )
        for (wanted, ticket), of_ticket in zip(begun, started, strict=True)
    ]
    written = write_receipts(known, at=at)
    for (wanted, ticket), letter in zip(begun, written, strict=True):
        note(wanted.came, _receipt_words(ticket, letter))


def _receipt_words(ticket: Ticket, letter: OutgoingLetter | None) -> str:
    if letter is not None and letter.is_parked:
        return f"A receipt is held back: {letter.last_error}"
    if letter is not None:
        return f"A receipt goes to {', '.join(letter.recipients)}"
    if ticket.requester is None:
        return "No receipt is written: nobody is known to write to"
    return "No receipt is written: there is no address or no mailbox to write with"


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
