"""What the index does in the background, beside following the journal; see `work`."""

import time

from django.utils import timezone

from deskhand.jobs.task import every, task
from deskhand.search import building, following
from deskhand.search.engine import index

# As long as a desk that is told to stop waits for its jobs, and no longer.
A_TURN_SECONDS = 4.0


@every("* * * * *")
@task()
def see_that_it_is_built() -> None:
    """Build the index where it is not built: on a new desk, or after an update."""
    if not building.is_built():
        build.using(key=build.module_path).enqueue()


@task()
def build() -> None:
    """Build the index, some of it at a time; one that was asked for twice is built once."""
    if building.is_built():
        return
    if not building.is_begun():
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


@task()
def refresh(kind: str, number: int, after: int) -> None:
    """Bring the tickets that bear somebody's name up to date, some at a time."""
    last = following.refresh_tickets_of(kind, number, after=after, at=timezone.now())
    if last:
        refresh.enqueue(kind, number, last)


@every("17 2 * * *")
@task()
def look_after_people() -> None:
    """See that everybody is in the index: whoever signs up is nowhere announced."""
    if building.is_built():
        building.renew(("person", "organization"), at=timezone.now())
