"""When an automatic letter may go: never to a machine, never to ourselves, and only a few.

RFC 3834 asks for the first; the count bounds the loops that no header betrays (safety, P7).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from deskhand.mail.incoming import Arrival
from deskhand.mail.mailboxes import known_as, our_addresses, plain
from deskhand.mail.models import AutomaticMail

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MOST_IN_AN_HOUR = 3


def why_not(to: Sequence[str], *, answers: Arrival | None, unverified: bool, at: datetime) -> str:
    """Return why an automatic letter must not go now; when it may, count it and return "".

    Must run in the story's transaction: it holds the correspondents' rows until its end.
    """
    if answers is not None and (reason := _machine(answers)):
        return reason
    ours = our_addresses()
    if any(known_as(address, ours) for address in to):
        return "It would go to one of our own mailboxes"
    correspondents = sorted({plain(address) for address in to})
    rows = [row for correspondent in correspondents if (row := _row(correspondent, at=at))]
    for row in rows:
        lately = map(datetime.fromisoformat, row.sent_at)
        in_a_day = [moment for moment in lately if at - moment < A_DAY]
        if unverified and in_a_day:
            return "One automatic letter a day to an address that we do not know"
        if sum(at - moment < AN_HOUR for moment in in_a_day) >= MOST_IN_AN_HOUR:
            return "Three automatic letters an hour to one correspondent are enough"
        row.sent_at = [moment.isoformat() for moment in [*in_a_day, at]]
    for row in rows:
        row.save(update_fields=["sent_at"])
    return ""


def _machine(came: Arrival) -> str:
    if came.is_null_sender or came.letter.is_bounce:
        return "It would answer a notice of a mail server"
    if came.is_list:
        return "It would answer a mailing list"
    if came.letter.is_auto_reply:
        return "It would answer an automatic letter"
    if came.letter.seems_automatic:
        return "It would answer words of an answering machine"
    if came.is_ours:
        return "It would answer a letter of our own"
    return ""


def _row(correspondent: str, *, at: datetime) -> AutomaticMail | None:
    """Lock the count of a correspondent; None for the first letter, which is counted already."""
    rows = AutomaticMail.objects.select_for_update().filter(correspondent=correspondent)
    if (row := rows.first()) is not None:
        return row
    try:
        with transaction.atomic():
            AutomaticMail.objects.create(correspondent=correspondent, sent_at=[at.isoformat()])
    except IntegrityError:
        return rows.get()
    return None
