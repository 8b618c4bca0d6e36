"""Telling: the notice is written in the bell at once, and sent on its ways by jobs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from deskhand.journal.actor import Actor, system
from deskhand.journal.record import record
from deskhand.notices import delivery_jobs
from deskhand.notices.channels.choosing import reachable
from deskhand.notices.events import NoticesTold
from deskhand.notices.kinds import Channel
from deskhand.notices.models import Delivery, Notice, Preference
from deskhand.notices.preferences import channels_of, due_at, preferences_of
from deskhand.people.models import Person
from deskhand.people.zones import zone_of

NOTICES = system("notices")


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is to be told.

    `source` names what it is told because of: of the same source he is told once.
    """

    person_id: int
    kind: str
    source: str
    subject_kind: str
    subject_id: int
    at: datetime
    actor: Actor | None = None
    event_id: int | None = None
    is_urgent: bool = False


@transaction.atomic
def tell(tellings: Sequence[Telling], *, at: datetime) -> list[Notice]:
    """Tell people; what somebody has been told, or wants to hear by no way, is left out."""
    wanted = _untold(tellings)
    people = Person.objects.in_bulk({one.person_id for one in wanted})
    chosen = preferences_of(people)
    rows = [
        (_notice(one, chosen[one.person_id]), one)
        for one in wanted
        if one.person_id in people and channels_of(chosen[one.person_id], one.kind)
    ]
    notices = Notice.objects.bulk_create([notice for notice, _one in rows])
    _send(notices, people, chosen, at=at)
    _ring(notices, at=at)
    return notices


def _untold(tellings: Sequence[Telling]) -> list[Telling]:
    first: dict[tuple[int, str], Telling] = {}
    for one in tellings:
        first.setdefault((one.person_id, one.source), one)
    rows = Notice.objects.filter(
        person__in={one.person_id for one in tellings}, source__in={one.source for one in tellings}
    )
    told = set(rows.values_list("person", "source"))
    return [one for key, one in first.items() if key not in told]


def _notice(one: Telling, preference: Preference) -> Notice:
    return Notice(
        person_id=one.person_id,
        kind=one.kind,
        source=one.source,
        event_id=one.event_id,
        subject_kind=one.subject_kind,
        subject_id=one.subject_id,
        actor_kind=one.actor.kind if one.actor else "",
        actor_id=one.actor.id if one.actor else None,
        is_urgent=one.is_urgent,
        in_bell=Channel.BELL in channels_of(preference, one.kind),
        at=one.at,
    )


def _send(
    notices: Iterable[Notice],
    people: dict[int, Person],
    chosen: dict[int, Preference],
    *,
    at: datetime,
) -> None:
    reach = reachable(people.values(), chosen)
    zones = {key: zone_of(person) for key, person in people.items()}
    deliveries = []
    for notice in notices:
        preference, person = chosen[notice.person_id], people[notice.person_id]
        for channel in channels_of(preference, notice.kind) & reach[notice.person_id]:
            zone, is_urgent = zones[person.pk], notice.is_urgent
            due = due_at(preference, channel, zone=zone, is_urgent=is_urgent, at=at)
            deliveries.append(Delivery(notice=notice, person=person, channel=channel, due_at=due))
    Delivery.objects.bulk_create(deliveries)
    for person_id, channel, due in sorted(
        {(row.person_id, row.channel, row.due_at) for row in deliveries if row.due_at}
    ):
        delivery_jobs.later(person_id, channel, due)


def _ring(notices: Iterable[Notice], *, at: datetime) -> None:
    """Let the live streams of who was told know."""
    counts: dict[int, int] = {}
    for notice in notices:
        if notice.in_bell:
            counts[notice.person_id] = counts.get(notice.person_id, 0) + 1
    for person_id, count in sorted(counts.items()):
        record(NoticesTold(bell=person_id, count=count), by=NOTICES, at=at)
