"""The link in each letter by which an agent stops his letters without signing in."""

from datetime import datetime, timedelta

from django.db import transaction

from deskhand.consents import links
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.mail.notices import stop_address
from deskhand.notices.kinds import Pace
from deskhand.notices.models import Preference
from deskhand.notices.preferences import preference_of
from deskhand.people.models import Agent, Person
from deskhand.provider.events import SettingChanged

LETTERS_TO_AGENTS = "letters to agents"
LASTS = timedelta(days=365)


def stop_url(person: Person, *, at: datetime) -> str:
    """Return where somebody says that he wants no more letters; the bell goes on."""
    subject = f"agent:{person.pk}"
    token = links.make(
        LETTERS_TO_AGENTS, subject, expires_at=at + LASTS, is_single_use=False, at=at
    )
    return stop_address(token)


def preference_behind(subject: str) -> Preference | None:
    """Return whose letters a link stops; None when he is no agent any more."""
    number = subject.removeprefix("agent:")
    agents = Agent.objects.active().filter(person=number if number.isdecimal() else 0)
    return preference_of(int(number)) if agents.exists() else None


@transaction.atomic
def choose(preference: Preference, *, wanted: bool, by: Actor, at: datetime) -> None:
    """Send no letters any more, or send them again, at once; harmless when done twice."""
    if (preference.pace != Pace.NEVER) == wanted:
        return
    preference.pace = Pace.AT_ONCE if wanted else Pace.NEVER
    preference.save()
    event = SettingChanged(what="preferences", setting=preference.pk, act="changed", fields="pace")
    record(event, by=by, at=at)
