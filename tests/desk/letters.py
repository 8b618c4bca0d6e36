"""Letters as they reach the desk, kept and taken in like real ones."""

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from itertools import count

from deskhand.desk import intake
from deskhand.files.store import shelve
from deskhand.mail.labels import label
from deskhand.mail.models import Letter
from deskhand.mail.noting import Kept, note_all
from deskhand.mail.spool import Envelope
from deskhand.tickets.models import Ticket

HELP = "help@northlight.example"
_numbers = count(1)


def letter(
    sender: str,
    *,
    subject: str = "The oven is dark",
    text: str = "Since this morning.",
    to: Sequence[str] = (HELP,),
    answers: Sequence[str] = (),
    **headers: str,
) -> EmailMessage:
    made = EmailMessage()
    made["From"] = sender
    made["To"] = ", ".join(to)
    made["Subject"] = subject
    made["Message-ID"] = f"<letter-{next(_numbers)}@world.example>"
    if answers:
        made["In-Reply-To"] = answers[-1]
        made["References"] = " ".join(answers)
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def arrive(made: EmailMessage, *, at: datetime, sender: str | None = None) -> Ticket | None:
    """Keep a letter and take it in; returns the ticket that it opened or joined."""
    raw = bytes(made)
    shelved = shelve(raw)
    envelope = Envelope(
        door="smtp",
        received_at=at.isoformat(),
        sender=str(made["From"]) if sender is None else sender,
        recipients=[address.strip() for address in str(made["To"]).split(",")],
    )
    words = label(raw, key=shelved.sha256)
    note_all([Kept(envelope, words, shelved, f"spool-{next(_numbers)}")], at=at)
    return intake.take_in(last().pk, at=at)


def last() -> Letter:
    return Letter.objects.latest("pk")
