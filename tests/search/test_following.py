"""The index follows what happens: words come, go, and change hands with the tickets."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from deskhand.jobs import queue
from deskhand.people import administration
from deskhand.people.models import Membership, Person
from deskhand.search import building, following, jobs, work, writing
from deskhand.search.directory import find_organizations, find_people
from deskhand.search.index import digests
from deskhand.search.models import Word
from deskhand.search.tickets import TICKETS
from deskhand.search.writing import bring_up_to_date, in_turn, progress
from deskhand.tickets import changes, conversation, moving, participants, vendors
from deskhand.tickets.access import lock
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import Channel, Ticket
from tests import cast as stage
from tests.cast import doer, reader

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oven(cast, at):
    ticket = stage.open_ticket(at=at, requester=cast.bea, subject="The oven beeps", text="Loudly.")
    stage.index(at=at)
    return ticket


def follow():
    """Do what the work process does."""
    while queue.drain() or not work.catch_up(lambda: datetime.now(UTC)):
        pass
    while queue.drain():
        pass


def act(verb, ticket, *args, **more):
    """Do something to a ticket as the stories do, under its lock."""
    with transaction.atomic():
        return verb(lock(ticket.pk), *args, **more)


def test_what_is_said_is_found(cast, at, oven, finds):
    stage.say(oven, by=cast.ada, text="A zebra answers.", at=at)
    assert finds("zebra", cast.ada) == []
    follow()
    assert finds("zebra", cast.ada) == [oven.pk]


def test_an_index_that_was_never_built_is_built_by_itself(cast, at, finds):
    ticket = stage.open_ticket(at=at, requester=cast.bea, subject="The oven beeps")
    assert not building.is_built()
    jobs.see_that_it_is_built.call()
    follow()
    assert building.is_built()
    assert finds("oven", cast.ada) == [ticket.pk]


def test_one_that_is_built_is_not_built_again(cast, at, oven, finds):
    before = writing.progress().turn
    jobs.build.call()
    assert building.is_built() and writing.progress().turn == before


def test_a_subject_that_changes_takes_its_words_along(cast, at, oven, finds):
    act(changes.change, oven, "subject", "The stove hums", by=doer(cast.ada), at=at)
    follow()
    assert finds("stove", cast.ada) == [oven.pk]
    assert finds("oven", cast.ada, order="newest") == []
    assert not Word.objects.filter(word="oven").exists()


def test_tags_and_numbers_of_vendors_are_found_and_forgotten(cast, at, oven, finds):
    act(changes.change, oven, "tags", ["warranty"], by=doer(cast.ada), at=at)
    row = act(
        vendors.keep_number,
        oven,
        domain="stoves.example",
        number="case-4411",
        by=doer(cast.ada),
        at=at,
    )
    follow()
    assert finds("warranty", cast.ada) == finds("case-4411", cast.ada) == [oven.pk]
    act(vendors.forget_number, oven, row.pk, by=doer(cast.ada), at=at)
    follow()
    assert finds("stoves.example", cast.ada) == []


def test_a_reply_is_the_requesters_to_find_when_it_is_released(cast, at, oven, finds):
    new = NewMessage("A zebra answers.", is_public=True, channel=Channel.DESK, agent=cast.ada)
    later = at.replace(minute=at.minute + 1)
    message = conversation.add(oven, new, by=doer(cast.ada), at=at, released_at=later)
    stage.index(at=at)
    assert finds("zebra", cast.ada) == [oven.pk]
    assert finds("zebra", cast.bea) == []
    with transaction.atomic():
        conversation.release(message, lock(oven.pk), by=doer(cast.ada), at=later)
    following.follow(at=later)
    while following.follow(at=later) is not None:
        pass
    bring_up_to_date({"ticket": [oven.pk]}, at=later)
    assert finds("zebra", cast.bea) == [oven.pk]


def test_a_reply_that_is_taken_back_is_found_by_nobody(cast, at, oven, finds):
    message = stage.say(oven, by=cast.ada, text="A zebra answers.", at=at)
    follow()
    with transaction.atomic():
        conversation.withdraw(message, lock(oven.pk), by=doer(cast.ada), at=at)
    follow()
    assert finds("zebra", cast.ada) == []
    assert not Word.objects.filter(word="zebra").exists()


def test_a_message_that_moves_is_found_where_it_went(cast, at, oven, finds):
    message = stage.say(oven, by=cast.bea, text="A zebra answers.", at=at)
    other = stage.open_ticket(at=at, requester=cast.bea, subject="Another matter")
    follow()
    with transaction.atomic():
        moving.move_message(message, into=lock(other.pk), by=doer(cast.ada), at=at)
    follow()
    assert finds("zebra", cast.ada) == [other.pk]


def test_whom_a_ticket_is_shared_with_finds_it(cast, at, oven, finds):
    assert finds("oven", cast.cem) == []
    act(participants.add_participant, oven, cast.cem, by=doer(cast.ada), at=at)
    follow()
    assert finds("oven", cast.cem) == [oven.pk]
    act(participants.remove_participant, oven, cast.cem, by=doer(cast.ada), at=at)
    assert finds("oven", cast.cem) == []


def test_a_ticket_of_another_client_changes_who_finds_it_at_once(cast, at, oven, finds):
    act(changes.change, oven, "requester", cast.cem, by=doer(cast.ada), at=at)
    act(changes.change, oven, "organization", cast.cedar, by=doer(cast.ada), at=at)
    assert finds("oven", cast.bea) == finds("oven", cast.bruno) == []
    follow()
    assert finds("oven", cast.cem) == finds("oven", cast.carla) == [oven.pk]


def test_a_ticket_that_is_gone_is_gone_from_the_index(cast, at, oven):
    oven.messages.all().delete()
    Ticket.objects.filter(pk=oven.pk).delete()
    assert bring_up_to_date({"ticket": [oven.pk]}, at=at) == 1
    assert digests([TICKETS.id_of(oven.pk)]) == {}
    assert not Word.objects.filter(word__in=["oven", "beeps"]).exists()


def test_who_writes_first_is_found_as_a_person(cast, at):
    stage.index(at=at)
    newcomer = stage.person("Zelda Zebra", "zelda@cedar.example")
    stage.ask(newcomer, at=at)
    follow()
    assert find_people("zelda", reader=reader(cast.ada), most=5) == [newcomer]


def test_a_person_who_changes_his_name_is_found_by_it_on_his_tickets(
    cast, at, oven, finds, client_of
):
    queue.drain()
    Person.objects.filter(pk=cast.bea.pk).update(name="Bea Zebra")
    changed = client_of(cast.asta).post(
        f"/setup/rows/people/{cast.bea.pk}/",
        {"name": "Bea Zebra", "addresses": "bea@birch.example"},
    )
    assert changed.status_code == 302, changed.content.decode()
    follow()
    assert finds("zebra", cast.ada) == [oven.pk]
    assert find_people("bea zebra", reader=reader(cast.ada), most=5) == [cast.bea]


def test_a_client_that_changes_its_name_is_found_by_it_on_its_tickets(
    cast, at, oven, finds, client_of
):
    queue.drain()
    form = {"name": "Zebra Mill", "slug": "birch-bakery", "domains": "birch.example"}
    changed = client_of(cast.asta).post(f"/setup/rows/organizations/{cast.birch.pk}/", form)
    assert changed.status_code == 302, changed.content.decode()
    follow()
    assert finds("zebra", cast.ada) == [oven.pk]
    found = find_organizations("zebra", reader=reader(cast.ada), most=5)
    assert found == [cast.birch]


def test_someone_who_joins_is_found_by_who_is_limited_to_that_client(cast, at, oven):
    cast.nils.only_organizations.set([cast.cedar])
    assert find_people("bea", reader=reader(cast.nils), most=5) == []
    administration.join(
        cast.bea, cast.cedar, role=Membership.Role.MEMBER, site=None, only_site=False
    )
    bring_up_to_date({"person": [cast.bea.pk]}, at=at)
    assert find_people("bea", reader=reader(cast.nils), most=5) == [cast.bea]


def test_what_does_not_change_an_entry_writes_nothing(cast, at, oven):
    assert bring_up_to_date({"ticket": [oven.pk]}, at=at) == 0


def test_who_read_before_another_wrote_reads_again(at, cast, oven):
    reads = []

    def read(row):
        reads.append(row.turn)
        if len(reads) == 1:
            in_turn(lambda _row: None, lambda _row, _nothing: None)
        return row.turn

    written = []
    in_turn(read, lambda row, seen: written.append((row.turn, seen)))
    assert len(reads) == 2
    assert written == [(reads[1], reads[1])]
    assert progress().turn == reads[1] + 1


def test_an_event_that_waits_for_an_older_transaction_is_not_missed(cast, at, oven, finds):
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT pg_current_xact_id()")
            stage.say(oven, by=cast.ada, text="A zebra answers.", at=at)
            follow()
            assert finds("zebra", cast.ada) == []
            cursor.execute("COMMIT")
        while following.follow(at=at) is not None:
            pass
        assert finds("zebra", cast.ada) == [oven.pk]
    finally:
        other.close()
