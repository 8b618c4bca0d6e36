"""What the desk does in the background: each entry point reads the clock and tells one story."""

import time

from django.utils import timezone

from deskhand.automation.runs import old_runs
from deskhand.desk import asides, automating, lingering, recurring, tray, undelivered
from deskhand.desk.approvals import asking as approvals
from deskhand.desk.dispatch import outside
from deskhand.desk.invoices import sending
from deskhand.desk.rated import deciding as rated
from deskhand.jobs.beat import beat
from deskhand.jobs.memory import remembering
from deskhand.jobs.task import every, task
from deskhand.journal.models import Event
from deskhand.tickets import sides

# As long as a desk that is told to stop waits for its jobs, and no longer.
A_TURN_SECONDS = 5.0
A_SWEEP_SECONDS = 20.0


@every("* * * * *")
@task()
def take_in() -> None:
    """Take in the letters that were kept. Gathers what `letter_arrived` tells, and sees once a
    minute that nothing was left lying."""
    if not tray.clear(timezone.now, seconds=A_TURN_SECONDS):
        take_in.using(key=take_in.module_path).enqueue()


@every("*/10 * * * *")
@task()
def look_after_approvals() -> None:
    """Remind of what clients were asked to approve, and end what nobody answered in time."""
    approvals.look_after(at=timezone.now())


@every("*/5 * * * *")
@task()
def remind_of_sides() -> None:
    """Note that third parties have not answered by the time that was set."""
    at = timezone.now()
    for side in sides.to_remind(at=at):
        asides.remind(side.pk, at=at)


@every("*/15 * * * *")
@task()
def look_at_calendars() -> None:
    """Have the calendars that agents keep elsewhere read, each by a job of its own."""
    for agent in outside.waiting():
        read_calendar.using(key=f"{read_calendar.module_path}:{agent}").enqueue(agent)


@every("50 6 * * *")
@task()
def remind_of_invoices() -> None:
    """Remind clients of what is late, where the firm has that done by itself."""
    sending.remind_all(at=timezone.now())


@task()
def read_calendar(agent_id: int) -> None:
    """Read when an agent is busy elsewhere."""
    outside.read(agent_id, at=timezone.now())


@task()
def come_back(event_id: int) -> None:
    """A letter came back or was given up. Follows `letter_bounced` and `letter_failed`."""
    event = Event.objects.get(pk=event_id)
    undelivered.come_back(event.payload["outgoing"], at=timezone.now())


@task()
def rate_time(event_id: int) -> None:
    """An entry of time says something else. Follows `time_entered`, `time_corrected` and
    `time_withdrawn`."""
    event = Event.objects.get(pk=event_id)
    rated.rate(event.payload["entry"], at=timezone.now())


@task()
def rate_ticket(event_id: int) -> None:
    """What a contract says of a ticket became another thing. Follows `coverage_decided`."""
    event = Event.objects.get(pk=event_id)
    rated.rate_ticket(event.payload["ticket"], at=timezone.now())


@every("25 * * * *")
@task()
def look_again_at_time() -> None:
    """See that nothing was left lying of what time comes to by contract."""
    rated.look_again(at=timezone.now())


@beat
def look_for_news() -> None:
    """See whether there is something for rules to look at; while none is active, nothing is."""
    with remembering():
        if automating.has_news():
            follow_rules.using(key=follow_rules.module_path).enqueue()


@task()
def follow_rules() -> None:
    """Follow the rules on what happened since; what is left is seen by the next look."""
    end = time.monotonic() + A_TURN_SECONDS
    while automating.turn(at=timezone.now()) and time.monotonic() < end:
        pass


@every("* * * * *")
@task()
def sweep_tickets() -> None:
    """Follow the rules on tickets that have stood for a time."""
    end = time.monotonic() + A_SWEEP_SECONDS
    lingering.sweep(at=timezone.now(), goes_on=lambda: time.monotonic() < end)


@every("* * * * *")
@task()
def make_recurring() -> None:
    """Make the tickets that come again."""
    recurring.make_due(at=timezone.now())


@every("17 3 * * *")
@task()
def forget_old_runs() -> None:
    """Keep the log of rules for as long as it says."""
    old_runs(at=timezone.now()).delete()
