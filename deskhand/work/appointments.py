"""Appointments: made, moved, and brought from one state to the next.

The ticket is locked by whoever changes its appointments; the agents who go are locked here, so
that of two who take the same time the second learns of the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.together import Asked, shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Agent, Site
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import Ticket
from deskhand.work.events import AppointmentChanged
from deskhand.work.planned import HOLDS, LIVE, Appointment, Attendance, How, OfferedTime
from deskhand.work.visits import OutsideBusy

State = Appointment.State
MINUTE = timedelta(minutes=1)
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
MOST_TRAVEL = 12 * 60
LATEST = timedelta(days=731)
MOST_AGENTS = 12
MOST = 60
# From which state to which by which act; what ends it comes last.
STEPS: dict[str, tuple[frozenset[str], State]] = {
    "confirm": (frozenset({State.PROPOSED}), State.CONFIRMED),
    "on_way": (frozenset({State.PROPOSED, State.CONFIRMED}), State.CONFIRMED),
    "arrive": (frozenset({State.PROPOSED, State.CONFIRMED}), State.UNDER_WAY),
    "conclude": (frozenset(LIVE), State.CONCLUDED),
    "break_off": (frozenset({State.CONFIRMED, State.UNDER_WAY}), State.BROKEN_OFF),
    "no_show": (frozenset({State.PROPOSED, State.CONFIRMED, State.UNDER_WAY}), State.NO_SHOW),
    "cancel": (frozenset({State.PROPOSED, State.CONFIRMED}), State.CANCELLED),
}


class AppointmentRefused(ValueError):
    """It cannot be so; the text says why, `field` what to mend."""

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


class TimeTaken(AppointmentRefused):
    """Somebody who is to go has no time then."""


class ChangedMeanwhile(AppointmentRefused):
    """Somebody else changed it since it was read."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an appointment is to be: times are instants, travel is in minutes."""

    purpose: str
    begins_at: datetime
    ends_at: datetime
    agents: Sequence[Agent]
    how: str = How.REMOTE
    site: Site | None = None
    place: str = ""
    before_minutes: int = 0
    after_minutes: int = 0
    is_confirmed: bool = True
    tells_requester: bool = True
    # Whether it stands though somebody who goes has something else to do then.
    is_forced: bool = False

    @property
    def busy(self) -> tuple[datetime, datetime]:
        """From leaving to being back."""
        before, after = self.before_minutes * MINUTE, self.after_minutes * MINUTE
        return self.begins_at - before, self.ends_at + after


