"""Each letter is handed over at least once, and never twice after a known acceptance."""

from datetime import timedelta

import pytest

from deskhand.files.store import read_blob
from deskhand.jobs.queue import drain
from deskhand.journal.models import Event
from deskhand.mail import outbox, posting
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, write
from tests.mail.posthouse import posthouse

BEA, BRUNO = "bea@birch.example", "bruno@birch.example"


def written(settings, house, at, *, to=(BEA,), **rest) -> OutgoingLetter:
    settings.DESKHAND_EMAIL_URL = house.url
    return write(Draft(kind="reply", to=to, subject="Re: x", text=".dot\nDone."), at=at, **rest)


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_the_job_posts_what_was_written(settings, mailbox, at):
    with posthouse() as house:
        letter = written(settings, house, at)
        drain()
    letter.refresh_from_db()
    assert (letter.state, letter.accepted) == ("sent", [BEA])
    [content] = house.letters
    assert content.replace(b"\r\n..dot", b"\r\n.dot") == read_blob(letter.raw)
    assert events() == ["letter_sent"]


def test_a_letter_that_was_sent_is_not_sent_again(settings, mailbox, at):
    with posthouse() as house:
        letter = written(settings, house, at)
        for _turn in range(3):
            assert posting.post(letter.pk, at=at) is None
    assert len(house.letters) == 1


def test_it_does_not_leave_before_its_release(settings, mailbox, at):
    with posthouse() as house:
        letter = written(settings, house, at, release_at=at + timedelta(seconds=10))
        posting.post(letter.pk, at=at + timedelta(seconds=9))
        assert house.visits == 0
        posting.post(letter.pk, at=at + timedelta(seconds=10))
    assert len(house.letters) == 1


@pytest.mark.parametrize("cut", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
def test_a_cut_before_the_content_costs_nothing_but_time(settings, mailbox, at, cut):
    with posthouse(cut=cut) as house:
        letter = written(settings, house, at)
        again_at = posting.post(letter.pk, at=at)
        assert house.letters == []
        house.cut = ""
        assert posting.post(letter.pk, at=again_at) is None
    letter.refresh_from_db()
    assert (len(house.letters), letter.state, letter.unsure) == (1, "sent", 0)


def test_a_cut_in_the_midst_of_the_content_is_no_acceptance(settings, mailbox, at):
    with posthouse(cut="content") as house:
        settings.DESKHAND_EMAIL_URL = house.url
        # More than the sockets between us hold: the cut comes while we are still speaking.
        letter = write(Draft(kind="reply", to=[BEA], subject="x", text="y" * 12_000_000), at=at)
        moment = at
        for _turn in range(3):
            moment = posting.post(letter.pk, at=moment)
        house.cut = ""
        assert posting.post(letter.pk, at=moment) is None
    letter.refresh_from_db()
    assert (len(house.letters), letter.state, letter.unsure) == (1, "sent", 0)


def test_a_cut_after_the_content_is_followed_by_one_repeat_with_the_same_id(settings, mailbox, at):
    with posthouse(cut=".") as house:
        letter = written(settings, house, at)
        moment = at
        for _turn in range(4):
            moment = posting.post(letter.pk, at=moment) or moment + timedelta(hours=1)
    letter.refresh_from_db()
    assert len(house.letters) == 2
    assert {content.count(letter.message_id.encode()) for content in house.letters} == {1}
    assert letter.state == "failed"
    assert events() == ["letter_failed"]


def test_a_process_that_died_with_the_content_on_its_way_counts_as_unsure(settings, mailbox, at):
    class Killed(BaseException):
        pass

    def die(*_args, **_kwargs):
        raise Killed

    with posthouse() as house:
        letter = written(settings, house, at)
        for turn in range(3):
            moment = at + turn * (posting.LEASE + timedelta(minutes=1))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(posting, "_conclude", die)
                try:
                    posting.post(letter.pk, at=moment)
                except Killed:
                    assert posting.post(letter.pk, at=moment) is None
    letter.refresh_from_db()
    assert (len(house.letters), letter.state) == (2, "failed")


def test_a_cut_while_saying_good_bye_does_not_repeat_the_letter(settings, mailbox, at):
    with posthouse(cut="QUIT") as house:
        letter = written(settings, house, at)
        assert posting.post(letter.pk, at=at) is None
        posting.post(letter.pk, at=at + timedelta(hours=1))
    assert len(house.letters) == 1


def test_one_bad_recipient_does_not_repeat_the_letter_for_the_others(settings, mailbox, at):
    with posthouse(answers={BRUNO: "550 nobody"}) as house:
        letter = written(settings, house, at, to=(BEA, BRUNO))
        assert posting.post(letter.pk, at=at) is None
    letter.refresh_from_db()
    assert (letter.accepted, letter.refused) == ([BEA], {BRUNO: "550 nobody"})
    assert letter.state == "failed"
    assert BRUNO in letter.last_error
    assert house.recipients == [[BEA]]


def test_a_recipient_put_off_is_tried_alone(settings, mailbox, at):
    with posthouse(answers={BRUNO: "450 greylisted"}) as house:
        letter = written(settings, house, at, to=(BEA, BRUNO))
        again_at = posting.post(letter.pk, at=at)
        house.answers = {}
        assert posting.post(letter.pk, at=again_at) is None
    letter.refresh_from_db()
    assert (house.recipients, letter.state) == ([[BEA], [BRUNO]], "sent")


@pytest.mark.parametrize("step", ["MAIL", "DATA", "."])
def test_a_refusal_for_good_fails_with_its_reason(settings, mailbox, at, step):
    with posthouse(answers={step: "554 spam"}) as house:
        letter = written(settings, house, at)
        assert posting.post(letter.pk, at=at) is None
    letter.refresh_from_db()
    assert (letter.state, letter.last_error) == ("failed", f"{BEA}: 554 spam")
    assert letter.unsure == 0
    assert events() == ["letter_failed"]


@pytest.mark.parametrize("step", ["MAIL", "DATA", "."])
def test_a_refusal_for_now_is_tried_ever_more_seldom_over_days(settings, mailbox, at, step):
    with posthouse(answers={step: "451 later"}) as house:
        letter = written(settings, house, at)
        waits, moment = [], at
        while again_at := posting.post(letter.pk, at=moment):
            waits.append(again_at - moment)
            moment = again_at
    letter.refresh_from_db()
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=6)
    assert timedelta(days=4) <= moment - at < timedelta(days=5)
    assert (letter.state, letter.last_error) == ("failed", f"{BEA}: 451 later")


