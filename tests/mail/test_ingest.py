"""The same letter is taken in once, whatever dies in between; no file stops the others."""

import multiprocessing
import os
import signal
from datetime import timedelta

import pytest
from django.db import OperationalError

from deskhand.files.store import read_blob
from deskhand.journal.models import Event
from deskhand.mail import ingest, noting, reading, spool
from deskhand.mail.models import Letter, Mailbox, Sighting
from deskhand.rules.letter import LetterRefused
from tests.mail.conftest import message


def names() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_a_letter_is_kept_raw_with_its_label_and_announced(receive, at, mailbox):
    row = receive(message())
    assert read_blob(row.raw) == message()
    assert (row.sender, row.sender_name, row.subject) == (
        "bea@birch.example",
        "Bea Birch",
        "Printer",
    )
    assert (row.message_id, row.state, row.mailbox) == ("one@birch.example", "kept", mailbox)
    assert row.received_at == at
    event = Event.objects.get()
    assert (event.name, event.payload, event.subject_id) == (
        "letter_arrived",
        {"letter": row.pk},
        row.pk,
    )


def test_the_spool_is_empty_afterwards(receive, folder):
    receive(message())
    assert spool.waiting(folder) == []


@pytest.mark.parametrize(
    "again",
    [
        pytest.param(message(), id="byte for byte"),
        pytest.param(b"Received: from elsewhere\r\n" + message(), id="by another way"),
        pytest.param(message("The printer is jammed.\r\n-- \r\nlist footer"), id="with a footer"),
        pytest.param(message(subject="[list] Printer"), id="with another subject"),
    ],
)
def test_a_second_delivery_is_a_sighting(receive, again):
    first = receive(message())
    receive(again, door="imap", uid=4, uid_validity=1)
    assert Letter.objects.get() == first
    assert list(first.sightings.values_list("door", flat=True)) == ["smtp", "imap"]
    assert names() == ["letter_arrived"]


def test_a_copy_that_differs_keeps_its_own_bytes(receive):
    receive(message())
    changed = message("The printer is jammed.\r\n-- \r\nlist footer")
    receive(changed)
    assert read_blob(Sighting.objects.latest("pk").raw) == changed


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"sender": "eve@evil.example"}, id="of another sender"),
        pytest.param({"message_id": "<two@birch.example>"}, id="with another Message-ID"),
    ],
)
def test_another_letter_is_another_letter(receive, other):
    receive(message())
    receive(message("Something else", **other))
    assert Letter.objects.count() == 2


def test_a_device_that_uses_one_message_id_for_all_its_letters_loses_none(receive):
    receive(message("Paper is out"))
    later = message("Toner is out").replace(b"09:00:00", b"10:00:00")
    receive(later)
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(message("Toner is out"), id="other words"),
        pytest.param(message("", subject="Printer"), id="no words"),
        pytest.param(message(subject="Scanner"), id="another subject"),
    ],
)
def test_two_letters_of_one_second_with_one_message_id_are_two(receive, other):
    receive(message())
    receive(other)
    assert Letter.objects.count() == 2
    receive(other.replace(b"Date:", b"X-Virus-Scanned: yes\r\nDate:"))
    assert Letter.objects.count() == 2


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(message(subject="[Extern] Printer"), id="a word before the subject"),
        pytest.param(
            message("CAUTION: from outside\r\n\r\nThe printer\r\nis jammed."), id="notice"
        ),
    ],
)
def test_a_copy_to_which_a_gateway_added_something_is_the_same(receive, copy):
    receive(message())
    receive(copy)
    assert (Letter.objects.count(), Sighting.objects.count()) == (1, 2)


def test_an_alarm_without_id_and_date_counts_once_a_day(receive, at):
    alarm = b"From: ups@birch.example\r\nSubject: On battery\r\n\r\nOn battery.\r\n"
    for days in (0, 0, 1):
        receive(alarm, received_at=(at + timedelta(days=days)).isoformat())
    assert Letter.objects.count() == 2
    assert Sighting.objects.count() == 3


