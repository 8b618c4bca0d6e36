"""Mail of sign-in and sign-up leaves by the outbox like every letter."""

from django.core.mail import EmailMultiAlternatives, get_connection, send_mail

from deskhand.files.store import read_blob
from deskhand.mail.backend import BOUNDED
from deskhand.mail.models import AutomaticMail, OutgoingLetter

BACKEND = "deskhand.mail.backend.KeptBackend"


def test_a_code_is_kept_as_a_letter(mailbox):
    with get_connection(BACKEND) as connection:
        message = EmailMultiAlternatives(
            "Your code", "Code: 1234", None, ["bea@birch.example"], connection=connection
        )
        message.attach_alternative("<p>Code: 1234</p>", "text/html")
        assert message.send() == 1
    letter = OutgoingLetter.objects.get()
    assert (letter.kind, letter.recipients, letter.state) == (
        "account",
        ["bea@birch.example"],
        "kept",
    )
    raw = read_blob(letter.raw)
    assert b"Code: 1234" in raw
    assert b"text/html" in raw
    assert b"Auto-Submitted: auto-generated" in raw


def test_an_address_that_no_letter_can_reach_is_skipped_where_asked(mailbox):
    connection = get_connection(BACKEND, fail_silently=True)
    sent = send_mail("Code", "1234", None, ["no address"], connection=connection)
    assert sent == 0
    assert not OutgoingLetter.objects.exists()


def notice(address: str) -> OutgoingLetter:
    with get_connection(BACKEND) as connection:
        message = EmailMultiAlternatives(
            "No account", "None here.", None, [address], headers={BOUNDED: "yes"},
            connection=connection,
        )  # fmt: skip
        message.send()
    return OutgoingLetter.objects.latest("pk")


def test_a_notice_says_how_to_get_no_more_of_them(mailbox, settings):
    settings.DESKHAND_URL = "https://desk.example"
    letter = notice("stranger@world.example")
    raw = read_blob(letter.raw).decode()
    assert (letter.kind, letter.state) == ("notice", "kept")
    assert "List-Unsubscribe: <https://desk.example/unsubscribe/" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw
    assert BOUNDED not in raw and "No more letters of this kind" in raw


def test_a_notice_that_is_not_wanted_does_not_leave(mailbox):
    AutomaticMail.objects.create(correspondent="stranger@world.example", wants_no_notices=True)
    letter = notice("Stranger+x@world.example")
    assert (letter.state, "no notices" in letter.last_error) == ("withdrawn", True)
    with get_connection(BACKEND) as connection:
        send_mail("Your code", "1", None, ["stranger@world.example"], connection=connection)
    assert OutgoingLetter.objects.latest("pk").state == "kept"
