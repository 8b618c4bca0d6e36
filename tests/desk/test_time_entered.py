"""Time is entered, corrected and withdrawn; what was said stays, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from deskhand.desk import reply as replying
from deskhand.desk.reply import Reply
from deskhand.desk.timekeeping import entering
from deskhand.desk.timekeeping.bands import bands_of
from deskhand.desk.timekeeping.entering import Said, with_length
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.rules.spoken.lengths import read
from deskhand.tickets.access import OutOfReach, TicketNotFound
from deskhand.work.models import TimeEntry, TimeRevision, TimeRules, WorkType
from deskhand.work.timekeeping import months
from deskhand.work.timekeeping.access import entry_for
from deskhand.work.timekeeping.checks import TimeDoubtful, TimeRefused, Worked
from deskhand.work.timekeeping.choosing import save_rules
from deskhand.work.timekeeping.entries import Again, EntryChanged, How, MonthIsClosed
from tests import cast as stage

MARCH = date(2026, 3, 4)
FEBRUARY = date(2026, 2, 10)


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


@pytest.fixture
def worked(cast, oven):
    kind = WorkType.objects.get(name="Remote support")
    return Worked(agent=cast.ada, worked_on=MARCH, seconds=900, work_type=kind, ticket=oven)


def enter(worked, who, at, **how):
    return entering.enter(worked, How(**how), by=stage.reader(who), at=at)


def events(*names):
    return [(e.name, e.payload) for e in Event.objects.filter(name__in=names).order_by("pk")]


def test_entered_with_its_client_a_revision_and_an_event(cast, oven, worked, at):
    entry = enter(worked, cast.ada, at)
    assert (entry.organization, entry.booked_on, entry.revision) == (cast.birch, MARCH, 1)
    assert [said.seconds for said in entry.revisions.all()] == [900]
    [(name, payload)] = events("time_entered")
    assert (payload["ticket"], payload["seconds"], payload["source"]) == (oven.pk, 900, "form")
    assert not Event.objects.get(name=name).is_public


def test_the_same_key_twice_is_entered_once(cast, worked, at):
    first = enter(worked, cast.ada, at, once_key="a")
    assert enter(worked, cast.ada, at, once_key="a") == first
    assert TimeEntry.objects.count() == 1
    assert enter(replace(worked, agent=cast.nils), cast.nils, at, once_key="a") != first


def test_a_note_is_asked_for_where_the_firm_wants_one(cast, oven, worked, at):
    save_rules(TimeRules(needs_note=True))
    with pytest.raises(TimeRefused, match="note"):
        enter(worked, cast.ada, at)
    enter(replace(worked, note="Reset it"), cast.ada, at)
    said = Reply("Reset it.", worked=Said(read("12")))
    replying.reply(oven.pk, said, by=stage.reader(cast.ada), at=at)
    assert TimeEntry.objects.count() == 2


def test_a_correction_is_a_further_revision(cast, worked, at):
    entry = enter(worked, cast.ada, at)
    longer = replace(worked, seconds=1800)
    again = Again(1, "forgot the call")
    found = entering.correct(entry.pk, longer, again, by=stage.reader(cast.ada), at=at)
    assert (found.pk, found.seconds, found.revision) == (entry.pk, 1800, 2)
    assert [said.seconds for said in found.revisions.all()] == [900, 1800]
    [(_name, payload)] = events("time_corrected")
    assert (payload["old_seconds"], payload["revision"]) == (900, 2)
    with pytest.raises(EntryChanged):
        entering.correct(entry.pk, worked, Again(1), by=stage.reader(cast.ada), at=at)
    same = entering.correct(entry.pk, longer, Again(2), by=stage.reader(cast.ada), at=at)
    assert same.revision == 2


def test_withdrawn_it_counts_no_more_and_stays(cast, worked, at):
    entry = enter(worked, cast.ada, at)
    for _twice in range(2):
        entering.withdraw(entry.pk, by=stage.reader(cast.ada), at=at)
    assert not TimeEntry.objects.counted().exists()
    assert [said.is_withdrawn for said in TimeRevision.objects.all()] == [False, True]
    assert len(events("time_withdrawn")) == 1


def test_the_database_refuses_to_change_or_delete_what_was_said(cast, worked, at):
    entry = enter(worked, cast.ada, at)
    acts = (
        lambda: entry.revisions.update(seconds=1),
        lambda: entry.revisions.all()._raw_delete("default"),
        lambda: TimeEntry.objects.all()._raw_delete("default"),
        lambda: TimeEntry.objects.update(made_by="Nobody"),
    )
    for act in acts:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"seconds": 0}, "length"),
        ({"seconds": -3 * 3600}, "length"),
        ({"seconds": 24 * 3600 + 60}, "length"),
        ({"worked_on": MARCH + timedelta(days=1)}, "worked_on"),
        ({"worked_on": date(1999, 12, 31)}, "worked_on"),
        ({"is_billable": False}, "why_not_billable"),
        ({"travel": "flat"}, "travel"),
        ({"travel": "per_km", "place": "onsite"}, "travel_km"),
        ({"travel": "time", "place": "onsite"}, "travel_length"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(cast, worked, at, wrong, field):
    with pytest.raises(TimeRefused) as refusal:
        enter(replace(worked, **wrong), cast.ada, at)
    assert refusal.value.field == field
    assert not TimeEntry.objects.exists()


def test_a_day_holds_no_more_than_its_hours(cast, worked, at):
    day = replace(worked, worked_on=date(2026, 3, 3))
    enter(replace(day, seconds=20 * 3600), cast.ada, at)
    with pytest.raises(TimeRefused, match="24 h 15 min"):
        enter(replace(day, seconds=4 * 3600 + 900), cast.ada, at)
    enter(replace(day, agent=cast.nils, seconds=20 * 3600), cast.nils, at)


def test_nights_on_which_clocks_change_count_what_passed(cast, worked, at):
    later = at + timedelta(days=300)
    spring = with_length(replace(worked, worked_on=date(2026, 3, 28)), read("23:00-4:00"))
    autumn = with_length(replace(worked, worked_on=date(2026, 10, 24)), read("23:00-4:00"))
    assert (spring.seconds, autumn.seconds) == (4 * 3600, 6 * 3600)
    assert enter(spring, cast.ada, later).seconds == 4 * 3600
    with pytest.raises(TimeRefused, match="02:30"):
        with_length(replace(worked, worked_on=date(2026, 3, 29)), read("2:30-4"))


def test_work_at_two_places_at_once_is_asked_about(cast, worked, at):
    enter(with_length(worked, read("8-9:30")), cast.ada, at)
    both = with_length(worked, read("9-9:45"))
    with pytest.raises(TimeDoubtful, match="30 min"):
        enter(both, cast.ada, at)
    enter(both, cast.ada, at, is_sure=True)
    enter(replace(both, agent=cast.nils), cast.nils, at)


def test_an_ended_client_takes_time_until_it_ended(cast, worked, at):
    cast.birch.archived_at = at - timedelta(days=5)
    cast.birch.save()
    alone = replace(worked, ticket=None, organization=cast.birch)
    with pytest.raises(TimeRefused, match="no client any more"):
        enter(alone, cast.ada, at)
    enter(replace(alone, worked_on=FEBRUARY), cast.ada, at)


def test_who_may_enter_for_whom(cast, worked, at):
    with pytest.raises(NotAllowed):
        enter(replace(worked, agent=cast.nils), cast.ada, at)
    with pytest.raises(NotAllowed):
        enter(replace(worked, agent=cast.lena), cast.lena, at)
    enter(worked, cast.milo, at)
    cast.network.lead = cast.ada
    cast.network.save()
    entry = enter(replace(worked, agent=cast.nils), cast.ada, at)
    assert (entry.agent, entry.made_by) == (cast.nils, "Ada")


def test_limited_agents_enter_and_see_within_their_limits(cast, worked, at):
    clinic = stage.open_ticket(at=at, requester=cast.cem)
    there = enter(replace(worked, ticket=clinic), cast.ada, at)
    cast.milo.only_organizations.set([cast.birch])
    cast.nils.only_organizations.set([cast.birch])
    milo = stage.reader(cast.milo)
    with pytest.raises(TicketNotFound):
        entry_for(milo, there.pk)
    with pytest.raises(TicketNotFound):
        enter(replace(worked, ticket=clinic, agent=cast.nils), cast.nils, at)
    alone = replace(worked, ticket=None, organization=cast.cedar, agent=cast.nils)
    with pytest.raises(OutOfReach):
        enter(alone, cast.nils, at)
    own = enter(replace(worked, agent=cast.nils), cast.nils, at)
    assert entry_for(milo, own.pk) == own
    with pytest.raises(TicketNotFound):
        entry_for(stage.reader(cast.ada), own.pk)


def test_ones_own_time_stays_where_the_ticket_is_out_of_sight(cast, worked, at, client_of):
    enter(worked, cast.ada, at)
    type(worked.ticket).objects.update(is_confidential=True, assignee=cast.nils)
    ada = client_of(cast.ada)
    for path in ("/desk/time/?since=2026-01-01", "/desk/time/week/?week=2026-03-04"):
        page = ada.get(path).content.decode()
        assert f"#{worked.ticket.pk}" in page
        assert worked.ticket.subject not in page
    assert worked.ticket.subject not in ada.get("/desk/time/table.csv?since=").content.decode()
    key = TimeEntry.objects.get().pk
    assert worked.ticket.subject not in ada.get(f"/desk/time/{key}/").content.decode()
    milo = client_of(cast.milo).get("/desk/time/?who=all&since=2026-01-01").content.decode()
    assert f"#{worked.ticket.pk}" not in milo


def close_february(cast, at):
    months.close(FEBRUARY, today=MARCH, by=stage.doer(cast.asta), at=at)


def test_a_closed_month_takes_no_time_and_late_work_counts_in_the_open_one(cast, worked, at):
    close_february(cast, at)
    late = replace(worked, worked_on=FEBRUARY)
    with pytest.raises(MonthIsClosed, match="February 2026"):
        enter(late, cast.ada, at)
    entry = enter(late, cast.ada, at, book_now=True)
    assert (entry.worked_on, entry.booked_on) == (FEBRUARY, MARCH)


def test_what_is_closed_is_adjusted_in_the_open_month(cast, worked, at):
    entry = enter(replace(worked, worked_on=FEBRUARY), cast.ada, at)
    TimeEntry.objects.update(state=TimeEntry.State.APPROVED)
    close_february(cast, at)
    by = stage.reader(cast.milo)
    longer = replace(worked, worked_on=FEBRUARY, seconds=1500)
    new = entering.correct(entry.pk, longer, Again(), by=by, at=at)
    rows = TimeEntry.objects.counted().order_by("pk").values_list("seconds", "booked_on")
    assert list(rows) == [(900, FEBRUARY), (-900, MARCH), (1500, MARCH)]
    assert (new.adjusts, new.worked_on) == (entry, FEBRUARY)
    with pytest.raises(EntryChanged):
        entering.correct(entry.pk, worked, Again(), by=by, at=at)
    shorter = replace(longer, seconds=1200)
    assert entering.correct(new.pk, shorter, Again(), by=by, at=at).pk == new.pk


def test_what_was_billed_is_taken_back_by_an_adjustment(cast, worked, at):
    entry = enter(worked, cast.ada, at)
    TimeEntry.objects.update(billed_at=at)
    gone = entering.withdraw(entry.pk, by=stage.reader(cast.ada), at=at)
    assert (gone.seconds, gone.adjusts, gone.booked_on) == (-900, entry, MARCH)


def test_time_goes_along_with_a_reply_and_comes_back_with_it(cast, oven, at):
    said = Reply("On it.", worked=Said(read("12")), once_key="k")
    message = replying.reply(oven.pk, said, by=stage.reader(cast.ada), at=at)
    entry = TimeEntry.objects.get()
    assert (entry.seconds, entry.message, entry.source) == (720, message, "reply")
    replying.reply(oven.pk, said, by=stage.reader(cast.ada), at=at)
    assert TimeEntry.objects.count() == 1
    replying.take_back(message.pk, by=stage.reader(cast.ada), at=at)
    assert not TimeEntry.objects.counted().exists()


def test_what_cannot_be_of_a_note_leaves_neither(cast, oven, at):
    said = Reply("Look", worked=Said(read("23:00-23:30")))
    with pytest.raises(TimeRefused):
        replying.note(oven.pk, said, by=stage.reader(cast.ada), at=at)
    assert not TimeEntry.objects.exists()
    assert oven.messages.count() == 1


def test_the_hours_of_the_ticket_split_an_entry(cast, at):
    # Five-priority opens at 7:30 and closes at 17:00 in Los Angeles.
    ticket = stage.ask(cast.bea, at=at - timedelta(days=1))
    kind = WorkType.objects.first()
    evening = Worked(agent=cast.ada, worked_on=MARCH, seconds=1, work_type=kind, ticket=ticket)
    entry = enter(with_length(evening, read("16:00-17:00")), cast.ada, at + timedelta(hours=8))
    assert [(b.is_inside, b.seconds) for b in bands_of(entry)] == [(False, 1800), (True, 1800)]
