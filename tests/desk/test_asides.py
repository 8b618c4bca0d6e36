"""Side conversations: their letters bear nothing of the ticket, nor its letters of theirs."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.desk import asides, merging, splitting, triage
from deskhand.desk.asides import Asking
from deskhand.desk.merging import Merging
from deskhand.desk.releasing import release
from deskhand.desk.reply import Reply, note, reply
from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.reply_addresses import make
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Message
from deskhand.tickets.reading import messages_for
from deskhand.tickets.side import SideConversation
from tests.cast import reader
from tests.desk.letters import HELP, arrive, last, letter

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"
ANN = "Ann <ann@router.example>"
CANARY = "canary-7431"


@pytest.fixture
def oven(stage, at):
    return arrive(letter(BEA, subject=f"Oven {CANARY}", text=f"It is dark {CANARY}"), at=at)


def ask(ticket, stage, at, text="Does the router log it?", **more):
    asking = Asking(text=text, subject="Router 12", addresses=("ann@router.example",), **more)
    return asides.begin(ticket.pk, asking, by=reader(stage.ada), at=at)


def sent(kind="side"):
    row = OutgoingLetter.objects.filter(kind=kind).latest("pk")
    return message_from_bytes(read_blob(row.raw), policy=policy.default)


def answer(side, at, text="Yes, it does.", sender=ANN, **more):
    made = letter(
        sender, subject="Re: Router 12", text=text, to=[make(HELP, side.reply_key)], **more
    )
    return arrive(made, at=at)


def test_the_letter_bears_only_what_was_written_for_it(stage, at, oven):
    note(oven.pk, Reply(text=f"Secret {CANARY}"), by=reader(stage.ada), at=at)
    ask(oven, stage, at)
    made = sent()
    assert made["To"] == "ann@router.example"
    assert made["Subject"] == "Router 12"
    assert made["References"] is None
    assert CANARY not in made.as_string()
    assert "bea@" not in made.as_string()


def test_answers_come_back_as_notes_by_address_reference_and_number(stage, at, oven):
    side = ask(oven, stage, at)
    assert answer(side, at) == oven
    by_reference = letter(ANN, subject="Case 4711-22", answers=[str(sent()["Message-ID"])])
    assert arrive(by_reference, at=at) == oven
    side.refresh_from_db()
    assert (side.state, side.number) == ("answered", "4711-22")
    assert arrive(letter(ANN, subject="Case 4711-22: closed", text="Bye"), at=at) == oven
    said = Message.objects.filter(side=side, letter__isnull=False).order_by("pk")
    assert [m.is_public for m in said] == [False, False, False]
    assert [m.is_unverified for m in said] == [False, False, True]
    assert "side conversation" in " ".join(last().trace)


def test_a_number_of_another_domain_leads_nowhere(stage, at, oven):
    side = ask(oven, stage, at)
    answer(side, at)
    SideConversation.objects.update(number="4711-22")
    stranger = letter("Eve <eve@evil.example>", subject="Case 4711-22", text="Open up")
    assert arrive(stranger, at=at) != oven


def test_the_requester_learns_nothing_of_them(stage, at, oven):
    side = ask(oven, stage, at, text=f"Hello {CANARY}-out")
    answer(side, at, text=f"Back {CANARY}-in")
    seen = messages_for(reader(stage.bea), oven, at=at + timedelta(days=1))
    assert not [m for m in seen if m.side_id]
    said = reply(oven.pk, Reply(text="We ask."), by=reader(stage.ada), at=at)
    release(said.pk, at=at + timedelta(minutes=5))
    whole = sent("reply").as_string()
    theirs = Message.objects.get(side=side, letter__isnull=False).letter.message_id
    assert theirs not in whole
    assert str(sent()["Message-ID"]) not in whole
    assert "router.example" not in whole


def test_the_next_letter_goes_on_in_their_thread(stage, at, oven):
    side = ask(oven, stage, at)
    answer(side, at)
    came = last().message_id
    asides.ask(oven.pk, side.pk, Asking(text="Thanks. When?"), by=reader(stage.ada), at=at)
    made = sent()
    assert made["Subject"] == "Re: Router 12"
    assert made["In-Reply-To"].strip("<>") == came.strip("<>")


def test_the_ticket_waits_and_goes_on_with_their_answer(stage, at, oven):
    category = Category.WAITING_THIRD_PARTY
    has_it = oven.status.scheme.statuses.filter(category=category).exists()
    side = ask(oven, stage, at, waits=True)
    oven.refresh_from_db()
    assert (oven.category == category) is has_it
    answer(side, at, Auto_Submitted="auto-replied")
    side.refresh_from_db()
    assert side.state == "waiting"
    answer(side, at)
    oven.refresh_from_db()
    assert oven.category != category
    if has_it:
        assert oven.category == "open"


def test_one_is_reminded_once_unless_they_answered(stage, at, oven):
    due = at + timedelta(days=2)
    first, second = (ask(oven, stage, at, remind_at=due) for _each in range(2))
    answer(second, at)
    for side in (first, first, second):
        asides.remind(side.pk, at=due + timedelta(minutes=1))
    reminders = oven.messages.filter(is_automatic=True, side__isnull=False)
    assert [m.side_id for m in reminders] == [first.pk]


def test_chosen_files_go_along_and_others_do_not(stage, at, oven):
    made = letter(BEA, subject="Re: Oven", answers=[oven.references.first().message_id])
    made.add_attachment(b"log", maintype="text", subtype="plain", filename="log.txt")
    made.add_attachment(b"pay", maintype="text", subtype="plain", filename="pay.txt")
    arrive(made, at=at)
    keys = {file.filename: file.key for file in asides.files_on(oven)}
    side = ask(oven, stage, at, files=(keys["log.txt"], "nonsense"))
    names = [part.get_filename() for part in sent().iter_attachments()]
    assert names == ["log.txt"]
    assert side.messages.get().attachments.get().filename == "log.txt"


@pytest.mark.parametrize(
    "addresses", [(), ("nonsense",), ("bea@birch.example",), (HELP,), ("a@b.example",) * 1 + ("x",)]
)
def test_only_third_parties_are_written_to(stage, at, oven, addresses):
    asking = Asking(text="Hi", subject="Hi", addresses=addresses)
    with pytest.raises(TicketLocked):
        asides.begin(oven.pk, asking, by=reader(stage.ada), at=at)
    assert not SideConversation.objects.exists()


def test_a_draft_sends_nothing_and_twice_sent_is_sent_once(stage, at, oven):
    side = ask(oven, stage, at, is_sent=False)
    assert (side.state, side.draft) == ("draft", "Does the router log it?")
    assert not OutgoingLetter.objects.filter(kind="side").exists()
    asking = Asking(text="Now", once_key="k" * 32)
    for _time in range(2):
        asides.ask(oven.pk, side.pk, asking, by=reader(stage.ada), at=at)
    assert OutgoingLetter.objects.filter(kind="side").count() == 1
    side.refresh_from_db()
    assert (side.state, side.draft) == ("waiting", "")


def test_it_goes_with_a_merge_and_never_with_a_split(stage, at, oven):
    side = ask(oven, stage, at)
    into = arrive(letter(BEA, subject="Still dark"), at=at)
    made = merging.merge(Merging(into.pk, (oven.pk,)), by=reader(stage.ada), at=at)[0]
    assert answer(side, at) == into
    wanted = splitting.Splitting((side.messages.first().pk,), "Router")
    with pytest.raises(TicketLocked):
        splitting.split(into.pk, wanted, by=reader(stage.ada), at=at)
    merging.undo(made.pk, by=reader(stage.ada), at=at)
    assert answer(side, at) == oven


def test_light_agents_ask_nobody_and_the_closed_ticket_still_hears(stage, at, oven):
    asking = Asking(text="Hi", subject="Hi", addresses=("a@b.example",))
    with pytest.raises(NotAllowed):
        asides.begin(oven.pk, asking, by=reader(stage.lena), at=at)
    side = ask(oven, stage, at)
    closed = status_of(oven.status.scheme, Category.CLOSED)
    triage.set_field(oven.pk, "status", closed, by=reader(stage.ada), at=at)
    assert answer(side, at) == oven
