"""We carry nobody's words to a third party: forged letters without end give each victim one letter
a day, in which nothing stands that the forger chose (safety, P26)."""

import email
import email.policy
from collections import Counter
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.tickets.models import Ticket
from tests.cast import Cast
from tests.desk.conftest import stage  # noqa: F401 - a fixture
from tests.desk.letters import HELP, arrive, letter

pytestmark = pytest.mark.django_db

CANARY = "zxcanary"
VICTIMS, WAVES = 12, 8


def forged(victim: int, wave: int) -> EmailMessage:
    """Each wave says it otherwise, so that no letter is known again."""
    made = letter(
        f'"{CANARY} http://{CANARY}.example" <victim{victim}@gmail.com>',
        subject=f"{CANARY} {wave} [#{CANARY}]",
        text=f"{CANARY} {wave}",
        to=[HELP, f"{CANARY}@elsewhere.example"],
    )
    made["Reply-To"] = f"{CANARY}@evil.example"
    return made


def test_a_storm_of_forged_letters_reaches_nobody_twice_a_day(stage: Cast, at: datetime) -> None:  # noqa: F811
    for wave in range(WAVES):
        for victim in range(VICTIMS):
            arrive(forged(victim, wave), at=at + wave * timedelta(hours=2))
    sent = OutgoingLetter.objects.filter(is_automatic=True).exclude(state="parked")
    assert Counter(to for row in sent for to in row.recipients) == {
        f"victim{victim}@gmail.com": 1 for victim in range(VICTIMS)
    }
    for row in sent:
        made = email.message_from_bytes(read_blob(row.raw), policy=email.policy.default)
        assert isinstance(made, EmailMessage)
        shown = [str(made[name] or "") for name in ("From", "To", "Subject", "Reply-To")]
        shown += [
            str(part.get_content()) for part in made.walk() if part.get_content_maintype() == "text"
        ]
        assert not any(CANARY in text.lower() for text in shown)
    # None of it is lost: each letter is a ticket to be reviewed.
    assert Ticket.objects.filter(needs_review=True).count() == WAVES * VICTIMS
