"""Each who reads along gets a letter of his own, and stops his own letters without signing in."""

import re
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from deskhand.consents.links import Ended, LinkRefused
from deskhand.desk import letters, stopping, undelivered
from deskhand.desk.reply import Reply, reply, send_now, take_back
from deskhand.files.store import keep, read_blob
from deskhand.journal.models import Event
from deskhand.mail import writing
from deskhand.mail.models import OutgoingLetter
from deskhand.tickets.conversation import NewFile
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.participants import remove_participant
from tests.cast import Cast, doer, open_ticket, reader
from tests.desk.letters import arrive, letter

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BRUNO = "bruno@birch.example"


@pytest.fixture
def ticket(stage: Cast, at: datetime) -> Ticket:
    """Bea asks, and her colleague Bruno reads along."""
    made = open_ticket(requester=stage.bea, at=at)
    made.participants.create(person=stage.bruno, added_at=at)
    return made


def answer(ticket: Ticket, stage: Cast, *, at: datetime, **more: object) -> Message:
    return reply(ticket.pk, Reply("Pull the plug.", **more), by=reader(stage.ada), at=at)


def read(row: OutgoingLetter) -> EmailMessage:
    return message_from_bytes(read_blob(row.raw), policy=policy.default)


def written(message: Message) -> list[OutgoingLetter]:
    return [message.outgoing, *message.outgoing.copies.order_by("pk")]


def token_of(row: OutgoingLetter) -> str:
    return re.search(r"/unsubscribe/([0-9a-f]+)/", read(row)["List-Unsubscribe"])[1]


def test_each_gets_a_letter_of_his_own(ticket, stage, at):
    message = answer(ticket, stage, at=at)
    first, copy = written(message)
    assert (first.recipients, copy.recipients) == (["bea@birch.example"], [BRUNO])
    assert (read(first)["To"], read(copy)["To"]) == ("bea@birch.example", BRUNO)
    assert BRUNO not in read_blob(first.raw).decode()
    assert message.recipients == ["bea@birch.example", BRUNO]
    assert first.message_id != copy.message_id


