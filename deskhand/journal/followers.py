"""What follows from an event: jobs enqueued in the transaction that records it.

The setting JOURNAL_FOLLOWERS is the dotted path of a dictionary from the names of events to
the dotted paths of tasks; each task is handed the id of the event. Those of JOURNAL_GATHERERS
are handed nothing and look for themselves what there is to do: one waiting job serves many
events.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from deskhand.jobs.task import task_at
from deskhand.journal.models import Event

Wiring = Mapping[str, tuple[str, ...]]


class _Kept(threading.local):
    paths: dict[str, None] | None = None


_kept = _Kept()


def followers_of(name: str) -> tuple[str, ...]:
    """Return the dotted paths of the tasks that follow events of this name."""
    return _wiring(getattr(settings, "JOURNAL_FOLLOWERS", "")).get(name, ())


def enqueue_followers(*events: Event) -> None:
    """Enqueue what follows; raises UnknownTask where the wiring names no task."""
    for event in events:
        for path in followers_of(event.name):
            task_at(path).enqueue(event.pk)
    for path in dict.fromkeys(path for name in _names(events) for path in gatherers_of(name)):
        gather(path)


def gatherers_of(name: str) -> tuple[str, ...]:
    """Return the dotted paths of the tasks that gather what events of this name left."""
    return _wiring(getattr(settings, "JOURNAL_GATHERERS", "")).get(name, ())


def gatherers() -> list[str]:
    """Return the dotted paths of all tasks that gather."""
    wiring = _wiring(getattr(settings, "JOURNAL_GATHERERS", ""))
    return list(dict.fromkeys(path for paths in wiring.values() for path in paths))


@contextmanager
def gathered_at_the_end() -> Iterator[None]:
    """Within a transaction: what gathers is enqueued once, at the end of the outermost block.

    What a savepoint took back may still let a task look, and it finds nothing to do.
    """
    if _kept.paths is not None:
        yield
        return
    paths = _kept.paths = {}
    try:
        yield
    finally:
        _kept.paths = None
    for path in paths:
        gather(path)


def gather(path: str) -> None:
    """Let a task gather, unless a job of it waits that this thread has enqueued.

    The key is that of the thread: a key of all would make every transaction that records such
    an event wait for the end of the first, and two of them stand in each other's way.
    """
    if _kept.paths is not None:
        _kept.paths[path] = None
        return
    task_at(path).using(key=f"{path}:{os.getpid()}.{threading.get_ident()}").enqueue()


def _names(events: Iterable[Event]) -> list[str]:
    return list(dict.fromkeys(event.name for event in events))


@lru_cache(maxsize=4)
def _wiring(path: str) -> Wiring:
    wiring: Wiring = import_string(path) if path else {}
    return wiring
