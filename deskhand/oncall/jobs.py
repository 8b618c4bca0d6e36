"""What the oncall room does by itself."""

import logging

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from deskhand.jobs.beat import beat
from deskhand.journal.actor import system
from deskhand.oncall import paging

log = logging.getLogger(__name__)

PAGES = system("pages")


@beat
def climb() -> None:
    """Page the next level where nobody has answered in time. One page that fails is looked at
    again later and holds up no other."""
    at = timezone.now()
    for page_id in paging.climbing(at=at):
        try:
            with transaction.atomic():
                paging.climb_on(page_id, by=PAGES, at=at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("Page %s cannot climb", page_id)
            paging.put_off(page_id, at=at)
