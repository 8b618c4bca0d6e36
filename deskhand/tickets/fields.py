"""The fields of a ticket in the condition language: type, rows that match, fact, completions.

Rooms above may add fields of their own by `register`; `config` calls it for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.models import Category, RequestType, Service
from deskhand.people.models import Site, Team
from deskhand.people.reader import Reader
from deskhand.rules.conditions import Field, Kind, Level, Someone, fold
from deskhand.tickets import columns, offers
from deskhand.tickets.columns import Matching, Together
from deskhand.tickets.models import NOTHING_DUE, Channel, Ticket
from deskhand.tickets.models import Kind as TicketKind
from deskhand.tickets.queries import FOR_FACTS


@dataclass(frozen=True, slots=True)
class TicketField:
    """How one field is read from rows (`rows`, `missing`), from a ticket, and completed.

    `rows` returns what matches the values of a term; a row that holds nothing must not. Where
    `together` is given it is asked instead, once for all terms that must hold at the same time.
    `reads` names what its fact reads through relations, so that many tickets need it once.
    """

    field: Field
    label: str | Promise
    rows: Matching
    fact: Callable[[Ticket, Reader], Any]
    missing: Q | None = None
    complete: Callable[[Reader, str], list[str]] = offers.nothing
    together: Together | None = None
    reads: tuple[str, ...] = ()


def register(added: TicketField) -> None:
    """Add a field; raises ValueError when its name is taken."""
    if added.field.name in _FIELDS:
        raise ValueError(f"there is a field {added.field.name} already")
    _FIELDS[added.field.name] = added
    FOR_FACTS.extend(added.reads)


def ticket_fields() -> Mapping[str, TicketField]:
    """Return all fields by name, in the order in which they are offered."""
    return MappingProxyType(_FIELDS)


def _named(row: Any) -> tuple[str, ...] | None:
    return (row.slug, row.name) if row else None


def _status(ticket: Ticket, reader: Reader) -> tuple[str, ...]:
    name = ticket.status.name
    keys = [] if fold(name) in columns.STATUS_WORDS else [name]
    if ticket.category != Category.OPEN:
        keys.append(ticket.category)
    return (*keys, "open") if ticket.is_open else tuple(keys)


def _someone(person: Any, *, is_me: bool) -> Someone | None:
    if person is None:
        return None
    addresses = tuple(address.email for address in person.addresses.all())
    return Someone(person.name, addresses, is_me)


def _requester(ticket: Ticket, reader: Reader) -> Someone | None:
    return _someone(ticket.requester, is_me=ticket.requester_id == reader.person_id)


def _assignee(ticket: Ticket, reader: Reader) -> Someone | None:
    person = ticket.assignee.person if ticket.assignee else None
    return _someone(person, is_me=ticket.assignee_id == reader.agent_id)


def _choices(kinds: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in kinds.values)


def _enumeration(name: str, label: Any, kinds: Any) -> TicketField:
    return TicketField(
        Field(name, Kind.CHOICE, choices=_choices(kinds)),
        label,
        columns.choice(name),
        lambda ticket, reader: getattr(ticket, name),
        complete=offers.among(_choices(kinds)),
    )


def _flag(name: str, label: Any, column: str) -> TicketField:
    return TicketField(
        Field(name, Kind.FLAG),
        label,
        columns.flag(column),
        lambda ticket, reader: getattr(ticket, column),
        complete=offers.among(("yes", "no")),
    )


def _past(name: str, label: Any, column: str, *, may_be_missing: bool = False) -> TicketField:
    return TicketField(
        Field(name, Kind.PAST, may_be_missing=may_be_missing),
        label,
        columns.instant(column),
        lambda ticket, reader: getattr(ticket, column),
        missing=Q(**{column: None}) if may_be_missing else None,
        complete=offers.among(("today", "yesterday", "<1h", "<1d", "<7d", ">7d", ">30d")),
    )


_ALL = [
    TicketField(
        Field("status", Kind.NAME),
        _("Status"),
        columns.status,
        _status,
        complete=offers.statuses,
    ),
    TicketField(
        Field("category", Kind.CHOICE, choices=_choices(Category)),
        _("Category of the status"),
        columns.category,
        lambda ticket, reader: ticket.category,
        complete=offers.among(_choices(Category)),
    ),
    TicketField(
        Field("priority", Kind.LEVEL),
        _("Priority"),
        columns.priority,
        lambda ticket, reader: Level(ticket.priority_level, (ticket.priority.name,)),
        complete=offers.priorities,
    ),
    TicketField(
        Field("assignee", Kind.PERSON, may_be_missing=True),
        _("Assignee"),
        columns.assignee,
        _assignee,
        missing=Q(assignee=None),
        complete=offers.agents,
    ),
    TicketField(
        Field("team", Kind.NAME, may_be_missing=True),
        _("Team"),
        columns.named("team", Team, "slug", "name"),
        lambda ticket, reader: _named(ticket.team),
        missing=Q(team=None),
        complete=offers.teams,
    ),
    TicketField(
        Field("org", Kind.NAME, may_be_missing=True),
        _("Organization"),
        columns.organization,
        lambda ticket, reader: _named(ticket.organization),
        missing=Q(organization=None),
        complete=offers.organizations,
    ),
    TicketField(
        Field("site", Kind.NAME, may_be_missing=True),
        _("Site"),
        columns.named("site", Site, "name"),
        lambda ticket, reader: (ticket.site.name,) if ticket.site else None,
        missing=Q(site=None),
        complete=offers.sites,
    ),
    TicketField(
        Field("service", Kind.NAME, may_be_missing=True),
        _("Service"),
        columns.named("service", Service, "slug", "name"),
        lambda ticket, reader: _named(ticket.service),
        missing=Q(service=None),
        complete=offers.services,
    ),
    TicketField(
        Field("request", Kind.NAME, may_be_missing=True),
        _("Request"),
        columns.named("request_type", RequestType, "slug", "name"),
        lambda ticket, reader: _named(ticket.request_type),
        missing=Q(request_type=None),
        complete=offers.request_types,
    ),
    TicketField(
        Field("tier", Kind.NUMBER),
        _("Tier"),
        columns.number("tier"),
        lambda ticket, reader: ticket.tier,
        complete=offers.among(map(str, range(5))),
    ),
    TicketField(
        Field("requester", Kind.PERSON, may_be_missing=True),
        _("Requester"),
        columns.requester,
        _requester,
        missing=Q(requester=None),
        complete=offers.people,
    ),
    TicketField(
        Field("due", Kind.DUE, may_be_missing=True),
        _("Due"),
        columns.instant("due_order_at", ceiling=NOTHING_DUE),
        lambda ticket, reader: ticket.next_due_at,
        missing=Q(due_order_at__gte=NOTHING_DUE),
        complete=offers.among(("<0h", "<1h", "<4h", "today", "tomorrow", "none")),
    ),
    _past("created", _("Received"), "received_at"),
    _past("updated", _("Last change"), "updated_at"),
    _past("solved", _("Solved"), "solved_at", may_be_missing=True),
    _past("closed", _("Closed"), "closed_at", may_be_missing=True),
    _enumeration("kind", _("Type"), TicketKind),
    _enumeration("channel", _("Channel"), Channel),
    TicketField(
        Field("tag", Kind.NAMES, may_be_missing=True),
        _("Tag"),
        columns.tags,
        lambda ticket, reader: tuple(ticket.tags),
        missing=Q(tags_folded=""),
        complete=offers.among(("none",)),
    ),
    TicketField(
        Field("subject", Kind.TEXT),
        _("Subject"),
        columns.text("subject_folded"),
        lambda ticket, reader: ticket.subject,
    ),
    TicketField(
        Field("number", Kind.NUMBER),
        _("Number"),
        columns.number("pk"),
        lambda ticket, reader: ticket.pk,
    ),
    _flag("review", _("To be reviewed"), "needs_review"),
    _flag("emergency", _("Emergency"), "is_emergency"),
    _flag("first-contact", _("Solved at first contact"), "first_contact"),
    _flag("confidential", _("Confidential"), "is_confidential"),
    TicketField(
        Field("snoozed", Kind.FLAG),
        _("Snoozed"),
        columns.present("snoozed_until"),
        lambda ticket, reader: ticket.snoozed_until is not None,
        complete=offers.among(("yes", "no")),
    ),
]
_FIELDS: dict[str, TicketField] = {}
for _each in _ALL:
    register(_each)
