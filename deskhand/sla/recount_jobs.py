"""Runs over open clocks, in the background."""

import time

from django.utils import timezone

from deskhand.jobs.task import task
from deskhand.journal.actor import system
from deskhand.sla import recounting
from deskhand.sla.models import Recount

RECOUNT = system("recount")
# After so many seconds a run lets other jobs have their turn.
A_TURN = 10.0


@task()
def recount(recount_id: int) -> None:
    """Reckon open clocks anew for some seconds, and go on in another job until all are done.

    Where it was killed it begins again with the batch that was not done.
    """
    begun = time.monotonic()
    while recounting.step(recount_id, by=RECOUNT, at=timezone.now()):
        if time.monotonic() - begun > A_TURN:
            recount.using(key=f"recount:{recount_id}").enqueue(recount_id)
            return


def begin(run: Recount) -> None:
    """Let a run begin as soon as the transaction that asked for it is over."""
    recount.using(key=f"recount:{run.pk}").enqueue(run.pk)
