"""How a mailbox fares: what its page in Setup tells."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from deskhand.mail.administration import health_words, held_up
from deskhand.mail.models import Letter, Mailbox, OutgoingLetter

LATELY = 50


@dataclass(frozen=True, slots=True)
class Health:
    """`lag` is the usual time from a letter's arrival in the mailbox until it was taken in, of
    the last ones; None before the first. The counts wait for somebody to look; `held_by` is why
    the newest of the letters that are held up could not leave."""

    words: str
    is_well: bool
    succeeded_at: datetime | None
    error: str
    failing_since: datetime | None
    newest_at: datetime | None
    lag: timedelta | None
    quarantined: int
    parked: int
    failed: int
    held_up: int
    held_by: str


def health_of(mailbox: Mailbox, *, at: datetime) -> Health:
    words = health_words(mailbox, at)
    came = Letter.objects.filter(mailbox=mailbox)
    sent = OutgoingLetter.objects.filter(mailbox=mailbox)
    newest = came.order_by("-received_at", "-pk")
    spans = list(newest.exclude(taken_at=None).values_list("received_at", "taken_at")[:LATELY])
    held = held_up().filter(mailbox=mailbox)
    lags = sorted(max(taken - received, timedelta()) for received, taken in spans if taken)
    return Health(
        words=words,
        is_well=not mailbox.last_error and words == health_words(mailbox),
        succeeded_at=mailbox.succeeded_at,
        error=mailbox.last_error,
        failing_since=mailbox.failing_since,
        newest_at=newest.values_list("received_at", flat=True).first(),
        lag=lags[len(lags) // 2] if lags else None,
        quarantined=came.filter(state=Letter.State.QUARANTINED).count(),
        parked=sent.filter(state=OutgoingLetter.State.PARKED).count(),
        failed=sent.filter(state=OutgoingLetter.State.FAILED).count(),
        held_up=held.count(),
        held_by=held.order_by("-pk").values_list("last_error", flat=True).first() or "",
    )
