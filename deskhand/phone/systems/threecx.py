"""3CX: what our CRM template has it report when a call is over."""

from datetime import datetime, timedelta

from deskhand.phone.hearing import Heard
from deskhand.phone.systems.saying import Saying


def read(said: Saying, *, at: datetime) -> list[Heard]:
    kind = said.needed("CallType").lower()
    number, agent = said.number("Number"), said.one("Agent")
    ended_at = said.instant("CallEndTimeUTC") or at
    began_at = said.instant("CallStartTimeUTC", "DateTime") or ended_at - _length(said)
    is_answered = kind in {"inbound", "outbound"}
    answered_at = said.instant("CallEstablishedTimeUTC") or ended_at - _length(said)
    is_out = kind in {"outbound", "notanswered"}
    return [
        Heard(
            system="3cx",
            # It has no number of its own.
            key=f"{number}|{agent}|{began_at:%Y%m%d%H%M%S}",
            direction="out" if is_out else "in",
            number=number,
            lines=tuple(filter(None, (agent, said.one("QueueExtension")))),
            began_at=began_at,
            answered_at=answered_at if is_answered else None,
            ended_at=ended_at,
        )
    ]


def _length(said: Saying) -> timedelta:
    """How long they spoke: as 00:03:20, or in seconds."""
    parts = said.one("Duration", "DurationTimespan").partition(".")[0].split(":")
    if not all(part.isdecimal() and len(part) < 7 for part in parts):
        return timedelta()
    seconds = 0
    for part in parts:
        seconds = 60 * seconds + int(part)
    return timedelta(seconds=seconds)
