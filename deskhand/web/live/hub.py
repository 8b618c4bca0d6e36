"""All live streams of this process. One listener of the journal passes on to each what it may
hear; that runs in the journal's thread, the streams themselves on the event loop."""

import asyncio
import threading
from collections import Counter
from dataclasses import dataclass

from deskhand.journal.models import Event
from deskhand.journal.reading import Cursor
from deskhand.journal.tail import TAIL, Tail
from deskhand.people.reader import Reader
from deskhand.tickets.audience import Audience
from deskhand.tickets.reading import seen_of
from deskhand.web.live.watch import Watch

STREAMS = 1000
STREAMS_PER_PERSON = 6
BACKLOG = 200


class TooManyStreams(Exception):
    """This person, or all together, hold as many streams as we allow."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something happened to this; where in the journal that stands, if it stands there."""

    kind: str
    id: int | None
    cursor: Cursor | None = None

    @classmethod
    def of(cls, event: Event) -> "Change":
        return cls(event.subject_kind, event.subject_id, Cursor.behind(event))


class Stream:
    """What one browser is to be told. `changes` ends in None where some had to be dropped."""

    def __init__(self, reader: Reader, loop: asyncio.AbstractEventLoop) -> None:
        self.reader = reader
        self.changes: asyncio.Queue[Change | None] = asyncio.Queue()
        self.has_left = False
        self._loop = loop

    def push(self, change: Change) -> None:
        """Called from the journal's thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, change)

    def _put(self, change: Change) -> None:
        if self.changes.qsize() < BACKLOG:
            self.changes.put_nowait(change)
            return
        while not self.changes.empty():
            self.changes.get_nowait()
        self.changes.put_nowait(None)


class Hub:
    """Knows who listens. Joining reads the database; do it in a thread."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail
        self._streams: set[Stream] = set()
        self._held: Counter[int | None] = Counter()
        self._lock = threading.Lock()
        self._audience = Audience()
        self._watch = Watch(self._tell_present)

    def join(self, stream: Stream) -> Cursor:
        """Begin to tell; return the place in the journal from which on. Raises TooManyStreams."""
        person = stream.reader.person_id
        with self._lock:
            if stream.has_left:
                # The browser was gone before the thread that joins had its turn.
                return Cursor()
            if self._held[person] >= STREAMS_PER_PERSON or len(self._streams) >= STREAMS:
                raise TooManyStreams
            self._held[person] += 1
            self._streams.add(stream)
            if stream.reader.is_agent:
                self._watch.begin()
        return self._tail.listen(self._tell)

    def leave(self, stream: Stream) -> None:
        with self._lock:
            stream.has_left = True
            if stream not in self._streams:
                return
            self._streams.discard(stream)
            person = stream.reader.person_id
            self._held[person] -= 1
            if not self._held[person]:
                del self._held[person]
            if not any(each.reader.is_agent for each in self._streams):
                self._watch.end()
            if not self._streams:
                self._tail.leave(self._tell)

    def _tell_present(self, numbers: set[int]) -> None:
        """Called from the thread that watches who is present: no place in the journal."""
        with self._lock:
            streams = [stream for stream in self._streams if stream.reader.is_agent]
        for stream in streams:
            for number in seen_of(numbers, stream.reader):
                stream.push(Change("presence", number))

    def _tell(self, event: Event) -> None:
        with self._lock:
            streams = list(self._streams)
        for stream in streams:
            if self._audience.hears(event, stream.reader):
                stream.push(Change.of(event))


HUB = Hub(TAIL)
