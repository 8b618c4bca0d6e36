"""Tickets that come again: one for each slot, and one for all that were missed."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection

from deskhand.automation.models import Occurrence, Recurring, TicketTemplate
from deskhand.desk import recurring
from deskhand.tickets.models import Ticket
from tests import cast as casting

DAY = timedelta(days=1)


def template(cast=None, **more) -> TicketTemplate:
    return TicketTemplate.objects.create(
        name="Backups", subject="Try the backups", text="Restore one file.", **more
    )


def comes(made: TicketTemplate, *, at: datetime, calendar: str = "", **more) -> Recurring:
    pattern = {"begins": "2026-03-01", "unit": "days", **more}
    row = Recurring(template=made, pattern=pattern, calendar=calendar, at_time=time(8))
    recurring.plan_next(row, at=at)
    row.save()
    return row


@pytest.mark.django_db
def test_a_ticket_is_made_as_its_template_says(cast, at):
    made = template(
        requester=cast.bea,
        team=cast.network,
        assignee=cast.nils,
        priority_level=2,
        tags=["care"],
        checklist="Restore\nCompare",
    )
    row = comes(made, at=at)
    assert recurring.make_due(at=at) == 0
    # Eight o'clock in Berlin.
    assert row.next_at == datetime(2026, 3, 5, 7, 0, tzinfo=UTC)
    assert recurring.make_due(at=row.next_at) == 1
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.organization) == (cast.bea, cast.birch)
    assert (ticket.team, ticket.assignee, ticket.tags) == (cast.network, cast.nils, ["care"])
    assert ticket.priority_level == 2
    texts = ticket.messages.order_by("pk").values_list("text", "is_public")
    assert list(texts) == [("Restore one file.", True), ("- [ ] Restore\n- [ ] Compare", False)]


@pytest.mark.django_db
def test_each_slot_is_made_once(cast, at):
    row = comes(template(), at=at)
    for _again in range(3):
        recurring.make_due(at=at + DAY)
    assert Ticket.objects.count() == 1
    # Also where the row was set back, as by a restore of half a database.
    Recurring.objects.update(next_on=row.next_on, next_at=row.next_at)
    recurring.make_due(at=at + DAY)
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_what_was_missed_is_made_up_for_by_one(cast, at):
    comes(template(), at=at)
    recurring.make_due(at=at + 12 * DAY)
    assert Ticket.objects.count() == 1
    assert Occurrence.objects.count() == 12
    latest = Occurrence.objects.exclude(ticket=None).get()
    assert latest.named_on == max(Occurrence.objects.values_list("named_on", flat=True))
    assert Recurring.objects.get().next_at > at + 12 * DAY


@pytest.mark.django_db
def test_a_pause_makes_nothing_and_does_not_make_up_for_it(cast, at):
    row = comes(template(), at=at)
    row.is_active = False
    row.save()
    assert recurring.make_due(at=at + 5 * DAY) == 0
    row.is_active = True
    recurring.plan_next(row, at=at + 5 * DAY)
    row.save()
    assert recurring.make_due(at=at + 5 * DAY) == 0
    assert recurring.make_due(at=at + 6 * DAY) == 1


@pytest.mark.django_db
def test_business_days_are_those_of_the_calendar(cast, at):
    from deskhand.sla.models import Calendar

    calendar = Calendar.objects.get()
    made = comes(template(), at=at, calendar=calendar.slug, unit="months", by="business", nth=-1)
    assert made.next_on.isoformat() == "2026-03-31"
    shifted = comes(
        TicketTemplate.objects.create(name="Seven", subject="x", text="x"),
        at=at,
        calendar=calendar.slug,
        unit="months",
        nth=7,
        shift="next",
    )
    # Saturday the 7th keeps its name and is made on Monday.
    assert shifted.next_on.isoformat() == "2026-03-07"
    assert shifted.next_at.date().isoformat() == "2026-03-09"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_workers_make_one(at):
    casting.gather()
    row = comes(template(), at=at)

    def work() -> None:
        try:
            recurring.make_due(at=at + DAY)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Ticket.objects.count() == 1
    assert Occurrence.objects.filter(recurring=row).count() == 1