@dataclass(frozen=True, slots=True)
class Taken:
    """A time at which an agent has something else to do already."""

    agent: Agent
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of `STEPS`, and when it happened where that was before it is told."""

    act: str
    happened_at: datetime | None = None
    minutes: int | None = None
    why: str = ""


def make(ticket: Ticket, plan: Plan, *, by: Actor, at: datetime) -> Appointment:
    """Put an appointment on a locked ticket. Raises TimeTaken where somebody has no time, unless
    the plan `is_forced`; AppointmentRefused for what cannot be."""
    plan = checked(plan, at=at)
    if ticket.appointments.count() >= MOST:
        raise AppointmentRefused(_("A ticket bears sixty appointments, no more."))
    _claim(plan, None, at=at)
    appointment = Appointment.objects.create(
        ticket=ticket,
        how=plan.how,
        state=State.CONFIRMED if plan.is_confirmed else State.PROPOSED,
        purpose=plan.purpose,
        site=plan.site,
        place=plan.place,
        begins_at=plan.begins_at,
        ends_at=plan.ends_at,
        before_minutes=plan.before_minutes,
        after_minutes=plan.after_minutes,
        tells_requester=plan.tells_requester,
        made_by=by.name,
        made_at=at,
        state_by=by.name,
        state_at=at,
    )
    _attend(appointment, plan)
    tell(appointment, ticket, "made", by=by, at=at)
    return appointment


def change(
    appointment: Appointment,
    plan: Plan,
    ticket: Ticket,
    *,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> bool:
    """Let an appointment be otherwise, or at another time; False when it is so already.

    Raises ChangedMeanwhile where it is not at `version` any more, and as `make`.
    """
    if version is not None and version != appointment.version:
        raise ChangedMeanwhile(_("Somebody else has changed it meanwhile. Look at it again."))
    if not appointment.is_live:
        raise AppointmentRefused(_("This appointment is over. Make another one."))
    plan = checked(plan, at=at)
    before = plan_of(appointment)
    if _says(plan) == _says(before):
        return False
    _claim(plan, appointment, at=at)
    for field in ("how", "purpose", "site", "place", "begins_at", "ends_at", "before_minutes",
                  "after_minutes", "tells_requester"):  # fmt: skip
        setattr(appointment, field, getattr(plan, field))
    appointment.sequence += 1
    appointment.version += 1
    if (plan.begins_at, plan.ends_at) != (before.begins_at, before.ends_at):
        # What the requester's calendar said was about another time.
        appointment.answer = ""
    appointment.save()
    _attend(appointment, plan)
    is_moved = (plan.begins_at, plan.ends_at) != (before.begins_at, before.ends_at)
    tell(appointment, ticket, "moved" if is_moved else "changed", by=by, at=at)
    return True


def step(appointment: Appointment, deed: Deed, ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """Bring it to another state; False when that was done already.

    What ends it takes its length from what is said, else from arrival and departure; concluded
    without an arrival it was as planned. Raises AppointmentRefused where the act does not fit.
    """
    act = deed.act
    if act not in STEPS:
        raise AppointmentRefused(_("This cannot be done with an appointment."))
    allowed, state = STEPS[act]
    happened_at = min(deed.happened_at or at, at)
    if _is_done(appointment, act, state):
        return False
    if appointment.state not in allowed:
        raise AppointmentRefused(
            _("It is “%(state)s” already.") % {"state": appointment.get_state_display()}
        )
    if act == "on_way":
        appointment.on_way_at = happened_at
    elif act == "arrive":
        appointment.arrived_at = happened_at
    elif act in {"conclude", "break_off"}:
        _measure(appointment, deed, happened_at)
    if state in {State.CANCELLED, State.NO_SHOW}:
        appointment.sequence += 1
    appointment.why = deed.why.strip()[:300] or appointment.why
    appointment.state, appointment.state_by, appointment.state_at = state, by.name, at
    appointment.version += 1
    appointment.save()
    Attendance.objects.filter(appointment=appointment).update(is_busy=state in HOLDS)
    tell(appointment, ticket, act, by=by, at=at)
    return True


def reopen(appointment: Appointment, ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """Take back that an appointment was cancelled or that nobody was there, if its time is still
    free. Raises TimeTaken."""
    if appointment.state not in {State.CANCELLED, State.NO_SHOW}:
        return False
    _claim(plan_of(appointment), appointment, at=at)
    appointment.state, appointment.state_by, appointment.state_at = State.CONFIRMED, by.name, at
    appointment.sequence += 1
    appointment.version += 1
    appointment.save()
    Attendance.objects.filter(appointment=appointment).update(is_busy=True)
    tell(appointment, ticket, "reopened", by=by, at=at)
    return True


def checked(plan: Plan, *, at: datetime) -> Plan:
    """Return a plan with tidy texts; raises AppointmentRefused for one that cannot be."""
    length = plan.ends_at - plan.begins_at
    purpose = _line(plan.purpose)[:200]
    if not purpose:
        raise AppointmentRefused(_("Say what it is for."), field="purpose")
    if not SHORTEST <= length <= LONGEST:
        raise AppointmentRefused(
            _("An appointment takes five minutes to a day. Mend when it ends."), field="ends_at"
        )
    if abs(plan.begins_at - at) > LATEST:
        raise AppointmentRefused(_("That is more than two years away."), field="begins_at")
    if not plan.agents:
        raise AppointmentRefused(_("Say who goes."), field="agents")
    if len(plan.agents) > MOST_AGENTS:
        raise AppointmentRefused(_("Twelve agents at most go together."), field="agents")
    if not all(0 <= one <= MOST_TRAVEL for one in (plan.before_minutes, plan.after_minutes)):
        raise AppointmentRefused(_("Travel takes twelve hours at most."), field="before_minutes")
    return replace(plan, purpose=purpose, place=_line(plan.place)[:300])


def plan_of(appointment: Appointment) -> Plan:
    """Return an appointment as the plan that it follows."""
    rows = appointment.attendances.select_related("agent__person")
    return Plan(
        purpose=appointment.purpose,
        begins_at=appointment.begins_at,
        ends_at=appointment.ends_at,
        agents=[row.agent for row in rows],
        how=appointment.how,
        site=appointment.site,
        place=appointment.place,
        before_minutes=appointment.before_minutes,
        after_minutes=appointment.after_minutes,
        is_confirmed=appointment.state != State.PROPOSED,
        tells_requester=appointment.tells_requester,
    )


def taken(
    agents: Iterable[Agent],
    span: tuple[datetime, datetime],
    *,
    without: Appointment | None = None,
    offer_id: int | None = None,
    at: datetime,
) -> list[Taken]:
    """Return what these agents have to do within a span already: appointments, and times that are
    offered to somebody. Times of the offer `offer_id` do not count."""
    by_key = {agent.pk: agent for agent in agents}
    found = Attendance.objects.filter(
        agent__in=by_key, is_busy=True, busy_until__gt=span[0], busy_from__lt=span[1]
    ).exclude(appointment=without)
    held = OfferedTime.objects.filter(
        agent__in=by_key, held_until__gt=at, busy_until__gt=span[0], busy_from__lt=span[1]
    ).exclude(offer=offer_id)
    spans = [
        *found.values_list("agent", "busy_from", "busy_until"),
        *held.values_list("agent", "busy_from", "busy_until"),
    ]
    return [Taken(by_key[key], begin, end) for key, begin, end in sorted(spans, key=lambda s: s[1])]


def outside(agents: Iterable[int], span: tuple[datetime, datetime]) -> list[OutsideBusy]:
    """Return when these agents are busy by calendars of theirs elsewhere."""
    rows = OutsideBusy.objects.filter(agent__in=list(agents))
    return list(rows.filter(ends_at__gt=span[0], begins_at__lt=span[1]))


def held(
    agents: Iterable[int], span: tuple[datetime, datetime], *, at: datetime
) -> list[OfferedTime]:
    """Return the times of these agents that are offered to somebody."""
    rows = OfferedTime.objects.filter(agent__in=list(agents), held_until__gt=at)
    return list(rows.filter(busy_until__gt=span[0], busy_from__lt=span[1]))


def lock_agents(agents: Iterable[Agent]) -> None:
    """Lock the agents whose time is given away, always in the same order."""
    keys = sorted({agent.pk for agent in agents})
    list(Agent.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def appointment_of(ticket: Ticket, key: int) -> Appointment:
    """Return an appointment of a ticket; raises TicketNotFound for one of another."""
    row = Appointment.objects.filter(ticket=ticket, pk=key).select_related("site").first()
    if row is None:
        raise TicketNotFound(key)
    return row


def last_live_end(ticket: Ticket) -> datetime | None:
    """When the last appointment that is still to come ends; None without one."""
    end = ticket.appointments.filter(state__in=LIVE).aggregate(end=Max("ends_at"))["end"]
    return end if isinstance(end, datetime) else None


def live_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read of the appointments that are still to come, for `read_together`."""
    return {"live_appointments": _live(ticket.pk)}