def test_a_file_that_comes_back_after_a_kill_makes_nothing_new(receive, folder, envelope, at):
    spool.keep(folder, message(), envelope())
    [path] = spool.waiting(folder)
    content = path.read_bytes()
    ingest.ingest(folder, at=at)
    path.write_bytes(content)
    ingest.ingest(folder, at=at)
    assert Letter.objects.count() == Sighting.objects.count() == 1
    assert spool.waiting(folder) == []


def test_a_mailbox_read_again_from_its_beginning_makes_nothing_new(receive, mailbox):
    for validity in (1, 1, 2):
        receive(message(), door="imap", mailbox=mailbox.pk, uid_validity=validity, uid=9)
    assert Letter.objects.count() == 1
    assert Sighting.objects.filter(uid=9).count() == 2


def test_an_unreadable_letter_is_set_aside_where_people_see_it(receive, monkeypatch):
    def refuse(_raw):
        raise LetterRefused("It has too many parts")

    monkeypatch.setattr(reading, "parse", refuse)
    row = receive(message())
    assert (row.state, row.reason, row.subject) == (
        "quarantined",
        "It has too many parts",
        "Printer",
    )
    assert read_blob(row.raw) == message()
    assert names() == ["letter_quarantined"]


def test_a_reader_that_breaks_stops_nothing(receive, folder, envelope, monkeypatch, at):
    read = reading.parse

    def parse(raw):
        if b"poison" in raw:
            raise RecursionError("too deep")
        return read(raw)

    monkeypatch.setattr(reading, "parse", parse)
    spool.keep(folder, message("poison", message_id="<p@x.example>"), envelope())
    receive(message())
    states = Letter.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["quarantined", "kept"]


def test_a_file_that_fails_three_times_is_set_aside_unread(
    receive, folder, envelope, monkeypatch, at
):
    note_all = ingest.note_all

    def fail(letters, **rest):
        if any("poison" in kept.words.subject and not kept.words.fault for kept in letters):
            raise RuntimeError("nobody thought of this")
        return note_all(letters, **rest)

    monkeypatch.setattr(ingest, "note_all", fail)
    spool.keep(folder, message(subject="poison", message_id="<p@x.example>"), envelope())
    receive(message())
    assert Letter.objects.get().state == "kept"
    for _turn in range(ingest.TRIES):
        ingest.ingest(folder, at=at)
    poisoned = Letter.objects.get(state="quarantined")
    assert (poisoned.subject, poisoned.reason) == ("poison", "Reading it failed three times")
    assert spool.waiting(folder) == []


def test_a_killed_reader_is_counted(folder, envelope):
    spool.keep(folder, message(), envelope())

    def die():
        [path] = spool.waiting(folder)
        spool.begin(path)
        os.kill(os.getpid(), signal.SIGKILL)

    for _turn in range(3):
        process = multiprocessing.get_context("fork").Process(target=die)
        process.start()
        process.join()
    [path] = spool.waiting(folder)
    assert spool.begin(path)[1] == 4


def test_while_the_database_is_away_nothing_is_counted_or_lost(
    folder, envelope, mailbox, monkeypatch, at
):
    def gone(*_args, **_kwargs):
        raise OperationalError("connection refused")

    spool.keep(folder, message(), envelope())
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "note_all", gone)
        for _turn in range(5):
            with pytest.raises(OperationalError):
                ingest.ingest(folder, at=at)
    ingest.ingest(folder, at=at)
    assert Letter.objects.get().state == "kept"


def test_a_full_disk_is_not_counted_against_a_letter(folder, envelope, mailbox, monkeypatch, at):
    def full(_raw):
        raise OSError(28, "No space left on device")

    spool.keep(folder, message(), envelope())
    with monkeypatch.context() as patch:
        patch.setattr(ingest, "shelve", full)
        for _turn in range(5):
            with pytest.raises(OSError, match="No space"):
                ingest.ingest(folder, at=at)
    ingest.ingest(folder, at=at)
    assert Letter.objects.get().state == "kept"


