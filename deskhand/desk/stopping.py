"""Whoever has the link of a letter says that he wants no more of its kind, or wants them again.

The link opens nothing to read: it names a ticket by its number, which stands in the letter too.
"""

from dataclasses import dataclass
from datetime import datetime

from deskhand.consents import links
from deskhand.consents.links import Ended, LinkRefused
from deskhand.consents.models import Link
from deskhand.desk.letters import mark
from deskhand.desk.readers import READ_ALONG
from deskhand.desk.story import story
from deskhand.journal.actor import Actor, system
from deskhand.mail import notices, outbox
from deskhand.mail.administration import waiting_copies
from deskhand.mail.models import AutomaticMail
from deskhand.mail.notices import NOTICES
from deskhand.notices.channels.mail import links as agents
from deskhand.notices.channels.mail.links import LETTERS_TO_AGENTS
from deskhand.notices.kinds import Pace
from deskhand.notices.models import Preference
from deskhand.tickets.models import Participant
from deskhand.tickets.participants import mute, participant_of

PURPOSES = frozenset({READ_ALONG, NOTICES, LETTERS_TO_AGENTS})
LINK = system("unsubscribe link")
Subject = Participant | AutomaticMail | Preference


@dataclass(frozen=True, slots=True)
class Letters:
    """Which letters a link is about: those on a ticket, or notices where `number` is None; those
    that tell an agent what is new are `for_agent`."""

    address: str
    number: int | None
    are_stopped: bool
    for_agent: bool = False


def letters_of(token: str, *, at: datetime) -> Letters:
    """Tell what a link stops, and change nothing; raises LinkRefused."""
    return _letters(_subject(links.look(token, purposes=PURPOSES, at=at)))


@story
def choose(token: str, *, wanted: bool, by_program: bool = False, at: datetime) -> Letters:
    """Stop the letters of a link, or let them come again; harmless when done twice.

    Copies that wait to leave are withdrawn. Raises LinkRefused.
    """
    link = links.redeem(token, purposes=PURPOSES, by_program=by_program, at=at)
    subject = _subject(link)
    if isinstance(subject, AutomaticMail):
        notices.choose(subject, wanted=wanted, by=LINK, at=at)
    elif isinstance(subject, Preference):
        agents.choose(subject, wanted=wanted, by=LINK, at=at)
    else:
        by = Actor("requester", subject.person_id, str(subject.person))
        if mute(subject, is_muted=not wanted, by=by, at=at) and not wanted:
            _call_back(subject, at=at)
    return _letters(_subject(link))


def _subject(link: Link) -> Subject:
    """Raises LinkRefused where nobody is behind the link any more."""
    if link.purpose == NOTICES:
        found: Subject | None = notices.correspondent_of(link.subject)
    elif link.purpose == LETTERS_TO_AGENTS:
        found = agents.preference_behind(link.subject)
    else:
        found = participant_of(int(link.subject.removeprefix("participant:")))
    if found is None:
        raise LinkRefused(Ended.REVOKED)
    return found


def _letters(subject: Subject) -> Letters:
    if isinstance(subject, Preference):
        is_stopped = subject.pace == Pace.NEVER
        return Letters(subject.person.main_address, None, is_stopped, for_agent=True)
    if isinstance(subject, AutomaticMail):
        return Letters(subject.correspondent, None, subject.wants_no_notices)
    return Letters(subject.person.main_address, subject.ticket_id, subject.is_muted)


def _call_back(row: Participant, *, at: datetime) -> None:
    for letter in waiting_copies(mark(row.ticket), to=row.person.main_address):
        try:
            outbox.withdraw(letter, at=at)
        except outbox.TooLate:
            # It is leaving at this moment: the last one.
            continue
