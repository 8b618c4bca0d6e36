"""What administrators are told of, once for each trouble."""

from datetime import timedelta

import pytest

from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail.events import LetterQuarantined
from deskhand.mail.models import Mailbox
from deskhand.notices import bell, trouble
from deskhand.notices.models import Notice
from deskhand.notices.telling import tell
from tests import cast as casting

pytestmark = pytest.mark.django_db


def lines(agent, *, at) -> list[str]:
    page = bell.page(casting.reader(agent), at=at, size=10)
    return [f"{told.line.title}: {told.line.words}" for group in page.groups for told in group.told]


def test_a_mailbox_that_fails_is_told_once_until_it_fails_anew(cast, at):
    box = Mailbox.objects.get()
    box.failing_since, box.last_error = at, "The mail server: no"
    box.save()
    trouble.look(at=at + timedelta(minutes=5))
    assert Notice.objects.count() == 0
    for minutes in (15, 20, 25):
        trouble.look(at=at + timedelta(minutes=minutes))
    assert lines(cast.asta, at=at) == [
        "Mailbox Northlight support: Letters cannot be fetched",
    ]
    box.failing_since = at + timedelta(hours=3)
    box.save()
    trouble.look(at=at + timedelta(hours=4))
    assert len(lines(cast.asta, at=at)) == 2


def test_a_letter_in_quarantine_is_told_to_administrators_alone(cast, at):
    event = record(LetterQuarantined(letter=1), by=system("post"), at=at)
    tell(trouble.tellings_of([event]), at=at)
    assert lines(cast.asta, at=at) == ["Quarantine: A letter was put aside"]
    assert lines(cast.ada, at=at) == []


def test_who_is_administrator_no_more_sees_it_no_more(cast, at):
    event = record(LetterQuarantined(letter=1), by=system("post"), at=at)
    tell(trouble.tellings_of([event]), at=at)
    cast.asta.role = "agent"
    cast.asta.save()
    assert lines(cast.asta, at=at) == []
    assert bell.unread_count(casting.reader(cast.asta)) == 0