def test_a_letter_taken_in_elsewhere_at_the_same_time_is_a_sighting(
    receive, folder, envelope, monkeypatch, at
):
    find, calls = noting._Known.find, []

    def late(known, *asked):
        calls.append(asked)
        return None if len(calls) == 1 else find(known, *asked)

    receive(message())
    monkeypatch.setattr(noting._Known, "find", late)
    spool.keep(folder, message(), envelope())
    ingest.ingest(folder, at=at)
    assert Letter.objects.count() == 1
    assert Sighting.objects.count() == 2


def test_many_are_taken_in_together_and_copies_among_them_are_seen(folder, envelope, mailbox, at):
    letters = [message(f"number {n}", message_id=f"<{n}@birch.example>") for n in range(30)]
    for raw in (*letters, letters[3], letters[29]):
        spool.keep(folder, raw, envelope())
    assert ingest.ingest(folder, at=at) == 32
    assert [read_blob(row.raw) for row in Letter.objects.order_by("pk")] == letters
    assert Sighting.objects.count() == 32
    assert names() == ["letter_arrived"] * 30
    assert spool.waiting(folder) == []


def test_one_that_fails_stops_no_other_of_its_group(folder, envelope, mailbox, monkeypatch, at):
    note_all = ingest.note_all

    def fail(letters, **rest):
        if any("poison" in kept.words.subject for kept in letters):
            raise RuntimeError("nobody thought of this")
        return note_all(letters, **rest)

    monkeypatch.setattr(ingest, "note_all", fail)
    for number, subject in enumerate(["fine", "poison", "good"]):
        raw = message(subject=subject, message_id=f"<{number}@birch.example>")
        spool.keep(folder, raw, envelope())
    assert ingest.ingest(folder, at=at) == 2
    assert set(Letter.objects.values_list("subject", flat=True)) == {"fine", "good"}
    [left] = spool.waiting(folder)
    assert spool.attempts_of(left) == 1


def test_two_do_not_work_on_one_spool(folder, envelope, at, mailbox):
    spool.keep(folder, message(), envelope())
    with ingest._alone(folder) as is_alone:
        assert is_alone
        assert ingest.ingest(folder, at=at) == 0
    assert ingest.ingest(folder, at=at) == 1


def test_characters_that_no_database_takes_do_not_stop_a_letter(receive):
    row = receive(
        message(
            subject="a\x00b",
            sender='"\udcff" <x@y.example>'.encode("utf-8", "surrogateescape").decode("latin-1"),
        )
    )
    assert row.state in {"kept", "quarantined"}
    assert "\x00" not in row.subject


@pytest.mark.parametrize(
    ("recipient", "is_found"),
    [
        ("help@desk.example", True),
        ("HELP+anything@Desk.Example", True),
        ("other@desk.example", False),
    ],
)
def test_the_mailbox_is_found_by_the_envelope(receive, mailbox, recipient, is_found):
    Mailbox.objects.create(name="Sales", email="sales@desk.example")
    row = receive(message(), recipients=(recipient,))
    assert row.mailbox == (mailbox if is_found else None)


@pytest.mark.parametrize(
    "facts",
    [{"to": "Help <help+x@desk.example>"}, {"extra": "Delivered-To: help@desk.example\r\n"}],
)
def test_without_an_envelope_the_letter_says_to_whom_it_went(receive, mailbox, facts):
    row = receive(message(**{"to": "undisclosed:;", **facts}), door="pipe", recipients=())
    assert row.mailbox == mailbox


def test_a_letter_left_on_the_server_for_its_size_is_shown_in_quarantine(receive):
    row = receive(message(), refusal="It is too large (80 MB) and stays on the mail server")
    assert row.state == "quarantined"
    assert "80 MB" in row.reason
