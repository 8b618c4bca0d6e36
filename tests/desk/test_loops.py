"""Two desks that answer each other, with nothing in the headers that would tell either."""

from datetime import timedelta

import pytest

from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from tests.desk.letters import HELP, arrive, letter

pytestmark = pytest.mark.django_db

OTHER = "support@other-desk.example"
A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)


def receipts() -> list[OutgoingLetter]:
    """What we would send to the other desk of our own accord, oldest first."""
    sent = OutgoingLetter.objects.filter(is_automatic=True).exclude(state="parked")
    return [row for row in sent.order_by("pk") if OTHER in row.recipients]


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "stranger"])
def test_a_loop_that_no_header_betrays_stays_within_three_an_hour(stage, at, is_known):
    if is_known:
        person = arrive(letter(OTHER), at=at).requester
        person.memberships.create(organization=stage.birch, is_main=True)
    for turn in range(70):
        # The other desk opens a ticket of its own each time, and says so as a person would.
        text = f"We have received your request number {turn}."
        made = letter(OTHER, subject=f"Request {turn}", text=text, to=[HELP])
        arrive(made, at=at + (turn + 1) * 3 * A_MINUTE)
    moments = [row.written_at for row in receipts()]
    for moment in moments:
        assert sum(moment <= other < moment + AN_HOUR for other in moments) <= 3
    assert len(moments) == (12 if is_known else 1)
    assert OutgoingLetter.objects.filter(is_automatic=True, state="parked").exists()


def test_two_desks_that_behave_end_after_the_first_receipt(stage, at):
    arrive(letter(OTHER, subject="Help"), at=at)
    first = receipts()
    assert len(first) == 1
    # The other desk is one of ours: its receipt says what it is.
    raw = read_blob(first[0].raw)
    assert b"Auto-Submitted: auto-replied" in raw
    back = letter(OTHER, subject="Re: Help", Auto_Submitted="auto-replied")
    arrive(back, at=at + A_MINUTE)
    assert receipts() == first
