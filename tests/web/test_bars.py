"""The picture of a clock's way: what it shows, in order and within its frame."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from deskhand.sla.models import Clock, PromiseKind
from deskhand.sla.policies import promise_for
from deskhand.sla.recording import add, begin_with
from deskhand.sla.why import why
from deskhand.web import bars
from tests.cast import Cast, ask, doer

pytestmark = pytest.mark.django_db
# Tuesday 3 March 2026, 10:00 in Los Angeles, whose hours are 07:30 to 17:00.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_los_angeles():
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        yield


def clock(cast: Cast, *facts: tuple[str, timedelta]) -> Clock:
    """The first response of a request, with what happened to it."""
    ticket = ask(cast.bea, at=TUESDAY)
    promise = promise_for(ticket, PromiseKind.FIRST_RESPONSE, received_at=TUESDAY)
    assert promise is not None
    by = doer(cast.ada)
    made = begin_with(
        ticket, PromiseKind.RESOLUTION, promise, started_at=TUESDAY, by=by, at=TUESDAY
    )
    for fact, after in facts:
        payload = {"reason": "Waiting"} if fact == "pause" else {}
        add(made, fact, payload, at=TUESDAY + after, by=by)
    return made


def drawn(clock: Clock, at: datetime) -> bars.Bar:
    bar = bars.bar(why(clock, at=at), at=at)
    assert bar is not None
    return bar


def test_what_counted_and_what_paused_follow_each_other(cast):
    held = clock(cast, ("pause", HOUR), ("resume", 2 * HOUR))
    bar = drawn(held, TUESDAY + 3 * HOUR)
    assert [part.kind for part in bar.segments] == ["counted", "paused", "counted"]
    assert bar.segments[-1].x + bar.segments[-1].width == pytest.approx(bars.WIDTH, abs=0.2)
    assert bar.rows[1] == ("Tue 3 Mar 11:00–12:00", "paused: Waiting", "")
    assert bar.rows[0][2] == "1 h"


def test_what_is_late_goes_on_after_the_due_time(cast):
    late = clock(cast)
    bar = drawn(late, TUESDAY + 3 * HOUR)
    assert "late" not in {part.kind for part in bar.segments}
    add(late, "stop", at=TUESDAY + 5 * HOUR, by=doer(cast.ada))
    bar = drawn(late, TUESDAY + 6 * HOUR)
    assert [part.kind for part in bar.segments] == ["counted", "late"]
    assert bar.above[0].words == "stopped 15:00"


def test_the_words_of_its_marks_stay_in_the_picture_and_apart(cast):
    for hours in range(1, 12):
        bar = drawn(clock(cast), TUESDAY + hours * HOUR / 2)
        assert all(0 <= mark.text_x <= bars.WIDTH for mark in (*bar.above, *bar.below))


def test_a_paused_clock_has_a_way_but_no_end(cast):
    bar = drawn(clock(cast, ("pause", HOUR)), TUESDAY + 3 * HOUR)
    assert [mark.kind for mark in bar.below] == ["start"]
    assert bar.segments[-1].kind == "paused"


def test_a_ticket_shows_the_way_of_each_promise_and_its_zone(cast, client_of):
    cast.ada.person.time_zone = "Europe/Berlin"
    cast.ada.person.save()
    ticket = ask(cast.bea, at=TUESDAY)
    path = f"/desk/tickets/{ticket.pk}/why/{ticket.clocks.first().pk}/"
    client = client_of(cast.ada)
    assert path in client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    page = client.get(path).content.decode()
    assert 'class="chart why-bar"' in page
    assert "Times are CET." in page
    assert "The clock started on Tue 3 Mar 2026, 19:00 CET." in page
