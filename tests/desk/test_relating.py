"""What tickets are to one another, and what holds before one ends."""

import pytest

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.desk import ending, merging, relating, triage
from deskhand.desk.merging import Merging
from deskhand.desk.reply import Reply, reply
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.related import Relation
from deskhand.tickets.relations import seen_on, set_end_rules
from tests.cast import open_ticket, reader

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(stage, at):
    return [open_ticket(requester=stage.bea, at=at) for _each in range(3)]


def relate(ticket, other, kind, stage, at):
    return relating.relate(ticket.pk, other.pk, kind=kind, by=reader(stage.ada), at=at)


def end(ticket, stage, at, category=Category.SOLVED):
    status = status_of(ticket.status.scheme, category)
    return triage.set_field(ticket.pk, "status", status, by=reader(stage.ada), at=at)


def test_it_stands_on_both_and_in_the_trail_of_both(stage, at, three):
    first, second, _third = three
    relate(first, second, "duplicate", stage, at)
    for one, other in ((first, second), (second, first)):
        assert [seen for _row, seen in seen_on(reader(stage.ada), one)] == [other]
    told = Event.objects.filter(name="relation_made").values_list("subject_id", flat=True)
    assert set(told) == {first.pk, second.pk}


def test_two_tickets_are_one_thing_to_each_other(stage, at, three):
    first, second, _third = three
    relate(first, second, "related", stage, at)
    relate(second, first, "cause", stage, at)
    row = Relation.objects.get()
    assert (row.ticket, row.other, row.kind) == (second, first, "cause")
    relating.unrelate(first.pk, row.pk, by=reader(stage.ada), at=at)
    assert not Relation.objects.exists()


def test_a_part_is_of_one_ticket_and_never_of_its_own_part(stage, at, three):
    first, second, third = three
    relate(second, first, "part", stage, at)
    relate(third, second, "part", stage, at)
    with pytest.raises(TicketLocked):
        relate(first, third, "part", stage, at)
    with pytest.raises(TicketLocked):
        relate(third, first, "part", stage, at)
    with pytest.raises(TicketLocked):
        relate(first, first, "related", stage, at)


def test_open_parts_hold_the_end(stage, at, three):
    first, second, _third = three
    relate(second, first, "part", stage, at)
    with pytest.raises(triage.ChangeRefused, match="1 part is still open"):
        end(first, stage, at)
    solved = status_of(first.status.scheme, Category.SOLVED)
    with pytest.raises(TicketLocked):
        reply(first.pk, Reply(text="Done", status=solved), by=reader(stage.ada), at=at)
    end(first, stage, at, Category.CANCELLED)
    end(second, stage, at)


def test_duplicates_end_together_with_what_they_double(stage, at, three):
    first, second, third = three
    relate(second, first, "duplicate", stage, at)
    relate(third, second, "duplicate", stage, at)
    end(first, stage, at)
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.category, third.category) == ("solved", "solved")


def test_what_was_caused_only_warns(stage, at, three):
    first, second, _third = three
    relate(second, first, "cause", stage, at)
    ticket = end(first, stage, at)
    assert ending.warnings(ticket)
    set_end_rules({"cause": "nothing"})
    assert not ending.warnings(ticket)


def test_the_firm_sets_what_holds(stage, at, three):
    first, second, _third = three
    set_end_rules({"part": "together"})
    relate(second, first, "part", stage, at)
    end(first, stage, at)
    second.refresh_from_db()
    assert second.category == "solved"


def test_only_what_one_may_see_is_linked_and_shown(stage, at, three):
    other = open_ticket(requester=stage.carla, at=at, subject="Secret")
    relating.relate(three[0].pk, other.pk, kind="related", by=reader(stage.nils), at=at)
    stage.ada.only_organizations.set([stage.birch])
    assert seen_on(reader(stage.ada), three[0]) == []
    with pytest.raises(TicketNotFound):
        relate(three[1], other, "related", stage, at)
    with pytest.raises(NotAllowed):
        relating.relate(three[0].pk, three[1].pk, kind="part", by=reader(stage.lena), at=at)


def test_a_merge_takes_relations_along_and_its_undo_brings_them_back(stage, at, three):
    first, second, third = three
    relate(second, third, "part", stage, at)
    made = merging.merge(Merging(first.pk, (second.pk,)), by=reader(stage.ada), at=at)[0]
    row = Relation.objects.get()
    assert (row.ticket, row.other) == (first, third)
    merging.undo(made.pk, by=reader(stage.ada), at=at)
    row.refresh_from_db()
    assert (row.ticket, row.other) == (second, third)
