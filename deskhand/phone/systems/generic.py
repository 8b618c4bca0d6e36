"""For whatever can post: `call`, `event` (ringing, answered, ended), `direction`, `number`, `line`,
and `at` where it is not now."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.phone.hearing import Heard
from deskhand.phone.systems.saying import Saying, Unreadable

EVENTS = {"ringing": "began_at", "answered": "answered_at", "ended": "ended_at"}
DIRECTIONS = ("in", "out")


def read(said: Saying, *, at: datetime) -> list[Heard]:
    event = said.needed("event")
    if event not in EVENTS:
        raise Unreadable("event", _("An event is ringing, answered or ended."))
    direction = said.one("direction") or "in"
    if direction not in DIRECTIONS:
        raise Unreadable("direction", _("A direction is in or out."))
    instant = {EVENTS[event]: said.instant("at") or at}
    return [
        Heard(
            system="generic",
            key=said.needed("call"),
            direction=direction,
            number=said.number("number"),
            lines=said.all("line"),
            **instant,
        )
    ]
