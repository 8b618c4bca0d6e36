"""The way that leads nowhere: it writes to the log what another would have sent."""

import logging
from collections.abc import Sequence
from datetime import datetime

from deskhand.notices.channels.interface import SENT, Outcome, Told, Way
from deskhand.people.models import Person

log = logging.getLogger(__name__)


class Console:
    """Stands in for a real way where DESKHAND_NOTICES is `console`; reaches whom that one does."""

    writes_here = False

    def __init__(self, name: str, real: Way) -> None:
        self.name = name
        self.reaches = real.reaches

    def send(self, person: Person, told: Sequence[Told], *, at: datetime) -> Outcome:
        for one in told:
            log.info("%s to %s: %s, %s", self.name, person.pk, one.line.name, one.notice.kind)
        return SENT
