"""Mail of sign-in and sign-up leaves by the outbox like every letter."""

from django.core.mail import EmailMultiAlternatives, get_connection, send_mail

from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter

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
