"""Two work processes look at the same clocks and are killed again and again: each step comes once,
and does once what it has to do. DESKHAND_TEST_KILLS makes it longer."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest

from deskhand.jobs import queue
from deskhand.jobs.models import Schedule
from deskhand.journal.models import Event
from deskhand.notices.models import Notice
from deskhand.sla.models import Clock, StepAct, StepFired
from tests import cast as casting
from tests.sla.stepping import ask, promised, step

KILLS = int(os.environ.get("DESKHAND_TEST_KILLS", "6"))
# New tickets before each kill; the last of their steps comes some ten seconds later.
TICKETS = 3
TARGET_SECONDS = 5
PATIENCE = 120 + 3 * KILLS

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.proof,
    pytest.mark.timeout(300 + 12 * KILLS),
]


class Workers:
    """Two work processes, of which each that ends is started again."""

    def __init__(self) -> None:
        self.running = [self._start(), self._start()]

    def _start(self) -> subprocess.Popen[bytes]:
        lasts = str(PATIENCE + 10 * KILLS)
        return subprocess.Popen([sys.executable, "-m", "tests.jobs.working", lasts])

    def kill(self, which: int) -> None:
        self.running[which].kill()
        self.running[which].wait()
        self.running[which] = self._start()

    def end(self) -> None:
        for worker in self.running:
            worker.kill()
            worker.wait()


def test_each_step_comes_once_however_often_workers_are_killed(data):
    cast = casting.gather()
    people = [{"do": "notify", "who": [], "agents": [cast.ada.pk, cast.asta.pk]}]
    steps = [step("percent", value=share, actions=people) for share in range(10, 200, 10)]
    steps[4]["actions"] = [*people, {"do": "raise"}]
    steps[7]["actions"] = [{"do": "raise"}, *people]
    promised(cast, *steps, hours=TARGET_SECONDS / 3600)
    tickets, workers = [], Workers()
    try:
        until_one_works()
        for _kill in range(KILLS):
            tickets += [ask(cast, at=datetime.now(UTC)) for _one in range(TICKETS)]
            time.sleep(random.uniform(1, 7))
            workers.kill(random.randrange(2))
        until_settled()
    finally:
        workers.end()
    judge([ticket.pk for ticket in tickets], steps=len(steps))


def until_one_works() -> None:
    """A worker on a busy machine takes long to start."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not Schedule.objects.exists():
        time.sleep(0.2)


def until_settled() -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        waiting = Clock.objects.filter(next_fire_at__isnull=False).exists()
        undone = StepAct.objects.filter(state="waiting").exists()
        if not waiting and not undone and queue.counts().dead == 0:
            return
        time.sleep(0.2)
    raise AssertionError((list(Clock.objects.values("next_fire_at", "state")), queue.counts()))


def judge(numbers: list[int], *, steps: int) -> None:
    rows = list(StepFired.objects.select_related("clock"))
    came = Counter((row.clock.ticket_id, row.step, row.occurrence) for row in rows)
    assert set(came.values()) == {1}
    assert set(came) == {(number, n, 1) for number in numbers for n in range(1, steps + 1)}
    fired = [row.pk for row in rows if row.outcome == "fired"]
    events = Event.objects.filter(name="step_came")
    assert Counter(event.payload["fired"] for event in events) == Counter(fired)
    # While no worker was there steps were superseded; the last one always fires.
    assert len(fired) >= len(numbers)
    told = Counter(Notice.objects.filter(kind="escalated").values_list("source", flat=True))
    notifying = StepAct.objects.filter(do="notify", state="done").values_list("pk", flat=True)
    assert told == Counter({f"step:{pk}": 2 for pk in notifying})
    assert StepAct.objects.filter(do="notify").exclude(state="done").count() == 0
    raised = Event.objects.filter(name="ticket_changed", payload__field="priority")
    did = StepAct.objects.filter(do="raise", state="done")
    by_ticket = Counter(did.values_list("fired__clock__ticket", flat=True))
    assert Counter(raised.values_list("subject_id", flat=True)) == by_ticket
    assert by_ticket and set(by_ticket.values()) == {1}
    breached = Event.objects.filter(name="target_breached")
    assert Counter(breached.values_list("subject_id", flat=True)) == Counter(numbers)
