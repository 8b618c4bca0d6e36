"""A reply that did not leave is sent once more, by whoever may work on its ticket."""

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
    has_failed = letter.state == OutgoingLetter.State.FAILED
    for each in due:
        outbox.retry(each, at=at)
    if has_failed:
        arrival_jobs.see_arrival.using(run_after=at + A_WHILE).enqueue(message.pk)
    return message
