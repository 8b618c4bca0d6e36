"""What becomes of notices on their way out."""

from datetime import timedelta

import pytest

from deskhand.files.store import read_blob
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.notices import bell, delivering
from deskhand.notices.channels.mail.letters import MOST_IN_AN_HOUR
from deskhand.notices.kinds import Channel, Kind
from deskhand.notices.models import Delivery, Firm, Notice
from deskhand.rules.letter import parse
from tests import cast as casting
from tests.notices.people import inform, mention, wish

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=3)


@pytest.fixture
def oven(cast, at):
    return casting.open_ticket(
        at=at, requester=cast.bea, team=cast.service_desk, subject="The oven beeps"
    )


def post(agent, *, at):
    return delivering.deliver(agent.person_id, Channel.MAIL, at=at)


def letters() -> list:
    rows = OutgoingLetter.objects.filter(kind="agent_notice").order_by("pk")
    return [(row, parse(read_blob(row.raw))) for row in rows]


def outcome(notice) -> tuple[str, str]:
    row = Delivery.objects.get(notice=notice, channel=Channel.MAIL)
    return row.state, row.why


def test_a_letter_tells_what_is_new(cast, oven, at):
    notice = mention(cast.ada, oven, "@ada, the fuse is in bin 4.", by=cast.nils, at=at)
    post(cast.ada, at=at + LATER)
    [(row, letter)] = letters()
    assert row.recipients == ["ada@northlight.example"]
    assert letter.subject == f"Nils mentioned you: [#{oven.pk}] The oven beeps"
    assert "the fuse is in bin 4" in letter.text
    assert f"https://desk.northlight.example/desk/tickets/{oven.pk}/" in letter.text
    assert letter.is_auto_reply
    assert row.state != OutgoingLetter.State.PARKED
    assert outcome(notice)[0] == Delivery.State.SENT


def test_it_is_not_sent_before_its_time_nor_twice(cast, oven, at):
    inform(cast.ada, oven, at=at)
    post(cast.ada, at=at)
    assert letters() == []
    post(cast.ada, at=at + LATER)
    post(cast.ada, at=at + LATER)
    assert len(letters()) == 1


def test_several_go_in_one_letter_which_names_tickets_by_number(cast, oven, at):
    other = casting.open_ticket(at=at, requester=cast.cem, subject="A secret merger")
    inform(cast.ada, oven, at=at)
    inform(cast.ada, other, at=at)
    post(cast.ada, at=at + LATER)
    [(_row, letter)] = letters()
    assert letter.subject == f"2 things are new: #{oven.pk}, #{other.pk}"
    assert "The oven beeps" in letter.text and "A secret merger" in letter.text


def test_what_was_read_meanwhile_is_not_sent(cast, oven, at):
    notice = inform(cast.ada, oven, at=at)
    bell.read(casting.reader(cast.ada), "ticket", oven.pk, at=at)
    post(cast.ada, at=at + LATER)
    assert letters() == []
    assert outcome(notice) == (Delivery.State.DROPPED, "It was read at the desk before")


def test_what_may_be_seen_no_more_is_not_sent(cast, oven, at):
    notice = mention(cast.ada, oven, "@ada, his password is hunter2.", by=cast.nils, at=at)
    cast.ada.only_organizations.set([cast.cedar])
    post(cast.ada, at=at + LATER)
    assert letters() == []
    assert outcome(notice) == (Delivery.State.DROPPED, "It may no longer be seen")


def test_who_left_the_firm_is_sent_nothing(cast, oven, at):
    inform(cast.ada, oven, at=at)
    cast.ada.is_active = False
    cast.ada.save()
    post(cast.ada, at=at + LATER)
    assert letters() == []


def test_of_a_confidential_ticket_nothing_but_its_number_leaves(cast, at):
    ticket = casting.open_ticket(
        at=at, requester=cast.bea, subject="The dismissal of Bruno", is_confidential=True
    )
    mention(cast.asta, ticket, "@asta, read his file.", by=cast.milo, at=at)
    post(cast.asta, at=at + LATER)
    [(row, letter)] = letters()
    raw = read_blob(row.raw).decode()
    assert "dismissal" not in raw and "read his file" not in raw
    assert letter.subject == f"Milo mentioned you: [#{ticket.pk}]"


def test_a_firm_may_have_nothing_quoted(cast, oven, at):
    Firm.objects.create(pk=1, shows_words=False)
    mention(cast.ada, oven, "@ada, the fuse is in bin 4.", by=cast.nils, at=at)
    post(cast.ada, at=at + LATER)
    [(_row, letter)] = letters()
    assert "bin 4" not in letter.text and "The oven beeps" in letter.text


def test_a_note_that_was_taken_back_is_not_quoted(cast, oven, at):
    mention(cast.ada, oven, "@ada, the fuse is in bin 4.", by=cast.nils, at=at)
    oven.messages.update(withdrawn_at=at)
    post(cast.ada, at=at + LATER)
    [(_row, letter)] = letters()
    assert "bin 4" not in letter.text


