"""Call-backs: owed by a clock of their own, moved and taken back with a reason, ended once.

By when is what the policy's row of that kind says; where it has none, what the request type says,
or its first response; or the time that an agent names.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.catalog.acts import call_asked_for
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Organization, Person
from deskhand.people.phones import spoken
from deskhand.rules.amounts import read_amount
from deskhand.sla.calendars import version_at
from deskhand.sla.events import CallMoved, CallOwed, CallWithdrawn
from deskhand.sla.governing import choose, version_for
from deskhand.sla.lines import Line, lines_of
from deskhand.sla.models import CallBack, Clock, PromiseKind
from deskhand.sla.occasions import begun_at, starts_at_receipt
from deskhand.sla.policies import Promise, pending_by, promise_by, row_for
from deskhand.sla.recording import OWED, add, begin_all, new_clock, next_cycle, note_due
from deskhand.tickets.models import Channel, Ticket

K = PromiseKind.CALLBACK
LATEST = timedelta(days=366)
MOST_TRIES = 9
# What a call keeps that is owed on another ticket from now on.
SAME_CALL = (
    "person",
    "name",
    "number",
    "about",
    "times",
    "asked_at",
    "ready_at",
    "agreed_tries",
    "in_vain",
    "tries",
    "last_outcome",
    "moves",
    "why",
)


class CallRefused(ValueError):
    """It cannot be so; `field` names what is wrong and the text says how to mend it."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewCallBack:
    """A call to be owed. `number` is one that can be called; `by_at` (UTC) None for what the
    policy says; `from_at` where it is not to be made before; `times` is when they can be reached,
    in their own words; `because` is why it is owed, where nobody has asked for it himself."""

    name: str
    number: str
    about: str = ""
    person: Person | None = None
    by_at: datetime | None = None
    from_at: datetime | None = None
    times: str = ""
    agreed_tries: int = 3
    in_vain: str = CallBack.InVain.MAIL
    because: str = ""


def owe(ticket: Ticket, new: NewCallBack, *, by: Actor, at: datetime) -> CallBack:
    """Owe somebody a call on a locked ticket; raises CallRefused."""
    _check(new, at=at)
    promise, started_at = promise_of(ticket, new, by=by, at=at)
    return note_owed(ticket, new, promise, started_at=started_at, by=by, at=at)


