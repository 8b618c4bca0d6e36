"""What the firm sets for its telephone: the addresses from which its system mails voicemails."""

from datetime import datetime

from deskhand.jobs.memory import remembered
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.phone.models import Reception
from deskhand.provider.events import SettingChanged

MOST = 20


@remembered
def voicemail_senders() -> frozenset[str]:
    """Return the addresses, in lower case, whose letters with a sound are voicemails."""
    row = Reception.objects.first()
    return frozenset(row.voicemail_senders.lower().split()[:MOST]) if row else frozenset()


def keep_senders(text: str, *, by: Actor, at: datetime) -> None:
    """Keep the addresses, one on each line."""
    Reception.objects.update_or_create(pk=1, defaults={"voicemail_senders": text.strip()[:2000]})
    record(SettingChanged(what="reception", setting=1, act="changed"), by=by, at=at)
