"""Following rules within the transaction of a test."""

from collections.abc import Sequence
from datetime import datetime

from deskhand.automation import rulebook
from deskhand.automation.models import Place, Rule
from deskhand.desk import automating
from deskhand.journal.models import Event


def keep(rule: Rule, only: Sequence[object] = ()) -> Rule:
    """Keep a rule; what happened before is no matter of it."""
    made = rulebook.save_rule(rule, only)
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if Place.objects.exists():
        Place.objects.filter(event_id__lt=last).update(event_id=last)
    return made


def follow(at: datetime) -> int:
    """Follow rules until nothing is left; how many turns it took. Within a transaction PostgreSQL
    hands over nothing of the journal; that it is followed is tested by itself."""
    for turns in range(200):
        place = Place.objects.get()
        events = list(Event.objects.filter(pk__gt=place.event_id).order_by("pk")[:100])
        if not events:
            return turns
        place.event_id = automating.take(events, at=at).pk
        place.save()
    raise AssertionError("it goes on for ever")