@shape
def _live(ticket: int) -> QuerySet:
    return told(Appointment.objects.filter(ticket=ticket, state__in=LIVE), id="pk")


def tell(appointment: Appointment, ticket: Ticket, act: str, *, by: Actor, at: datetime) -> None:
    event = AppointmentChanged(
        ticket=ticket.pk,
        appointment=appointment.pk,
        act=act,
        state=appointment.state,
        minutes=appointment.minutes,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)


def _claim(plan: Plan, appointment: Appointment | None, *, at: datetime) -> None:
    lock_agents(plan.agents)
    if plan.is_forced:
        return
    found = taken(plan.agents, plan.busy, without=appointment, at=at)
    if found:
        names = ", ".join(dict.fromkeys(str(one.agent) for one in found))
        raise TimeTaken(_("%(names)s: this time is taken already.") % {"names": names})


def _attend(appointment: Appointment, plan: Plan) -> None:
    begin, end = plan.busy
    wanted = {agent.pk for agent in plan.agents}
    Attendance.objects.filter(appointment=appointment).exclude(agent__in=wanted).delete()
    for agent in plan.agents:
        Attendance.objects.update_or_create(
            appointment=appointment,
            agent=agent,
            defaults={"busy_from": begin, "busy_until": end, "is_busy": True},
        )


def _is_done(appointment: Appointment, act: str, state: State) -> bool:
    if act == "on_way":
        return appointment.on_way_at is not None
    if act == "arrive":
        return appointment.arrived_at is not None
    return appointment.state == state


def _measure(appointment: Appointment, deed: Deed, happened_at: datetime) -> None:
    minutes = deed.minutes
    if minutes is not None and not 0 <= minutes <= 24 * 60:
        raise AppointmentRefused(_("It took 0 to 1440 minutes."), field="minutes")
    appointment.left_at = happened_at
    if minutes is None:
        begin, end = appointment.begins_at, appointment.ends_at
        if appointment.arrived_at is not None:
            begin, end = appointment.arrived_at, max(happened_at, appointment.arrived_at)
        elif deed.act == "break_off":
            end = begin
        # A minute begun is a minute.
        minutes = min(-(-int((end - begin).total_seconds()) // 60), 24 * 60)
    appointment.minutes = minutes


def _says(plan: Plan) -> tuple[Plan, frozenset[int]]:
    """All that a change can be about."""
    bare = replace(plan, agents=(), is_confirmed=True, is_forced=False)
    return bare, frozenset(agent.pk for agent in plan.agents)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
