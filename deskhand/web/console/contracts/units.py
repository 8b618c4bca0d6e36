"""Units beside a ticket: what an answer would draw, what is left, and who may be asked."""

from collections.abc import Mapping
from typing import Any

from deskhand.contracts.ledger.agreeing import may_agree
from deskhand.desk.ledger import outlook
from deskhand.tickets.models import Ticket
from deskhand.web.request import DeskRequest
from deskhand.work.models import Appointment

AN_HOUR = 60


def panel(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """What is left, what an answer would draw, and what the client agreed to."""
    found = outlook.of_answer(ticket, at=request.at)
    if found is not None:
        return _shown(found)
    # What was not turned over draws nothing by an answer; an appointment draws all the same.
    found = outlook.of_appointment(ticket, AN_HOUR, at=request.at)
    return {"outlook": found, "is_appointment": True}


def of_appointment(
    request: DeskRequest, ticket: Ticket, appointment: Appointment
) -> Mapping[str, Any]:
    """What an appointment would draw if it takes as long as it is booked for."""
    if not appointment.is_live:
        return {}
    minutes = int((appointment.ends_at - appointment.begins_at).total_seconds() // 60)
    begins_at = appointment.begins_at
    found = outlook.of_appointment(ticket, minutes, begins_at=begins_at, at=request.at)
    return {**_shown(found), "minutes": minutes} if found is not None else {}


def _shown(found: outlook.Outlook) -> dict[str, Any]:
    people = [] if found.fits else may_agree(found.contract)
    return {"outlook": found, "people": people, "is_short": not found.fits and found.owed}
