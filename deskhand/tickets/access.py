"""One small function per act that needs permission. Each raises NotAllowed with a way on."""

from django.utils.translation import gettext as _

from deskhand.people.acting import NotAllowed
from deskhand.people.models import Organization
from deskhand.people.reader import Reader
from deskhand.tickets.models import Ticket


class TicketNotFound(Exception):
    """There is no such ticket, or none that this reader may see; the two are not told apart."""


class TicketLocked(Exception):
    """The ticket's state forbids the act; the text says which state and what to do."""


class OutOfReach(NotAllowed):
    """An agent with limits named an organization, or a person, beyond them."""


def lock(number: int, *, reader: Reader | None = None) -> Ticket:
    """Lock a ticket for the running transaction and return it fresh.

    With a reader, only a ticket that he may see; raises TicketNotFound otherwise.
    """
    tickets = Ticket.objects.select_for_update(of=("self",)).select_related(
        "status__scheme", "priority__scheme"
    )
    if reader is not None and not Ticket.objects.visible_to(reader).filter(pk=number).exists():
        raise TicketNotFound(number)
    ticket = tickets.filter(pk=number).first()
    if ticket is None and Ticket.objects.select_for_update().filter(pk=number).first() is not None:
        # PostgreSQL drops a row from a join when its status changed while it was waited for;
        # now that it is locked, it stays.
        ticket = tickets.filter(pk=number).first()
    if ticket is None:
        raise TicketNotFound(number)
    return ticket


def need_reach(reader: Reader, organization: Organization | None) -> None:
    """Raise OutOfReach for an agent who is limited to other organizations than this one."""
    limits = reader.only_organizations
    if limits is not None and (organization is None or organization.pk not in limits):
        raise OutOfReach(_("You do not look after this organization."))


def may_close(reader: Reader, ticket: Ticket) -> bool:
    """Whether somebody in the portal may close a request: who asked, and who manages there.

    Those who merely read along may not: closing ends what was promised.
    """
    if ticket.requester_id == reader.person_id:
        return reader.person_id is not None
    places = {(ticket.organization_id, None), (ticket.organization_id, ticket.site_id)}
    return not ticket.is_confidential and not places.isdisjoint(reader.managed)


def need_agent(reader: Reader) -> None:
    if not reader.is_agent:
        raise NotAllowed(_("Only agents may do this."))


def need_worker(reader: Reader) -> None:
    """Light agents read and write notes, nothing more."""
    if not reader.may_work:
        raise NotAllowed(_("Your role lets you read and write notes. Ask an agent to do this."))