def note_owed(
    ticket: Ticket,
    new: NewCallBack,
    promise: Promise,
    *,
    started_at: datetime | None,
    by: Actor,
    at: datetime,
) -> CallBack:
    """Write a call down as owed by a promise; `started_at` None while that waits."""
    number = spoken(new.number) if new.number else _("no number is known")
    whom = f"To be called: {new.name.strip()[:200]}, {number}. {new.because}".strip()
    promise = replace(promise, reason=f"{whom}\n{promise.reason}")
    clock = _begin(ticket, promise, started_at=started_at, by=by, at=at)
    row = CallBack.objects.create(
        ticket=ticket,
        clock=clock,
        person=new.person,
        name=new.name.strip()[:200],
        number=new.number,
        about=new.about.strip()[:300],
        times=new.times.strip()[:120],
        asked_at=at,
        ready_at=new.from_at or at,
        agreed_tries=new.agreed_tries,
        in_vain=new.in_vain,
    )
    note_due(ticket)
    event = CallOwed(
        ticket=ticket.pk,
        call=row.pk,
        clock=clock.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return row


def promise_of(
    ticket: Ticket, new: NewCallBack, *, by: Actor, at: datetime
) -> tuple[Promise, datetime | None]:
    """What is promised, and from when it counts; None while that is still to come."""
    if new.by_at is not None:
        return _named(ticket, new.by_at, by=by, at=at), at
    line = row_for(ticket, K)
    if line is not None:
        begun = at if starts_at_receipt(line.row) else begun_at(line.row, ticket)
        promise = (
            pending_by(line, ticket, at=at)
            if begun is None
            else promise_by(line, ticket, received_at=begun)
        )
        if promise is not None:
            return promise, begun
    if (asked := _asked(ticket, at=at)) is not None:
        return asked, at
    line = row_for(ticket, PromiseKind.FIRST_RESPONSE)
    promise = promise_by(line, ticket, received_at=at) if line is not None else None
    if promise is None:
        words = _("Nothing is promised for calls on this ticket. Say by when to call back.")
        raise CallRefused("by_at", words)
    return promise, at


@dataclass(frozen=True, slots=True)
class NewTime:
    """Another time for a call (UTC), with the reason."""

    by_at: datetime
    why: str
    from_at: datetime | None = None


def move(row: CallBack, ticket: Ticket, new: NewTime, *, by: Actor, at: datetime) -> CallBack:
    """Owe a call for another time, with a reason; every move is counted. Raises CallRefused."""
    why = new.why.strip()
    if not why:
        raise CallRefused("why", _("Say why it is another time."))
    _check_times(new.by_at, new.from_at, at=at)
    add(row.clock, "cancel", {"reason": f"moved: {why[:280]}"}, at=at, by=by)
    promise = _named(ticket, new.by_at, by=by, at=at, why=why)
    row.clock = _begin(ticket, promise, started_at=at, by=by, at=at)
    row.ready_at, row.moves = new.from_at or at, row.moves + 1
    row.taken_by, row.taken_at, row.why = None, None, why[:300]
    row.save()
    note_due(ticket)
    event = CallMoved(
        ticket=ticket.pk,
        call=row.pk,
        clock=row.clock.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return row


def take_over(row: CallBack, ticket: Ticket, *, why: str, by: Actor, at: datetime) -> CallBack:
    """Owe the same call on another locked ticket: to the same person, by the same time, with the
    tries that were made. The one before is the caller's to end."""
    before = row.clock
    promise = Promise(
        version=before.policy_version,
        calendar=before.calendar_version,
        band=before.band,
        target=before.promised,
        reason=f"{before.reason}\n{why}",
        row=before.row,
    )
    if before.due_at is not None and before.computed_due_at is not None:
        # Somebody has set it by hand.
        target = {"unit": "date", "named_at": before.due_at.isoformat()}
        promise = replace(promise, target=target, row=None)
    clock = _begin(ticket, promise, started_at=before.started_at, by=by, at=at)
    same = {name: getattr(row, name) for name in SAME_CALL}
    taken = CallBack.objects.create(ticket=ticket, clock=clock, **same)
    event = CallOwed(
        ticket=ticket.pk,
        call=taken.pk,
        clock=clock.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return taken


def withdraw(row: CallBack, ticket: Ticket, *, why: str, by: Actor, at: datetime) -> None:
    """Take a call back that is owed, with a reason; raises CallRefused."""
    if not why.strip():
        raise CallRefused("why", _("Say why nobody needs to be called any more."))
    add(row.clock, "cancel", {"reason": why.strip()[:300]}, at=at, by=by)
    row.why = why.strip()[:300]
    end(row, CallBack.End.WITHDRAWN, at=at)
    note_due(ticket)
    event = CallWithdrawn(
        ticket=ticket.pk,
        call=row.pk,
        clock=row.clock_id,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)


def end(row: CallBack, how: str, *, at: datetime) -> None:
    """Note that a call is owed no more."""
    row.ended_at, row.end = at, how
    row.taken_by, row.taken_at = None, None
    row.save()


def lock_owed(ticket: Ticket, key: int) -> CallBack | None:
    """Lock one call that is owed on a locked ticket; None when it is not, or not there."""
    rows = CallBack.objects.select_for_update(of=("self",)).filter(ticket=ticket, pk=key)
    rows = rows.filter(ended_at=None, clock__state__in=OWED, clock__stopped_at=None)
    related = ("clock__policy_version", "clock__calendar_version", "clock__ticket", "clock__row")
    return rows.select_related(*related).first()


def are_promised(organization: Organization | None, *, channel: Channel, at: datetime) -> bool:
    """Whether the policy by which a request of an organization would go promises call-backs."""
    asked = Ticket(organization=organization, channel=channel, received_at=at)
    choice = choose(asked)
    return choice is not None and bool(lines_of(choice.version.pk).get(K))


def row_of(ticket: Ticket) -> Line | None:
    """Return the row by which call-backs on a ticket go: their own, else the first response's."""
    return row_for(ticket, K) or row_for(ticket, PromiseKind.FIRST_RESPONSE)


def _check(new: NewCallBack, *, at: datetime) -> None:
    if not new.number:
        raise CallRefused("number", _("Which number is to be called?"))
    if not new.name.strip():
        raise CallRefused("name", _("Say who is to be called."))
    if not 1 <= new.agreed_tries <= MOST_TRIES:
        raise CallRefused("agreed_tries", _("Agree on one to nine tries."))
    _check_times(new.by_at, new.from_at, at=at)


def _check_times(by_at: datetime | None, from_at: datetime | None, *, at: datetime) -> None:
    if by_at is not None and by_at <= at:
        raise CallRefused("by_at", _("This instant is past. Name one that is to come."))
    if by_at is not None and by_at > at + LATEST:
        raise CallRefused("by_at", _("Name a time within the next year."))
    if from_at is not None and from_at >= (by_at or at + LATEST):
        raise CallRefused("from_at", _("It begins before the call is due, and within a year."))


def _begin(
    ticket: Ticket, promise: Promise, *, started_at: datetime | None, by: Actor, at: datetime
) -> Clock:
    cycle = next_cycle(ticket, K)
    clock = new_clock(ticket, K, promise, cycle=cycle, started_at=started_at)
    begin_all([clock], by=by, at=at)
    return clock


def within(ticket: Ticket, amount: str, *, at: datetime) -> Promise | None:
    """Return the promise of a call within an amount such as "1 h elapsed"; None for none, and
    while there is no policy."""
    version = version_for(ticket)
    if version is None or not amount:
        return None
    calendar, target = version_at(version.calendar, at), read_amount(amount)
    return Promise(version=version, calendar=calendar, band="in", target=target, reason="")


def _asked(ticket: Ticket, *, at: datetime) -> Promise | None:
    """Where the policy promises no calls, the time that what is asked for names."""
    act = call_asked_for(ticket.request_type.acts if ticket.request_type else [])
    return within(ticket, act.get("within", ""), at=at) if act else None


def _named(ticket: Ticket, by_at: datetime, *, by: Actor, at: datetime, why: str = "") -> Promise:
    version = version_for(ticket)
    if version is None:
        words = _("There is no calendar yet. Put a service pack into force in Setup.")
        raise CallRefused("by_at", words)
    reason = f"{by.name} named the time" + (f": {why}" if why else "")
    return Promise(
        version=version,
        calendar=version_at(version.calendar, at),
        band="in",
        target={"unit": "date", "named_at": by_at.astimezone(UTC).isoformat()},
        reason=reason,
    )
