"""Reading the journal for notices: every event is handed over once, in the order of commits.

The place up to which it was read is kept in the transaction that tells: what was told counts as
read, and what was not told is read again.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, transaction

from deskhand.journal.models import Event
from deskhand.journal.reading import Cursor, is_behind, since
from deskhand.notices.models import Place

log = logging.getLogger(__name__)

TOGETHER = 200
# An import, or a desk that stood still for days, floods nobody with what is long past.
NEWS = timedelta(hours=24)


def follow(tell: Callable[[Sequence[Event]], None], *, at: datetime) -> bool:
    """Hand over what has happened since; True when there is more, now or in a moment.

    A desk that reads for the first time begins with the news of its last events.
    """
    with transaction.atomic():
        place = _locked()
        cursor = Cursor(place.xid, place.event_id)
        events = since(cursor, limit=TOGETHER)
        if events:
            _tell([event for event in events if at - event.at < NEWS], tell)
            last = Cursor.behind(events[-1])
            place.xid, place.event_id = last.xid, last.id
            place.save()
    return is_behind(Cursor(place.xid, place.event_id))


def _tell(events: Sequence[Event], tell: Callable[[Sequence[Event]], None]) -> None:
    """Tell of some events together; where that fails, of each by itself, so that one of which
    nothing can be told holds up no other."""
    try:
        with transaction.atomic():
            tell(events)
        return
    except OperationalError:
        raise
    except Exception:
        log.exception("Some events cannot be told together")
    for event in events:
        try:
            with transaction.atomic():
                tell([event])
        except OperationalError:
            raise
        except Exception:
            log.exception("Of event %s nobody is told", event.pk)


def _locked() -> Place:
    """The place, held against others who read at the same time."""
    place = Place.objects.select_for_update().first()
    if place is not None:
        return place
    Place.objects.bulk_create([Place(pk=1)], ignore_conflicts=True)
    return Place.objects.select_for_update().get()