def test_a_flood_of_letters_ends_in_one_that_comes_later(cast, oven, at):
    moment = at
    for _each in range(MOST_IN_AN_HOUR):
        inform(cast.ada, oven, at=moment)
        moment += LATER
        post(cast.ada, at=moment)
    notice = inform(cast.ada, oven, at=moment)
    again_at = post(cast.ada, at=moment + LATER)
    assert len(letters()) == MOST_IN_AN_HOUR
    assert outcome(notice)[0] == Delivery.State.WAITING
    assert again_at is not None
    post(cast.ada, at=at + timedelta(hours=2))
    assert len(letters()) == MOST_IN_AN_HOUR + 1


def test_without_a_mailbox_a_letter_fails_with_its_reason(cast, oven, at):
    Mailbox.objects.all().delete()
    notice = inform(cast.ada, oven, at=at)
    post(cast.ada, at=at + LATER)
    assert outcome(notice)[0] == Delivery.State.FAILED
    assert outcome(notice)[1]


def test_words_are_those_of_the_reader(cast, oven, at):
    cast.ada.person.time_zone = "America/New_York"
    cast.ada.person.save()
    clock = casting.ask(cast.bea, at=at).clocks.get(kind="first_response")
    from deskhand.journal.actor import system
    from deskhand.journal.record import record
    from deskhand.sla.events import TargetBreached

    event = record(
        TargetBreached(
            ticket=clock.ticket_id,
            clock=clock.pk,
            kind=clock.kind,
            organization=None,
            team=None,
        ),
        by=system("clocks"),
        at=at,
    )
    inform(cast.ada, clock.ticket, at=at, kind=Kind.BREACHED, event_id=event.pk)
    post(cast.ada, at=at + LATER)
    [(_row, letter)] = letters()
    assert "(EST)" in letter.text


def test_a_lost_job_is_found(cast, oven, at):
    inform(cast.ada, oven, at=at)
    assert delivering.overdue(at=at) == set()
    assert delivering.overdue(at=at + timedelta(minutes=5)) == {(cast.ada.person_id, "mail")}


def test_what_could_not_go_for_a_day_is_given_up(cast, oven, at):
    notice = inform(cast.ada, oven, at=at)
    assert delivering.give_up(at=at + timedelta(hours=20)) == 0
    assert delivering.give_up(at=at + timedelta(hours=30)) == 1
    assert outcome(notice)[0] == Delivery.State.FAILED


def test_a_process_that_died_in_between_leaves_it_to_be_sent_again(cast, oven, at):
    notice = inform(cast.ada, oven, at=at)
    Delivery.objects.update(state=Delivery.State.GOING, due_at=at + delivering.CLAIM)
    post(cast.ada, at=at + LATER)
    assert letters() == []
    post(cast.ada, at=at + delivering.CLAIM)
    assert outcome(notice)[0] == Delivery.State.SENT


def test_a_subject_that_is_gone_is_dropped(cast, oven, at):
    inform(cast.ada, oven, at=at)
    Notice.objects.update(subject_id=999_999)
    post(cast.ada, at=at + LATER)
    assert letters() == []


def test_the_preferences_of_one_are_not_those_of_another(cast, oven, at):
    wish(cast.ada, {Kind.MENTIONED: [Channel.BELL]})
    inform(cast.ada, oven, at=at)
    inform(cast.nils, oven, at=at)
    assert [row.person for row in Delivery.objects.all()] == [cast.nils.person]


def link_in(row: OutgoingLetter) -> str:
    raw = read_blob(row.raw).decode()
    return raw.partition("List-Unsubscribe: <https://desk.northlight.example")[2].partition(">")[0]


def test_a_letter_can_be_the_last_without_signing_in(cast, oven, client, at):
    inform(cast.ada, oven, at=at)
    post(cast.ada, at=at + LATER)
    [(row, letter)] = letters()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in read_blob(row.raw).decode()
    path = link_in(row)
    assert path in letter.text
    assert "told by letter" in client.get(path).content.decode()
    waiting = inform(cast.ada, oven, at=at + LATER)
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 204
    post(cast.ada, at=at + LATER * 3)
    inform(cast.ada, oven, at=at + LATER)
    assert len(letters()) == 1
    assert outcome(waiting) == (Delivery.State.DROPPED, "Letters are not wanted any more")
    assert Notice.objects.filter(person=cast.ada.person, in_bell=True).count() == 3
    client.post(path, {"act": "resume"})
    assert outcome(inform(cast.ada, oven, at=at + LATER))[0] == Delivery.State.WAITING


def test_the_link_of_one_who_left_is_good_for_nothing(cast, oven, client, at):
    inform(cast.ada, oven, at=at)
    post(cast.ada, at=at + LATER)
    [(row, _letter)] = letters()
    cast.ada.is_active = False
    cast.ada.save()
    assert client.get(link_in(row)).status_code == 410
