"""Whom a reply goes to: added, left out, from outside and confirmed, and back again with Undo."""

import pytest

from deskhand.mail.models import OutgoingLetter
from deskhand.tickets.models import Message
from tests import cast as stage


@pytest.fixture
def oven(cast, at):
    ticket = stage.open_ticket(at=at, requester=cast.bea, organization=cast.birch)
    ticket.participants.create(person=cast.bruno, added_at=at)
    return ticket


@pytest.fixture
def send(cast, oven, client_of):
    def sent(**more):
        typed = {"mode": "reply", "text": "On my way.", **more}
        return client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/say/", typed)

    return sent


def went_to() -> list[str]:
    letters = OutgoingLetter.objects.filter(kind="reply").order_by("pk")
    return [address for letter in letters for address in letter.recipients]


def test_all_who_read_along_get_it_unless_they_are_left_out(cast, oven, send):
    assert send().status_code == 302
    assert went_to() == ["bea@birch.example", "bruno@birch.example"]
    OutgoingLetter.objects.all().update(kind="old")
    assert send(without=[cast.bruno.pk, "x", "9" * 30]).status_code == 302
    assert went_to() == ["bea@birch.example"]
    assert oven.participants.filter(person=cast.bruno).exists()


def test_who_is_in_copy_reads_along_and_who_is_blind_does_not(cast, oven, send):
    answer = send(cc="New.Hand@birch.example", bcc="ada@northlight.example")
    assert answer.status_code == 302
    assert went_to()[2:] == ["new.hand@birch.example", "ada@northlight.example"]
    assert [row.person.main_address for row in oven.participants.order_by("pk")] == [
        "bruno@birch.example",
        "new.hand@birch.example",
    ]
    # Each letter names its own reader alone.
    assert all(len(letter.recipients) == 1 for letter in OutgoingLetter.objects.all())


def test_nothing_goes_outside_before_somebody_has_confirmed_it(cast, oven, send):
    answer = send(cc="cem@cedar.example", bcc="who@elsewhere.example")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cem@cedar.example, who@elsewhere.example: from outside" in page
    assert 'name="may_leave"' in page
    assert "On my way.</textarea>" in page
    assert not went_to()
    answer = send(cc="cem@cedar.example", bcc="who@elsewhere.example", may_leave="1")
    assert answer.status_code == 302
    assert went_to()[2:] == ["cem@cedar.example", "who@elsewhere.example"]


@pytest.mark.parametrize(
    "wrong",
    [{"cc": "nobody"}, {"bcc": "a@b@c"}, {"cc": "x" * 2001}, {"cc": "a\0@b.example"},
     {"cc": " ".join(f"p{n}@birch.example" for n in range(21))}],
    ids=["no address", "two at", "long", "nul", "many"],
)  # fmt: skip
def test_nonsense_is_told_and_nothing_is_sent(oven, send, wrong):
    assert send(**wrong).status_code == 422
    assert not went_to()


def test_a_reply_taken_back_lets_nobody_read_along(cast, oven, send, client_of):
    send(cc="new.hand@birch.example")
    message = Message.objects.latest("pk")
    client_of(cast.ada).post(f"/desk/messages/{message.pk}/take-back/")
    assert [row.person for row in oven.participants.all()] == [cast.bruno]


def test_a_reply_taken_back_is_for_the_same_people(cast, oven, send, client_of):
    send(cc="new.hand@birch.example", bcc="nils@northlight.example", without=cast.bruno.pk)
    message = Message.objects.latest("pk")
    client = client_of(cast.ada)
    page = client.post(f"/desk/messages/{message.pk}/take-back/", follow=True).content.decode()
    assert 'value="new.hand@birch.example"' in page
    assert 'value="nils@northlight.example"' in page
    assert f'name="without" value="{cast.bruno.pk}" checked' in page
    # They are its writer's alone to know.
    other = client_of(cast.nils).get(f"/desk/tickets/{oven.pk}/?back={message.pk}").content.decode()
    assert "nils@northlight.example" not in other
    assert client.get(f"/desk/tickets/{oven.pk}/?back={'9' * 40}").status_code == 200


def test_whoever_is_left_out_stays_out_when_sending_is_refused(cast, oven, send):
    page = send(cc="nonsense", without=cast.bruno.pk).content.decode()
    assert f'name="without" value="{cast.bruno.pk}" checked' in page


def test_who_is_typed_is_named_while_typing(cast, oven, client_of):
    typed = {"cc": "bruno@birch.example, cem@cedar.example", "bcc": "nonsense"}
    answer = client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/draft/added/", typed)
    page = answer.content.decode()
    assert "Bruno Birch" in page
    assert page.count("data-outside") == 1
    assert "“nonsense” is no e-mail address." in page


def test_a_note_goes_to_nobody(cast, oven, send):
    assert send(mode="note", cc="cem@cedar.example").status_code == 302
    assert not went_to()
