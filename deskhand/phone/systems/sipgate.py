"""sipgate.io: a form for each event; numbers are international, without a plus."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.phone.hearing import Heard
from deskhand.phone.systems.saying import Saying, Unreadable

EVENTS = {"newcall": "began_at", "answer": "answered_at", "hangup": "ended_at"}


def read(said: Saying, *, at: datetime) -> list[Heard]:
    event = said.needed("event").lower()
    if event in {"dtmf", "data"}:
        return []
    if event not in EVENTS:
        raise Unreadable("event", _("sipgate.io tells of newCall, answer and hangup."))
    # Who hangs up because another takes the call over leaves it going.
    if event == "hangup" and said.one("cause").lower() == "forwarded":
        return []
    is_out = said.one("direction").lower() == "out"
    ours = said.all("userId", "fullUserId")
    number = said.number("to" if is_out else "from")
    return [
        Heard(
            system="sipgate",
            key=said.needed("callId"),
            direction="out" if is_out else "in",
            number=_international(number),
            lines=ours or _own(said, is_out=is_out),
            **{EVENTS[event]: at},
        )
    ]


def answer(address: str) -> str:
    """Return what sipgate.io is answered: that it tells of the rest as well."""
    where = address.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Response onAnswer="{where}" onHangup="{where}"/>'
    )


def _own(said: Saying, *, is_out: bool) -> tuple[str, ...]:
    return tuple(filter(None, (_international(said.number("from" if is_out else "to")),)))


def _international(number: str) -> str:
    return f"+{number}" if number.isdecimal() and len(number) > 6 else number
