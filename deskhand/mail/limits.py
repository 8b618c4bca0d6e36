"""When an automatic letter may go: never to a machine, never to ourselves, and only a few.

RFC 3834 asks for the first; the count bounds the loops that no header betrays (safety, P7).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from deskhand.mail.incoming import Arrival
from deskhand.mail.mailboxes import known_as, our_addresses, plain
from deskhand.mail.models import AutomaticMail

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MOST_IN_AN_HOUR = 3


class Counts:
    """How many automatic letters some correspondents got lately, locked until the end of the
    running transaction; `save` writes down what was added."""

    def __init__(self, addresses: Iterable[str]) -> None:
        wanted = sorted({plain(address) for address in addresses})
        self._rows = _locked(wanted)
        if new := [each for each in wanted if each not in self._rows]:
            # Somebody may make the same row now.
            AutomaticMail.objects.bulk_create(
                [AutomaticMail(correspondent=each) for each in new], ignore_conflicts=True
            )
            self._rows |= _locked(new)
        self._changed: dict[str, AutomaticMail] = {}

    def why_not(self, to: Sequence[str], *, unverified: bool, at: datetime) -> str:
        """Return why nobody of these must get one more now; when all may, count it for each."""
        sent: dict[str, list[datetime]] = {}
        for correspondent in {plain(address) for address in to}:
            lately = map(datetime.fromisoformat, self._rows[correspondent].sent_at)
            in_a_day = [moment for moment in lately if at - moment < A_DAY]
            if unverified and in_a_day:
                return "One automatic letter a day to an address that we do not know"
            if sum(at - moment < AN_HOUR for moment in in_a_day) >= MOST_IN_AN_HOUR:
                return "Three automatic letters an hour to one correspondent are enough"
            sent[correspondent] = [*in_a_day, at]
        for correspondent, moments in sent.items():
            row = self._changed[correspondent] = self._rows[correspondent]
            row.sent_at = [moment.isoformat() for moment in moments]
        return ""

    def save(self) -> None:
        """Write down what was counted."""
        # The rows are there: each insertion is an update.
        AutomaticMail.objects.bulk_create(
            self._changed.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["sent_at"],
        )


def why_never(to: Sequence[str], *, answers: Arrival | None) -> str:
    """Return why no automatic letter may go there, whatever the count; "" when one may."""
    if answers is not None and (reason := _machine(answers)):
        return reason
    ours = our_addresses()
    if any(known_as(address, ours) for address in to):
        return "It would go to one of our own mailboxes"
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


def _locked(correspondents: list[str]) -> dict[str, AutomaticMail]:
    """In one order, so that two who count the same do not stand in each other's way."""
    rows = AutomaticMail.objects.select_for_update().filter(correspondent__in=correspondents)
    return {row.correspondent: row for row in rows.order_by("correspondent")}
