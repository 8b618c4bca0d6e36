"""What the index does in the background."""

import time
from datetime import timedelta

from django.utils import timezone

from deskhand.jobs.task import every, task
from deskhand.search import building, following
from deskhand.search.engine import index

# As long as a desk that is told to stop waits for its jobs, and no longer.
A_TURN_SECONDS = 4.0
# What is committed waits for older transactions before it can be read; look again then.
SETTLES = timedelta(seconds=0.5)


@every("* * * * *")
@task()
def follow() -> None:
    """Bring the index up to date. Gathers what changes things, and sees once a minute that
    nothing was left lying; an index that is not built is built first."""
    if not building.is_built():
        build.using(key=build.module_path).enqueue()
    until = time.monotonic() + A_TURN_SECONDS
    while (renamed := following.follow(at=timezone.now())) is not None:
        for kind, number in renamed:
            refresh.enqueue(kind, number, 0)
        if time.monotonic() > until:
            follow.using(key=follow.module_path).enqueue()
            return
    if following.lags():
        later = timezone.now() + SETTLES
        follow.using(key=follow.module_path, run_after=later).enqueue()


@task()
def refresh(kind: str, number: int, after: int) -> None:
    """Bring the tickets that bear somebody's name up to date, some at a time."""
    last = following.refresh_tickets_of(kind, number, after=after, at=timezone.now())
    if last:
        refresh.enqueue(kind, number, last)


@task()
def build() -> None:
    """Build the index, some of it at a time."""
    building.begin()
    until = time.monotonic() + A_TURN_SECONDS
    while building.step(at=timezone.now()):
        if time.monotonic() > until:
            build.using(key=build.module_path).enqueue()
            return
    tidy.using(key=tidy.module_path).enqueue()


@task()
def tidy() -> None:
    """Put in order what very many entries left undone, some of it at a time."""
    until = time.monotonic() + A_TURN_SECONDS
    while index().tidy():
        if time.monotonic() > until:
            tidy.using(key=tidy.module_path).enqueue()
            return


@every("17 2 * * *")
@task()
def look_after_people() -> None:
    """See that everybody is in the index: whoever signs up is nowhere announced."""
    building.renew(("person", "organization"), at=timezone.now())
