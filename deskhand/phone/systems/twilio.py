"""Twilio: a form for each change of a call; legs to agents name the call that they belong to."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.phone.hearing import Heard
from deskhand.phone.systems.saying import Saying, Unreadable

BEGINS = {"queued", "initiated", "ringing"}
ENDS = {"completed", "busy", "failed", "no-answer", "canceled"}


def read(said: Saying, *, at: datetime) -> list[Heard]:
    status = said.needed("CallStatus").lower()
    if status not in {*BEGINS, *ENDS, "in-progress"}:
        raise Unreadable("CallStatus", _("This is no status of a call."))
    parent = said.one("ParentCallSid")
    # Somebody at whom it rings did not take it: it may still ring at others.
    if parent and status in ENDS - {"completed"}:
        return []
    # That a robot took the call is no answer: a leg to an agent is.
    is_in = bool(parent) or said.one("Direction").lower() == "inbound"
    if is_in and not parent and status == "in-progress":
        return []
    instant = said.instant("Timestamp") or at
    name = "began_at" if status in BEGINS else "ended_at" if status in ENDS else "answered_at"
    return [
        Heard(
            system="twilio",
            key=parent or said.needed("CallSid"),
            direction="in" if is_in else "out",
            number=said.number("From" if is_in else "To"),
            lines=_lines(said, parent=parent, is_in=is_in),
            **{name: instant},
        )
    ]


def _lines(said: Saying, *, parent: str, is_in: bool) -> tuple[str, ...]:
    """Where it rings: a number, or a client or SIP address by its name."""
    whole = said.one("To" if parent or is_in else "From")
    return tuple(filter(None, (whole.removeprefix("client:").removeprefix("sip:").split("@")[0],)))
