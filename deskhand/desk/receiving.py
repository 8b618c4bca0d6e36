"""A ticket begins, whichever way it came: under the policy that its client is owed, in that
policy's statuses and priorities, as what is asked for says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deskhand.catalog.choosing import fitting_priority, graded_priority, usual_priority
from deskhand.catalog.models import Priority, PriorityScheme, RequestType, Service
from deskhand.contracts.covering import cover_first
from deskhand.journal.actor import Actor
from deskhand.sla import governing
from deskhand.tickets.models import Kind, Ticket
from deskhand.tickets.opening import Opening, Receipt, open_tickets
from deskhand.work.checklists import apply_with


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody has said that he wants; None where he said nothing.

    `level` is how urgent it is in whichever scheme, where no priority is named. `impact` and
    `urgency` are grades of the matrix of its scheme, and count where no priority is named.
    """

    kind: Kind | None = None
    service: Service | None = None
    request_type: RequestType | None = None
    priority: Priority | None = None
    level: int | None = None
    impact: int | None = None
    urgency: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A ticket to be, as it reached us."""

    opening: Opening
    asked: Asked
    receipt: Receipt


def receive(
    opening: Opening, asked: Asked, *, by: Actor, received_at: datetime, at: datetime
) -> Ticket:
    """Open a ticket under its policy, and note which and why.

    A request type says what was not said otherwise. Raises CatalogIncomplete.
    """
    return receive_all([Request(opening, asked, Receipt(by, received_at))], at=at)[0]


def receive_all(many: Sequence[Request], *, at: datetime) -> list[Ticket]:
    """As `receive`, for several requests in as few statements as one takes."""
    chosen = [_chosen(request) for request in many]
    openings = [opening for opening, _choice in chosen]
    receipts = [request.receipt for request in many]
    tickets = open_tickets(list(zip(openings, receipts, strict=True)), at=at)
    governing.keep_first(
        [
            (ticket, choice)
            for ticket, (_opening, choice) in zip(tickets, chosen, strict=True)
            if choice is not None
        ],
        at=at,
    )
    cover_first(tickets, at=at)
    for ticket, receipt in zip(tickets, receipts, strict=True):
        apply_with(ticket.request_type, ticket, by=receipt.by, at=at)
    return tickets


def _chosen(request: Request) -> tuple[Opening, governing.Choice | None]:
    """What is to be opened, and the policy on which it goes; None before any exists."""
    opening, asked = request.opening, request.asked
    wanted = asked.request_type
    service = asked.service or (wanted.service if wanted else None)
    kind = asked.kind or (Kind(wanted.kind) if wanted else opening.kind)
    opening = replace(opening, kind=kind, service=service, request_type=wanted)
    choice = governing.choose(_to_be(opening, request.receipt.at))
    schemes = governing.schemes_of(choice)
    usual = governing.usual_level(choice, opening.channel)
    priority = _priority(schemes.priorities, asked, usual=usual)
    opening = replace(opening, priority=priority, statuses=schemes.statuses)
    return _graded(opening, schemes.priorities, asked), choice


def _graded(opening: Opening, scheme: PriorityScheme, asked: Asked) -> Opening:
    """With the priority that impact and urgency say, unless somebody named another."""
    said = graded_priority(scheme, asked.impact, asked.urgency)
    if said is None:
        return opening
    opening = replace(opening, impact=asked.impact, urgency=asked.urgency)
    if asked.priority is None:
        return replace(opening, priority=said)
    return replace(opening, keeps_priority=opening.priority != said)


def _to_be(opening: Opening, received_at: datetime) -> Ticket:
    """The ticket as conditions see it, before there is one."""
    return Ticket(
        kind=opening.kind,
        channel=opening.channel,
        organization=opening.organization,
        requester=opening.requester,
        site=opening.site,
        service=opening.service,
        request_type=opening.request_type,
        received_at=received_at,
    )


def _priority(scheme: PriorityScheme, asked: Asked, *, usual: int | None) -> Priority:
    said = asked.priority
    if said is not None and said.scheme_id == scheme.pk:
        return said
    of_type = asked.request_type.priority_level if asked.request_type else None
    levels = (said.level if said else None, asked.level, of_type, usual)
    level = next((level for level in levels if level is not None), None)
    return usual_priority(scheme) if level is None else fitting_priority(scheme, level)