def test_a_server_that_is_not_there_is_no_error(settings, mailbox, at):
    with posthouse() as house:
        letter = written(settings, house, at)
    assert posting.post(letter.pk, at=at) == at + timedelta(minutes=1)


def test_a_withdrawn_letter_never_leaves(settings, mailbox, at):
    with posthouse() as house:
        letter = written(settings, house, at, release_at=at + timedelta(seconds=10))
        outbox.withdraw(letter, at=at)
        outbox.withdraw(letter, at=at)
        posting.post(letter.pk, at=at + timedelta(minutes=1))
    assert (house.visits, letter.state) == (0, "withdrawn")


def test_a_letter_that_has_left_cannot_be_withdrawn(settings, mailbox, at):
    with posthouse() as house:
        letter = written(settings, house, at)
        posting.post(letter.pk, at=at)
    with pytest.raises(outbox.TooLate):
        outbox.withdraw(letter, at=at)


def test_a_kept_letter_can_be_withdrawn_until_its_release(mailbox, at):
    draft = Draft(kind="reply", to=[BEA], subject="x", text="x")
    letter = write(draft, at=at, release_at=at + timedelta(seconds=10))
    with pytest.raises(outbox.TooLate):
        outbox.withdraw(letter, at=at + timedelta(seconds=10))
    outbox.withdraw(letter, at=at + timedelta(seconds=9))
    assert letter.state == "withdrawn"


def test_a_failed_letter_is_sent_again_to_those_without_it(settings, mailbox, at):
    with posthouse(answers={BRUNO: "550 nobody"}) as house:
        letter = written(settings, house, at, to=(BEA, BRUNO))
        posting.post(letter.pk, at=at)
        house.answers = {}
        outbox.retry(letter, at=at)
        drain()
        letter.refresh_from_db()
        with pytest.raises(outbox.NotToBeSent):
            outbox.retry(letter, at=at)
    assert (house.recipients, letter.state) == ([[BEA], [BRUNO]], "sent")


def test_a_letter_whose_job_was_lost_is_found(settings, mailbox, at):
    with posthouse() as house:
        letter = written(settings, house, at)
        assert posting.overdue(at=at) == []
        assert posting.overdue(at=at + timedelta(minutes=2)) == [letter.pk]
        posting.post(letter.pk, at=at + timedelta(minutes=2))
    assert posting.overdue(at=at + timedelta(minutes=9)) == []


def test_letters_can_be_laid_down_in_a_folder(settings, mailbox, at, data):
    settings.DESKHAND_EMAIL_URL = f"file://{data}/sent"
    letter = write(Draft(kind="reply", to=[BEA], subject="x", text="x"), at=at)
    posting.post(letter.pk, at=at)
    [path] = (data / "sent").iterdir()
    assert path.read_bytes() == read_blob(letter.raw)


def test_a_letter_whose_bytes_are_lost_is_not_forgotten(settings, mailbox, at, data):
    with posthouse() as house:
        letter = written(settings, house, at)
        letter.raw.few = None
        letter.raw.save()
        assert posting.post(letter.pk, at=at) is not None
    letter.refresh_from_db()
    assert "cannot be read" in letter.last_error
