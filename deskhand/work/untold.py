"""Moves of which nobody was told yet: several within a while are told as one, from where it was."""

from dataclasses import dataclass
from datetime import datetime

from deskhand.work.planned import Appointment, UntoldMove


@dataclass(frozen=True, slots=True)
class Known:
    """What those who go and the requester know of an appointment: when it is, and who goes."""

    begins_at: datetime
    ends_at: datetime
    agents: frozenset[int]


def known(appointment: Appointment) -> Known:
    """Return what everybody knows once he is told."""
    agents = appointment.attendances.values_list("agent", flat=True).order_by("agent")
    return Known(appointment.begins_at, appointment.ends_at, frozenset(agents))


def wait(appointment: Appointment, before: Known, *, tell_at: datetime) -> None:
    """Note that it is told later that it is otherwise than `before`; a wait that runs is longer
    then, and its beginning stands."""
    first = {
        "begins_at": before.begins_at,
        "ends_at": before.ends_at,
        "agents": sorted(before.agents),
    }
    UntoldMove.objects.update_or_create(
        appointment=appointment,
        defaults={"tell_at": tell_at},
        create_defaults={**first, "tell_at": tell_at},
    )


def take(appointment: Appointment, *, due_at: datetime | None = None) -> Known | None:
    """Return what they knew, once, where a move waits; with `due_at` only if it is time."""
    row = UntoldMove.objects.select_for_update().filter(appointment=appointment).first()
    if row is None or (due_at is not None and row.tell_at > due_at):
        return None
    row.delete()
    return Known(row.begins_at, row.ends_at, frozenset(row.agents))
