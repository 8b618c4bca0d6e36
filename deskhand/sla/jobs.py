"""What the sla room does by itself."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from deskhand.jobs.task import every, task
from deskhand.journal.actor import system
from deskhand.sla import zones
from deskhand.sla.clocks import watch
from deskhand.sla.models import Clock
from deskhand.sla.recount_jobs import RECOUNT, begin

WATCH = system("clocks")
# A reply that was released in time may still stand in the queue of jobs.
GRACE = timedelta(seconds=30)
A_SWEEP = 500


@every("* * * * *")
@task()
def watch_clocks() -> None:
    """Find the clocks whose due time has gone by, and note the breach."""
    at = timezone.now() - GRACE
    due = Clock.objects.filter(next_fire_at__lt=at).order_by("next_fire_at")
    for pk in list(due.values_list("pk", flat=True)[:A_SWEEP]):
        with transaction.atomic():
            watch(pk, by=WATCH, at=at)


@every("*/5 * * * *")
@task()
def follow_zones() -> None:
    """Look whether the rules of time zones were updated since clocks were reckoned by them."""
    run = zones.follow(by=RECOUNT, at=timezone.now())
    if run is not None:
        begin(run)