def test_only_who_reads_along_is_told_how_to_stop(ticket, stage, at, settings):
    settings.DESKHAND_URL = "https://desk.example"
    first, copy = map(read, written(answer(ticket, stage, at=at)))
    assert first["List-Unsubscribe"] is None
    assert copy["List-Unsubscribe"].startswith("<https://desk.example/unsubscribe/")
    assert copy["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = copy["List-Unsubscribe"].strip("<>")
    for kind in ("plain", "html"):
        assert url in copy.get_body((kind,)).get_content()
        assert "unsubscribe" not in first.get_body((kind,)).get_content()


def test_both_stand_in_the_same_thread(ticket, stage, at):
    before = answer(ticket, stage, at=at)
    after = answer(ticket, stage, at=at + DAY)
    known = {f"<{row.message_id}>" for row in written(before)}
    for row in written(after):
        assert known <= set(read(row)["References"].split())
        assert read(row)["Reply-To"] == read(after.outgoing)["Reply-To"]
    # Nobody is said to answer the letter that left beside his own.
    assert after.outgoing.message_id not in str(read(written(after)[1]))


def test_an_answer_to_a_copy_joins_the_ticket(ticket, stage, at):
    _first, copy = written(answer(ticket, stage, at=at))
    came = letter(f"Bruno <{BRUNO}>", answers=[f"<{copy.message_id}>"], subject="Re: printer")
    assert arrive(came, at=at + DAY).pk == ticket.pk


def test_a_reply_that_is_taken_back_takes_its_copies(ticket, stage, at):
    message = answer(ticket, stage, at=at)
    take_back(message.pk, by=reader(stage.ada), at=at)
    assert {row.state for row in OutgoingLetter.objects.all()} == {"withdrawn"}


def test_a_reply_that_is_sent_now_takes_its_copies(ticket, stage, at):
    message = answer(ticket, stage, at=at, send_at=at + DAY)
    send_now(message.pk, by=reader(stage.ada), at=at + DAY / 2)
    for row in OutgoingLetter.objects.all():
        assert row.release_at == at + DAY / 2


def test_he_stops_his_letters_and_the_journal_knows(ticket, stage, at):
    token = token_of(written(answer(ticket, stage, at=at))[1])
    assert not stopping.letters_of(token, at=at).are_stopped
    assert stopping.choose(token, wanted=False, at=at + DAY).are_stopped
    assert written(answer(ticket, stage, at=at + DAY))[0].copies.count() == 0
    told = Event.objects.filter(name__in=["link_redeemed", "participant_muted"])
    assert [(event.name, event.actor_kind) for event in told.order_by("pk")] == [
        ("link_redeemed", "system"),
        ("participant_muted", "requester"),
    ]


def test_he_may_have_them_again(ticket, stage, at):
    token = token_of(written(answer(ticket, stage, at=at))[1])
    for wanted in (False, False, True):
        stopping.choose(token, wanted=wanted, at=at)
    assert len(written(answer(ticket, stage, at=at))) == 2
    assert Event.objects.filter(name="participant_muted").count() == 2


def test_copies_that_wait_do_not_leave_any_more(ticket, stage, at):
    token = token_of(written(answer(ticket, stage, at=at))[1])
    later = answer(ticket, stage, at=at + DAY, send_at=at + 3 * DAY)
    stopping.choose(token, wanted=False, at=at + 2 * DAY)
    assert [row.state for row in written(later)] == ["kept", "withdrawn"]


def test_the_link_dies_with_his_reading_along(ticket, stage, at):
    token = token_of(written(answer(ticket, stage, at=at))[1])
    remove_participant(ticket, stage.bruno, by=doer(stage.ada), at=at)
    ticket.participants.create(person=stage.bruno, added_at=at)
    with pytest.raises(LinkRefused) as refused:
        stopping.choose(token, wanted=False, at=at)
    assert refused.value.why == Ended.REVOKED
    assert not ticket.participants.get().is_muted


def test_one_link_serves_all_letters_of_a_reader(ticket, stage, at):
    tokens = {token_of(written(answer(ticket, stage, at=at + day))[1]) for day in (DAY, 2 * DAY)}
    assert len(tokens) == 1


def test_a_copy_that_comes_back_is_no_missed_answer(ticket, stage, at):
    first, copy = written(answer(ticket, stage, at=at))
    copy.refused = {BRUNO: "550 no such user"}
    copy.save()
    assert not undelivered.come_back(copy.pk, at=at + DAY)
    first.refused = {"bea@birch.example": "550 no such user"}
    first.save()
    assert undelivered.come_back(first.pk, at=at + DAY)


def test_a_requester_without_an_address_is_answered_through_those_who_read_along(ticket, stage, at):
    stage.bea.addresses.all().delete()
    ticket.participants.create(person=stage.carla, added_at=at)
    message = answer(ticket, stage, at=at)
    first, copy = written(message)
    assert (first.recipients, copy.recipients) == ([BRUNO], ["carla@cedar.example"])
    for row, missed in ((first, False), (copy, True)):
        row.refused = {row.recipients[0]: "550 no"}
        row.save()
        message.refresh_from_db()
        assert undelivered.has_missed(message, ticket) is missed


def test_files_go_to_all_unless_that_were_too_much(ticket, stage, at, monkeypatch):
    file = NewFile(blob=keep(b"x" * 600), filename="a.txt", content_type="text/plain")
    for most, count in ((1300, 1), (1100, 0)):
        monkeypatch.setattr(letters, "MOST_BYTES", most)
        first, copy = map(read, written(answer(ticket, stage, at=at, files=(file,))))
        assert len(list(first.iter_attachments())) == 1
        assert len(list(copy.iter_attachments())) == count
        assert ("are in the portal" in copy.get_body(("plain",)).get_content()) is not count


def test_an_address_is_written_to_once(ticket, stage, at):
    ticket.participants.create(person=stage.carla, added_at=at)
    stage.carla.addresses.all().delete()
    assert [one.address for one in letters.recipients(ticket)] == ["bea@birch.example", BRUNO]


def test_without_a_mailbox_nothing_is_written(ticket, stage, at):
    writing.Mailbox.objects.update(is_active=False)
    assert answer(ticket, stage, at=at).outgoing is None
