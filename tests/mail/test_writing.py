"""A letter is composed as standards want it, and automatic ones stay within their bounds."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from deskhand.files.store import read_blob
from deskhand.journal.models import Event
from deskhand.mail import reply_addresses
from deskhand.mail.composing import Enclosure
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.mail.writing import Draft, NoMailbox, default_mailbox, write
from deskhand.rules.letter import parse
from tests.mail.conftest import arrival, message

KEY = "0123456789abcdef0123456789abcdef"
LINE_ENDS = "a\r\nBcc: evil@x.example\n\nbody\x00\x0b\x85\u2028\u2029b"


def draft(**facts: object) -> Draft:
    return Draft(
        **{
            "kind": "reply",
            "to": ["bea@birch.example"],
            "subject": "Re: Printer",
            "text": "Done.",
            **facts,
        }
    )


def seen(letter: OutgoingLetter):
    return message_from_bytes(read_blob(letter.raw), policy=default)


def test_a_reply_stands_in_its_thread_with_an_address_that_leads_back(mailbox, at):
    letter = write(
        draft(
            reply_key=KEY,
            in_reply_to="two@birch.example",
            references=["one@birch.example", "two@birch.example"],
            sender_name="Ada Ahn",
        ),
        at=at,
    )
    mail = seen(letter)
    assert mail["From"] == "Ada Ahn <help@desk.example>"
    assert mail["To"] == "bea@birch.example"
    assert mail["Message-ID"] == f"<{letter.message_id}>"
    assert mail["In-Reply-To"] == "<two@birch.example>"
    assert mail["References"] == "<one@birch.example> <two@birch.example>"
    assert reply_addresses.split(mail["Reply-To"]) == KEY
    assert mail["Date"].datetime == at
    assert mail["Auto-Submitted"] is None
    assert mail.get_body().get_content().strip() == "Done."


def test_message_ids_of_any_length_stay_whole(mailbox, at):
    long = ["x" * number + "@birch.example" for number in (60, 120, 400, 900)]
    letter = write(draft(references=long), at=at)
    raw = read_blob(letter.raw)
    assert parse(raw).references == tuple(long)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_a_long_thread_keeps_its_beginning_and_its_end(mailbox, at):
    many = [f"{number}@birch.example" for number in range(200)]
    kept = parse(read_blob(write(draft(references=many), at=at).raw)).references
    assert (kept[0], kept[-1], len(kept)) == (many[0], many[-1], 40)


@pytest.mark.parametrize("field", ["subject", "sender_name", "in_reply_to", "text", "file"])
def test_nothing_given_can_begin_a_header(mailbox, at, field):
    if field == "file":
        file = Enclosure(filename=LINE_ENDS, content_type=LINE_ENDS, content=b"x")
        facts = {"enclosures": [file, Enclosure("a", "image/png", b"x", content_id=LINE_ENDS)]}
    else:
        facts = {field: LINE_ENDS}
    letter = write(draft(references=[LINE_ENDS], html="<p>x</p>", **facts), at=at)
    mail = seen(letter)
    known = {
        "From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
        "Content-Type", "MIME-Version", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert set(mail.keys()) <= known
    for part in mail.walk():
        assert "Bcc" not in part


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@x\r\nBcc: b@y", "a b@x.example", "@x", "a@", "<a@x.example>", "ä@x"],
)
def test_what_is_no_address_is_refused(mailbox, at, address):
    with pytest.raises(ValueError, match="address"):
        write(draft(to=[address]), at=at)
    assert not OutgoingLetter.objects.exists()


def test_words_of_all_alphabets_arrive(mailbox, at):
    subject = "Ünïcödé – 打印机 🖨 " * 8
    letter = write(draft(subject=subject, text="Grüße\n.\n" + "x" * 3000, sender_name="Åsa"), at=at)
    raw = read_blob(letter.raw)
    assert raw.isascii()
    mail = seen(letter)
    assert mail["Subject"] == subject.strip()
    assert mail["From"] == "Åsa <help@desk.example>"
    assert "Grüße\r\n.\r\n" in mail.get_body().get_content()


def test_html_has_its_styles_in_line_its_pictures_with_it_and_files_beside_it(mailbox, at):
    letter = write(
        draft(
            html="<style>p{color:red}</style><p>Hi <img src='cid:logo@x'></p>",
            enclosures=[
                Enclosure("logo.png", "image/png", b"\x89PNG", content_id="logo@x"),
                Enclosure("Rechnung Ä.pdf", "application/pdf", b"%PDF"),
                Enclosure("mail.eml", "message/rfc822", b"Subject: x\n\ny"),
            ],
        ),
        at=at,
    )
    mail = seen(letter)
    assert 'style="color: red' in mail.get_body(["html"]).get_content()
    assert mail.get_body(["plain"]).get_content().strip() == "Done."
    files = {f.filename: f for f in parse(read_blob(letter.raw)).attachments}
    assert files["logo.png"].content_id == "logo@x"
    assert files["Rechnung Ä.pdf"].content == b"%PDF"
    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "Rechnung Ä.pdf",
        "mail.eml",
    ]


def test_without_a_mail_server_the_letter_is_kept(mailbox, at):
    assert write(draft(), at=at).state == "kept"


def test_without_a_mailbox_only_account_letters_are_written(db, at):
    with pytest.raises(NoMailbox):
        write(draft(), at=at)
    letter = write(draft(kind="account"), at=at)
    assert letter.sender.endswith("<no-reply@localhost>")


def test_the_default_mailbox_sends_what_no_other_sends(mailbox, at):
    other = Mailbox.objects.create(name="Sales", email="sales@desk.example")
    assert default_mailbox() == mailbox
    assert write(draft(mailbox=other), at=at).sender == "Sales <sales@desk.example>"


def test_a_letter_to_nobody_or_to_a_crowd_is_refused(mailbox, at):
    for to in ([], [f"p{number}@x.example" for number in range(101)]):
        with pytest.raises(ValueError, match="1 to 100"):
            write(draft(to=to), at=at)


AUTOMATIC = {"kind": "receipt", "is_automatic": True}


def test_an_automatic_letter_says_that_it_is_one(mailbox, at, receive):
    assert seen(write(draft(**AUTOMATIC), at=at))["Auto-Submitted"] == "auto-generated"
    came = arrival(receive(message()).pk)
    mail = seen(write(draft(**AUTOMATIC, answers=came), at=at))
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"


@pytest.mark.parametrize(
    ("extra", "facts"),
    [
        pytest.param("", {"sender": "<>"}, id="the null sender"),
        pytest.param("Return-Path: <>\r\n", {"sender": ""}, id="an empty Return-Path"),
        pytest.param("Auto-Submitted: auto-replied\r\n", {}, id="an auto-reply"),
        pytest.param("List-Id: <all.birch.example>\r\n", {}, id="a list"),
    ],
)
def test_a_machine_gets_no_automatic_answer(receive, at, extra, facts):
    came = arrival(receive(message(extra=extra), **facts).pk)
    letter = write(draft(**AUTOMATIC, answers=came), at=at)
    assert letter.state == "parked"
    assert letter.last_error
    assert Event.objects.filter(name="letter_parked", payload__outgoing=letter.pk).exists()


def test_our_own_mailboxes_get_no_automatic_letter(mailbox, at):
    letter = write(draft(**AUTOMATIC, to=["Help+x@desk.example"]), at=at)
    assert letter.state == "parked"


def test_three_automatic_letters_an_hour_and_no_more(mailbox, at):
    def states(moment, to="bea@birch.example"):
        return write(draft(**AUTOMATIC, to=[to]), at=moment).state

    assert [states(at) for _number in range(4)] == ["kept", "kept", "kept", "parked"]
    assert states(at, "BEA+vary@birch.example") == "parked"
    assert states(at, "bruno@birch.example") == "kept"
    assert states(at + timedelta(minutes=59)) == "parked"
    assert states(at + timedelta(minutes=60)) == "kept"


def test_an_unknown_correspondent_gets_one_a_day(mailbox, at):
    facts = {**AUTOMATIC, "unverified": True}
    moments = [timedelta(), timedelta(hours=23), timedelta(hours=24)]
    states = [write(draft(**facts), at=at + after).state for after in moments]
    assert states == ["kept", "parked", "kept"]


def test_what_a_person_writes_is_not_counted(mailbox, at):
    assert {write(draft(), at=at).state for _number in range(6)} == {"kept"}


def test_codes_that_somebody_asks_for_are_bounded_elsewhere(mailbox, at):
    facts = {**AUTOMATIC, "kind": "account"}
    assert {write(draft(**facts), at=at).state for _number in range(6)} == {"kept"}
