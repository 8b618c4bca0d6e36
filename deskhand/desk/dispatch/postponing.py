"""Moves on the board are told when no further one comes for a while."""

from datetime import datetime, timedelta

from deskhand.desk.dispatch import telling_jobs
from deskhand.provider.firm import current
from deskhand.work.planned import Appointment
from deskhand.work.untold import Known, wait

# As long as the page offers to undo it.
LEAST_SECONDS = 20


def wait_seconds() -> int:
    """How long after the last move on the board everybody is told: no shorter than the undo window
    of replies."""
    return max(current().undo_seconds, LEAST_SECONDS)


def tell_later(appointment: Appointment, before: Known, *, at: datetime) -> None:
    """Let everybody hear of a move when no further one has come for a while."""
    tell_at = at + timedelta(seconds=wait_seconds())
    wait(appointment, before, tell_at=tell_at)
    telling_jobs.tell_moved.using(run_after=tell_at).enqueue(appointment.pk)
