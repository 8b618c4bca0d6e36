"""What follows from an event: jobs enqueued in the transaction that records it.

The setting JOURNAL_FOLLOWERS is the dotted path of a dictionary from the names of events to
the dotted paths of tasks; each task is handed the id of the event. Those of JOURNAL_GATHERERS
are handed nothing and look for themselves what there is to do: one waiting job serves many
events.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from deskhand.jobs.task import task_at
from deskhand.journal.models import Event

Wiring = Mapping[str, tuple[str, ...]]


def followers_of(name: str) -> tuple[str, ...]:
    """Return the dotted paths of the tasks that follow events of this name."""
    return _wiring(getattr(settings, "JOURNAL_FOLLOWERS", "")).get(name, ())


def enqueue_followers(*events: Event) -> None:
    """Enqueue what follows; raises UnknownTask where the wiring names no task."""
    for event in events:
        for path in followers_of(event.name):
            task_at(path).enqueue(event.pk)
    for path in dict.fromkeys(path for name in _names(events) for path in gatherers_of(name)):
        task_at(path).using(key=path).enqueue()


def gatherers_of(name: str) -> tuple[str, ...]:
    """Return the dotted paths of the tasks that gather what events of this name left."""
    return _wiring(getattr(settings, "JOURNAL_GATHERERS", "")).get(name, ())


def _names(events: Iterable[Event]) -> list[str]:
    return list(dict.fromkeys(event.name for event in events))


@lru_cache(maxsize=4)
def _wiring(path: str) -> Wiring:
    wiring: Wiring = import_string(path) if path else {}
    return wiring
