"""What did not leave is sent once more: a reply by whoever may work on its ticket, any letter by an
administrator."""

from collections.abc import Sequence
from datetime import datetime

from deskhand.desk import arrival_jobs
from deskhand.desk.story import story
from deskhand.desk.undelivered import A_WHILE
from deskhand.mail import outbox
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.outbox import NotToBeSent
from deskhand.people.reader import Reader
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.models import Message


@story
def send_again(message_id: int, *, by: Reader, at: datetime) -> Message:
    """Send the letters of a reply once more that failed, or that cannot leave yet, to those who
    have not got them; what had failed is an answer when it arrives.

    Raises NotToBeSent when none of them did, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    found = Message.objects.filter(pk=message_id).values_list("ticket_id", flat=True).first()
    lock(found or 0, reader=by)
    message = Message.objects.select_related("outgoing").get(pk=message_id)
    letter: OutgoingLetter | None = message.outgoing
    if letter is None or message.withdrawn_at is not None:
        raise NotToBeSent
    due = [each for each in (letter, *letter.copies.order_by("pk")) if each.may_be_tried]
    if not due:
        raise NotToBeSent
    _retry(due, message if letter.state == OutgoingLetter.State.FAILED else None, at=at)
    return message


@story
def send_letter_again(letter: OutgoingLetter, *, at: datetime) -> None:
    """Send one letter once more, whatever it is; a reply that had failed is an answer when it
    arrives. Raises NotToBeSent."""
    has_failed = letter.state == OutgoingLetter.State.FAILED
    reply = Message.objects.filter(outgoing=letter, withdrawn_at=None, agent__isnull=False)
    _retry([letter], reply.first() if has_failed else None, at=at)


def _retry(
    letters: Sequence[OutgoingLetter], failed_reply: Message | None, *, at: datetime
) -> None:
    for letter in letters:
        outbox.retry(letter, at=at)
    if failed_reply is not None:
        arrival_jobs.see_arrival.using(run_after=at + A_WHILE).enqueue(failed_reply.pk)
