"""What words find: the same on both engines, in every script, however they are typed."""

import pytest

from deskhand.files.store import keep
from deskhand.tickets import conversation
from deskhand.tickets.models import Attachment, Ticket, VendorNumber
from tests import cast as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def jam(cast, at):
    """A ticket with a reply and a note, in the index."""
    ticket = stage.open_ticket(
        at=at,
        requester=cast.bea,
        subject="Druckerpatrone in Zürich",
        text="Paper jams every day, e-mail follows.\n\nGruß, 東京都 office.",
    )
    stage.say(ticket, by=cast.ada, text="We send a new tray to srv-01.", at=at)
    stage.say(ticket, by=cast.ada, text="Ask the caretaker.", at=at, is_public=False)
    Ticket.objects.filter(pk=ticket.pk).update(tags=["hardware", "very urgent"])
    VendorNumber.objects.create(ticket=ticket, domain="printers.example", number="case-88123")
    message = ticket.messages.first()
    conversation.attach(
        message, [conversation.NewFile(keep(b"x"), "Rechnung_2026.pdf", "application/pdf")]
    )
    stage.open_ticket(at=at, requester=cast.cem, subject="The lift stands", text="Nothing moves.")
    stage.index(at=at)
    return ticket


@pytest.mark.parametrize(
    "text",
    [
        "drucker",
        "DRUCKERPATRONE",
        '"druckerpatrone in zurich"',
        "zuerich",
        "Zürich",
        "zurich",
        "jam",
        "paper tray",
        '"paper jams"',
        "gruss",
        "Gruß",
        "京都",
        "東",
        "e-mail",
        "srv",
        "srv-01",
        "caretaker",
        "bea",
        "bea@birch.example",
        '"Birch Bakery"',
        "ada",
        "rechnung",
        "rechnung_2026.pdf",
        "88123",
        "printers.example",
        "hardware",
        '"very urgent"',
        "paper -lift",
        "(elevator or paper) status:open",
        "(caretaker or lift) paper",
        "text:tray,nothingatall",
        "paper status:open org:birch-bakery",
        "-lift",
        "-text:lift,elevator status:open",
        "papre",
    ],
)
def test_it_is_found(jam, cast, finds, text):
    assert finds(text, cast.ada) == [jam.pk]


@pytest.mark.parametrize(
    "text",
    [
        '"paper jam"',
        '"jams paper"',
        '"office we"',
        "apier",
        "paper -caretaker",
        "paper lift",
        "paper status:closed",
        "東都",
        "8812",
        "-paper -lift",
        '-"paper jams" -nothing moves',
    ],
)
def test_it_is_not_found(jam, cast, finds, text):
    assert finds(text, cast.ada) == []


def test_a_number_finds_its_ticket_before_the_index_knows_it(cast, at, client_of):
    ticket = stage.open_ticket(at=at, requester=cast.bea, subject="Just now")
    page = client_of(cast.ada).get(f"/desk/search/?q=%23{ticket.pk}").content.decode()
    assert "Just now" in page


def test_what_few_have_is_ordered_by_where_they_have_it(cast, at, finds):
    said, named, called = (
        stage.open_ticket(at=at, requester=who, subject=subject, text=text)
        for who, subject, text in (
            (cast.bea, "One", "The oven again."),
            (stage.person("Olga Oven", "olga@cedar.example"), "Two", "Help."),
            (cast.bea, "The oven beeps", "Help."),
        )
    )
    stage.index(at=at)
    assert finds("oven", cast.ada) == [called.pk, named.pk, said.pk]
    assert finds("oven", cast.ada, order="newest") == [called.pk, named.pk, said.pk]
    assert finds("help", cast.ada) == [called.pk, named.pk]


def test_long_threads_are_found_by_their_newest_words(cast, at, finds, monkeypatch):
    monkeypatch.setattr("deskhand.search.columns.MOST_WORDS", 40)
    ticket = stage.open_ticket(at=at, requester=cast.bea, text="An elephant called.")
    for _each in range(10):
        stage.say(ticket, by=cast.ada, text="blah " * 9, at=at)
    stage.say(ticket, by=cast.ada, text="A zebra answers.", at=at)
    stage.index(at=at)
    assert finds("zebra", cast.ada) == [ticket.pk]
    assert finds("elephant", cast.ada) == []


def test_texts_of_a_ticket_beyond_what_postgres_counts_are_found(cast, at, finds):
    """Words behind place 16,383 are found, though not as neighbours."""
    ticket = stage.open_ticket(at=at, requester=cast.bea, text="the needle here")
    for number in range(5):
        many = " ".join(f"w{number}x{each}" for each in range(4_500))
        stage.say(ticket, by=cast.ada, text=many, at=at)
    stage.index(at=at)
    assert finds("needle", cast.ada) == [ticket.pk]
    assert finds("w0x4499 w4x17", cast.ada) == [ticket.pk]


def test_files_of_a_withdrawn_reply_are_not_found(jam, cast, at, finds):
    message = ticket_message = jam.messages.exclude(attachments=None).get()
    conversation.withdraw(ticket_message, jam, by=stage.doer(cast.ada), at=at)
    stage.index(at=at)
    assert Attachment.objects.filter(message=message).exists()
    assert finds("rechnung", cast.ada) == []
