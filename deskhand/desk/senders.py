"""From which mailbox the letters of a ticket leave: from the one that was written to, as long as
its team has the ticket; else from the one of the team."""

from collections.abc import Sequence

from deskhand.jobs.memory import remembered
from deskhand.mail.incoming import Arrival
from deskhand.mail.models import Mailbox
from deskhand.tickets.models import Ticket


def mailbox_of(ticket: Ticket, answers: Arrival | None = None) -> Mailbox | None:
    """Return the mailbox of a ticket, `answers` being the letter that opens it just now; None where
    the default one sends.

    A mailbox without a team belongs to the team that takes what nobody else takes.
    """
    all_of_them = _mailboxes()
    own = [mailbox for mailbox in all_of_them if _belongs(mailbox, ticket)]
    if len(own) == 1:
        return own[0]
    came_to = answers.row.mailbox_id if answers else _came_to(ticket)
    meant = next((mailbox for mailbox in own or all_of_them if mailbox.pk == came_to), None)
    if meant is not None:
        return meant
    return next((mailbox for mailbox in own if mailbox.team_id), None)


@remembered
def _mailboxes() -> Sequence[Mailbox]:
    return list(Mailbox.objects.filter(is_active=True))


def _belongs(mailbox: Mailbox, ticket: Ticket) -> bool:
    if mailbox.team_id is None:
        return ticket.team is None or ticket.team.is_default
    return bool(mailbox.team_id == ticket.team_id)


def _came_to(ticket: Ticket) -> int | None:
    """The mailbox to which the first letter of the ticket came."""
    letters = ticket.messages.filter(letter__mailbox__isnull=False).order_by("pk")
    found: int | None = letters.values_list("letter__mailbox_id", flat=True).first()
    return found
