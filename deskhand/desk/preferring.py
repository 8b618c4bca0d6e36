"""An agent says how his desk looks, who he is to his colleagues, and how he wants to be told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deskhand.desk.story import story
from deskhand.journal.record import record
from deskhand.notices.models import Preference
from deskhand.notices.preferences import preference_of, save_preference
from deskhand.people.acting import actor_of
from deskhand.people.handles import set_handle
from deskhand.people.preferences import agent_behind, save_own
from deskhand.people.profile import save_profile
from deskhand.people.reader import Reader
from deskhand.provider.events import SettingChanged

TELLING_FIELDS = (
    "pace",
    "daily_at",
    "quiet_begins",
    "quiet_ends",
    "quiet_weekends",
    "urgent_pierces",
    "page_number",
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What stood in the form, by field; and the ways by which to tell each kind of notice."""

    values: Mapping[str, Any]
    ways: Mapping[str, Iterable[str]]


@story
def prefer(wishes: Wishes, *, by: Reader, at: datetime) -> Preference:
    """Save all of it or nothing; raises people.handles.HandleRefused."""
    agent, values = agent_behind(by), dict(wishes.values)
    set_handle(agent, values["handle"])
    save_own(agent, values)
    person = agent.person
    save_profile(person, {"time_zone": values["time_zone"], "language": values["language"]})
    preference = preference_of(person.pk)
    for name in TELLING_FIELDS:
        setattr(preference, name, values[name])
    save_preference(preference, wishes.ways)
    event = SettingChanged(what="preferences", setting=agent.pk, act="changed")
    record(event, by=actor_of(by), at=at)
    return preference
