"""A calendar is edited: open clocks follow it, the past never, and a crash costs nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import releasing, reply, triage
from deskhand.jobs import queue
from deskhand.journal.actor import system
from deskhand.rules.worktime import CalendarError
from deskhand.sla import mending, recounting, zones
from deskhand.sla.calendars import save_version
from deskhand.sla.editing import edit
from deskhand.sla.models import Calendar, Clock, Recount
from deskhand.sla.rebuild import rebuild
from deskhand.sla.why import why, working_of
from deskhand.tickets.models import Ticket
from tests.cast import ask, reader
from tests.sla.stepping import came, step, sweep
from tests.sla.tables import HOUR, owe, policy, row

pytestmark = pytest.mark.django_db

S = Clock.State
# Tuesday 3 March 2026, 10:00 in Los Angeles, whose hours are 07:30 to 17:00.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
BY = system("test")
DAY = timedelta(days=1)


@pytest.fixture
def hours(cast) -> Calendar:
    owe(cast.birch, policy("gold", row("resolution", 20, unit="business")))
    return Calendar.objects.earliest("pk")


def spec_of(hours: Calendar, **more):
    return {**hours.versions.latest("number").spec, **more}


def closed(hours: Calendar, *days: str):
    return spec_of(hours, exceptions={day: [] for day in days})


def change(hours, spec, *, at=TUESDAY + HOUR, **more) -> Recount | None:
    names = hours.versions.latest("number").names
    return edit(hours, spec, names=names, by=BY, at=at, **more)


def go(run: Recount | None) -> Recount:
    assert run is not None
    while recounting.step(run.pk, by=BY, at=TUESDAY + 2 * HOUR):
        pass
    run.refresh_from_db()
    return run


def due_at(ticket: Ticket) -> datetime | None:
    return Clock.objects.get(ticket=ticket).due_at


def is_sound() -> bool:
    return not list(rebuild(at=TUESDAY + 900 * HOUR, check=True))


def test_open_clocks_follow_and_tell_so(cast, hours):
    ticket = ask(cast.bea, at=TUESDAY)
    before = due_at(ticket)
    # 7 h on Tuesday, 9.5 h on Wednesday, 3.5 h on Thursday.
    assert before == datetime(2026, 3, 5, 19, 0, tzinfo=UTC)
    run = go(change(hours, closed(hours, "2026-03-04")))
    assert (run.state, run.total, run.looked_at, run.moved) == ("done", 1, 1, 1)
    assert due_at(ticket) == before + DAY
    ticket.refresh_from_db()
    assert ticket.due_order_at == before + DAY
    told = " ".join(working_of(Clock.objects.get(), at=TUESDAY + 2 * HOUR))
    assert "version 2" in told
    assert "Wed 4 Mar has hours of its own: closed." in told
    assert is_sound()


def test_steps_that_came_too_early_come_again(cast):
    told = step("percent", value=5)
    owe(cast.birch, policy("gold", row("resolution", 20, unit="business", steps=(told,))))
    ticket = ask(cast.bea, at=TUESDAY)
    sweep(TUESDAY + HOUR + timedelta(minutes=1))
    assert came(ticket) == [(1, 1, "fired")]
    hours = Calendar.objects.earliest("pk")
    go(change(hours, closed(hours, "2026-03-04"), at=TUESDAY + 2 * HOUR))
    clock = Clock.objects.get(ticket=ticket)
    assert (clock.arming, clock.fired) == (2, {})


def test_what_has_passed_is_never_counted_anew(cast, hours):
    ticket = ask(cast.bea, at=TUESDAY)
    before = due_at(ticket)
    # It turns out that nobody was there in the morning; of the day an hour is gone.
    go(change(hours, closed(hours, "2026-03-03")))
    assert due_at(ticket) == before + timedelta(hours=6)
    assert is_sound()


def test_an_edit_that_holds_later_moves_only_what_is_counted_then(cast, hours):
    ticket = ask(cast.bea, at=TUESDAY)
    before = due_at(ticket)
    thursday = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
    spec = closed(hours, "2026-03-04", "2026-03-05")
    go(change(hours, spec, valid_from=thursday))
    assert due_at(ticket) == before + DAY
    # What comes in after it was saved and before it holds follows it too.
    later = ask(cast.bea, at=TUESDAY + 2 * HOUR)
    assert due_at(later) == due_at(ticket) + 2 * HOUR
    assert is_sound()


def test_a_clock_that_stands_still_follows_when_it_goes_on(cast, hours):
    ticket = ask(cast.bea, at=TUESDAY)
    statuses = ticket.status.scheme.statuses
    by = reader(cast.ada)
    waiting = statuses.get(category="waiting_requester")
    triage.set_field(ticket.pk, "status", waiting, by=by, at=TUESDAY)
    run = go(change(hours, closed(hours, "2026-03-04")))
    assert run.moved == 0
    opened = statuses.get(category="open")
    triage.set_field(ticket.pk, "status", opened, by=by, at=TUESDAY + HOUR)
    assert due_at(ticket) == datetime(2026, 3, 6, 20, 0, tzinfo=UTC)
    assert is_sound()


def test_what_is_done_and_what_goes_by_other_hours_stays(cast, hours):
    elsewhere = Calendar.objects.create(name="Elsewhere", slug="elsewhere")
    save_version(elsewhere, spec_of(hours), at=TUESDAY - 99 * DAY)
    owe(cast.cedar, policy("silver", row("resolution", 20, unit="business", calendar=elsewhere)))
    other, ticket = ask(cast.cem, at=TUESDAY), ask(cast.bea, at=TUESDAY)
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(cast.ada), at=TUESDAY + HOUR / 2)
    before = due_at(other), due_at(ticket)
    assert change(hours, closed(hours, "2026-03-04")) is None
    assert (due_at(other), due_at(ticket)) == before


def test_what_was_due_before_a_change_is_told_by_the_hours_of_then(cast, hours):
    ticket = ask(cast.bea, at=TUESDAY)
    clock = ticket.clocks.get(kind="resolution")
    was_due_at, by_hand = clock.due_at, TUESDAY + 30 * DAY
    mending.set_due(ticket, clock.pk, by_hand, why="The part.", by=BY, at=TUESDAY + HOUR / 2)
    go(change(hours, closed(hours, "2026-03-04", "2026-03-05")))
    told = why(Clock.objects.get(pk=clock.pk), at=TUESDAY + 3 * HOUR).lines
    override = next(line.fact for line in told if line.fact.kind == "override")
    assert (override.before, override.after) == (was_due_at, by_hand)


def test_the_preview_says_what_would_move_and_changes_nothing(cast, hours):
    tickets = [ask(cast.bea, at=TUESDAY + n * HOUR) for n in range(3)]
    before = [due_at(ticket) for ticket in tickets]
    spec = closed(hours, "2026-03-04")
    told = recounting.preview(hours, spec, valid_from=TUESDAY + 3 * HOUR, at=TUESDAY + 3 * HOUR)
    assert (told.total, told.looked_at, told.moved, told.late) == (3, 3, 3, 0)
    far = {**spec, "exceptions": {"2026-05-04": []}}
    told = recounting.preview(hours, far, valid_from=TUESDAY + 3 * HOUR, at=TUESDAY + 3 * HOUR)
    assert (told.moved, told.late) == (0, 0)
    assert [due_at(ticket) for ticket in tickets] == before


def test_a_run_that_was_killed_goes_on_where_it_stood(cast, hours, monkeypatch):
    monkeypatch.setattr(recounting, "A_BATCH", 2)
    tickets = [ask(cast.bea, at=TUESDAY) for _n in range(5)]
    run = change(hours, closed(hours, "2026-03-04"))
    assert recounting.step(run.pk, by=BY, at=TUESDAY + 2 * HOUR)
    run.refresh_from_db()
    assert (run.looked_at, run.percent) == (2, 40)
    # Whoever comes next, and however often, does the rest.
    run = go(run)
    assert (run.looked_at, run.moved) == (5, 5)
    assert not recounting.step(run.pk, by=BY, at=TUESDAY + 2 * HOUR)
    assert len({due_at(ticket) for ticket in tickets}) == 1
    assert all(c.events.filter(kind="calendar").count() == 1 for c in Clock.objects.all())
    assert is_sound()


def test_a_run_can_be_stopped(cast, hours, monkeypatch):
    monkeypatch.setattr(recounting, "A_BATCH", 1)
    for _n in range(2):
        ask(cast.bea, at=TUESDAY)
    run = change(hours, closed(hours, "2026-03-04"))
    recounting.step(run.pk, by=BY, at=TUESDAY + 2 * HOUR)
    assert recounting.stop(run.pk, at=TUESDAY + 2 * HOUR)
    assert not recounting.step(run.pk, by=BY, at=TUESDAY + 2 * HOUR)
    run.refresh_from_db()
    assert (run.state, run.looked_at) == ("stopped", 1)
    assert not recounting.stop(run.pk, at=TUESDAY + 3 * HOUR)
    assert is_sound()


def test_the_work_process_does_it(cast, hours):
    ticket = ask(cast.bea, at=datetime.now(UTC))
    before = due_at(ticket)
    days = [str((datetime.now(UTC) + n * DAY).date()) for n in range(1, 30)]
    run = edit(hours, closed(hours, *days), names={}, by=BY, at=datetime.now(UTC))
    queue.drain()
    run.refresh_from_db()
    assert run.state == "done"
    assert due_at(ticket) > before


def test_a_batch_costs_a_fixed_number_of_statements(cast, hours, django_assert_max_num_queries):
    for _n in range(8):
        ask(cast.bea, at=TUESDAY)
    run = change(hours, closed(hours, "2026-03-04"))
    with django_assert_max_num_queries(18):
        recounting.step(run.pk, by=BY, at=TUESDAY + 2 * HOUR)


def test_it_cannot_hold_from_the_past_and_the_same_text_changes_nothing(cast, hours):
    ask(cast.bea, at=TUESDAY)
    with pytest.raises(CalendarError, match="past"):
        change(hours, closed(hours, "2026-03-04"), valid_from=TUESDAY)
    assert change(hours, spec_of(hours)) is None
    assert hours.versions.count() == 1


def test_other_rules_of_zones_are_followed_once(cast, hours):
    ask(cast.bea, at=TUESDAY)
    assert zones.follow(by=BY, at=TUESDAY) is None
    assert zones.follow(by=BY, at=TUESDAY) is None
    Recount.objects.update(zones="2001a")
    run = go(zones.follow(by=BY, at=TUESDAY))
    assert (run.cause, run.zones, run.looked_at, run.moved) == ("zones", zones.installed(), 1, 0)
    assert zones.follow(by=BY, at=TUESDAY) is None


def test_a_kept_promise_is_not_judged_anew(cast, hours):
    ticket = ask(cast.bea, at=TUESDAY)
    message = reply.reply(ticket.pk, reply.Reply(text="So."), by=reader(cast.ada), at=TUESDAY)
    releasing.release(message.pk, at=message.released_at)
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(cast.ada), at=TUESDAY + HOUR / 2)
    change(hours, closed(hours, "2026-03-03"))
    assert Clock.objects.get(ticket=ticket).state == S.MET
