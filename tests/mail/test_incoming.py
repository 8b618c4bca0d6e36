"""What a story learns of a letter that came, and what becomes of it."""

import pytest

from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.mail import incoming, quarantine, reading, reply_addresses
from deskhand.mail.models import Mailbox
from deskhand.mail.writing import Draft, write
from deskhand.rules.letter import LetterRefused
from tests.mail.conftest import arrival, message

BY = system("test")
KEY = "0123456789abcdef0123456789abcdef"


def test_a_letter_is_taken_in_once(receive, at):
    row = receive(message())
    came = arrival(row.pk)
    assert came.letter.text.strip() == "The printer is jammed."
    assert (came.raw, came.received_at) == (message(), at)
    incoming.note(came, "No ticket is named")
    incoming.took(came, thread="ticket:1", at=at)
    incoming.save([came])
    assert arrival(row.pk) is None
    row.refresh_from_db()
    assert (row.state, row.thread, row.taken_at) == ("taken", "ticket:1", at)
    assert row.trace == ["No ticket is named"]


def test_an_ignored_letter_says_why(receive, at):
    row = receive(message())
    came = arrival(row.pk)
    incoming.ignore(came, reason="Our own letter came back", at=at)
    incoming.save([came])
    row.refresh_from_db()
    assert (row.state, row.reason) == ("ignored", "Our own letter came back")
    assert incoming.letter_of(row).subject == "Printer"


@pytest.mark.parametrize("place", ["envelope", "To"])
def test_a_genuine_reply_address_gives_its_key(receive, mailbox, place):
    address = reply_addresses.make(mailbox.email, KEY).upper()
    if place == "To":
        row = receive(message(to=address))
    else:
        row = receive(message(), recipients=(address,))
    came = arrival(row.pk)
    assert came.reply_keys == [KEY]
    assert came.is_answer


def test_references_come_nearest_first_and_know_strangers(receive, mailbox, at):
    ours = write(Draft(kind="reply", to=["bea@birch.example"], subject="s", text="t"), at=at)
    head = f"In-Reply-To: <{ours.message_id}>\r\nReferences: <a@x> <b@x> <{ours.message_id}>\r\n"
    came = arrival(receive(message(extra=head)).pk)
    assert came.referenced_ids == [ours.message_id, "b@x", "a@x"]
    assert came.referenced_ids_of_strangers == ["b@x", "a@x"]


@pytest.mark.parametrize("sender", ["help@desk.example", "HELP+x@desk.example"])
def test_a_letter_from_our_own_address_is_ours(receive, sender):
    assert arrival(receive(message(sender=sender)).pk).is_ours


def test_our_own_letter_that_comes_back_is_ours_whoever_forwards_it(receive, mailbox, at):
    ours = write(Draft(kind="reply", to=["bea@birch.example"], subject="s", text="t"), at=at)
    came = arrival(receive(message(message_id=f"<{ours.message_id}>")).pk)
    assert came.is_ours


@pytest.mark.parametrize(
    ("facts", "extra"), [({"sender": "<>"}, ""), ({"sender": ""}, "Return-Path: <>\r\n")]
)
def test_the_null_sender_is_known_by_envelope_or_return_path(receive, facts, extra):
    assert arrival(receive(message(extra=extra), **facts).pk).is_null_sender


def test_an_ordinary_letter_is_none_of_these(receive):
    came = arrival(receive(message()).pk)
    traits = (came.is_ours, came.is_list, came.is_null_sender, came.is_answer)
    assert traits == (False, False, False, False)


def test_the_team_is_that_of_the_mailbox(receive, mailbox):
    from deskhand.people.models import Team

    team = Team.objects.create(name="Network", slug="network")
    Mailbox.objects.filter(pk=mailbox.pk).update(team=team)
    assert arrival(receive(message()).pk).team == team


def test_a_letter_in_quarantine_is_not_taken_in_until_it_can_be_read(receive, at, monkeypatch):
    row = receive(message())
    assert quarantine.quarantine(row.pk, reason="Looks odd", by=BY, at=at)
    assert arrival(row.pk) is None
    with monkeypatch.context() as patch:
        reading._recent.clear()
        patch.setattr(reading, "parse", _refuse)
        assert not quarantine.read_again(row.pk, by=BY, at=at)
    row.refresh_from_db()
    assert (row.state, row.reason) == ("quarantined", "Still too deep")
    assert quarantine.read_again(row.pk, by=BY, at=at)
    assert not quarantine.read_again(row.pk, by=BY, at=at)
    assert arrival(row.pk) is not None
    names = Event.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["letter_arrived", "letter_quarantined", "letter_arrived"]


def _refuse(_raw):
    raise LetterRefused("Still too deep")
