"""What a ticket is was corrected: the policy is chosen anew, and what was promised is replaced
from the beginning, as if the ticket had come in so (promises.md, section 5).

Clocks of rows that still hold stay. The others become history with their reason, and new ones
are computed from the same facts: receipt, answers, questions, statuses, hand-overs. A promise
that is made only now cannot have been broken before.
"""

from collections.abc import Iterable
from datetime import datetime

from deskhand.catalog.choosing import fitting_priority, fitting_status
from deskhand.catalog.models import Category
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.rules.chronicle import ANSWERED, NO_REPLY, WROTE, Happening, Run, Terms, unfold
from deskhand.sla import governing
from deskhand.sla.events import PromisesReplaced
from deskhand.sla.lines import Line, line_for, options_of, promise_alike
from deskhand.sla.mending import set_by_hand
from deskhand.sla.models import Clock, ClockEvent, PolicyVersion, PromiseKind, Start
from deskhand.sla.occasions import calls_answering, note_status
from deskhand.sla.options import Reopened
from deskhand.sla.policies import for_clock, pending_by, promise_by, targets_of
from deskhand.sla.recording import (
    OWED,
    add,
    enact,
    new_clock,
    next_cycle,
    note_due,
    refresh,
    retire,
)
from deskhand.sla.sparing import NO_REPLY_NEEDED, spared
from deskhand.sla.stepping import arm_anew, arm_for
from deskhand.tickets.answers import answers, asked
from deskhand.tickets.changes import change
from deskhand.tickets.models import Channel, Ticket

K, S = PromiseKind, Clock.State
# The kinds whose clocks follow from what happened on the ticket; others belong to an act.
FOLLOWING = (K.FIRST_RESPONSE, K.NEXT_RESPONSE, K.UPDATE, K.RESOLUTION)
OF_ACTS = (K.CALLBACK, K.ACKNOWLEDGEMENT)
# Not a field of a ticket: its policy itself was changed, and open tickets were to follow.
POLICY, POLICY_WORDS = "policy", "open tickets follow the policy as it is now"
# What tells which policy and which row a ticket goes by.
FIELDS = frozenset({"organization", "site", "service", "request_type", "kind", "channel", "tags"})


def choose_anew(
    ticket: Ticket, *, field: str, by: Actor, at: datetime, as_of: datetime | None = None
) -> bool:
    """Choose the policy and rows of a locked ticket again, after a field of it was corrected.

    With `as_of`, by what is owed and in force then, instead of at its receipt. Under another
    policy its status and priority are carried over to that one's schemes. False when all that
    was promised still holds.
    """
    noted = governing.kept(ticket)
    as_of = as_of or (noted.as_of if noted else None)
    choice = governing.choose(ticket, as_of=as_of)
    if choice is None:
        return False
    is_other = noted is None or noted.version_id != choice.version.pk
    if noted is None or is_other or noted.reason != choice.reason:
        governing.keep(ticket, choice, at=at, as_of=as_of)
    if is_other:
        _carry_over(ticket, choice.version, by=by, at=at)
    is_replaced = _replace(ticket, choice.version, field, by=by, at=at)
    if is_replaced:
        event = PromisesReplaced(
            ticket=ticket.pk,
            policy=choice.version.pk,
            field=field,
            organization=ticket.organization_id,
            team=ticket.team_id,
        )
        record(event, by=by, at=at)
    return is_replaced


def _carry_over(ticket: Ticket, version: PolicyVersion, *, by: Actor, at: datetime) -> None:
    """Let the ticket stand as it stands, and be as urgent as it is, in other schemes."""
    if ticket.priority.scheme_id != version.priority_scheme_id:
        priority = fitting_priority(version.priority_scheme, ticket.priority_level)
        change(ticket, "priority", priority, by=by, at=at)
    if ticket.status.scheme_id != version.status_scheme_id:
        category = Category(ticket.category)
        change(ticket, "status", fitting_status(version.status_scheme, category), by=by, at=at)
        if ticket.category != category:
            note_status(ticket, by=by, at=at)


def _replace(
    ticket: Ticket, version: PolicyVersion, field: str, *, by: Actor, at: datetime
) -> bool:
    clocks = _standing(ticket)
    if not clocks and ticket.requester_id is None:
        # It is held for somebody to look at: nothing has been promised to anybody yet.
        return False
    lines = {str(kind): line_for(version, kind, ticket) for kind in (*FOLLOWING, *OF_ACTS)}
    why = POLICY_WORDS if field == POLICY else f"{FIELD_WORDS[field]} was corrected"
    clocks, is_replaced = _going_on(clocks, lines, by=by, at=at)
    changed = {str(kind) for kind in FOLLOWING if _differ(clocks, kind, lines[kind])}
    for clock in clocks:
        if clock.kind in changed:
            retire(clock, f"replaced: {why}", by=by, at=at)
            is_replaced = True
        elif clock.kind in OF_ACTS and clock.row is not None:
            # A call-back may go by the row of the first response; one for a named time by none.
            is_replaced |= _follow(clock, lines[clock.row.kind], ticket, why, by=by, at=at)
    for run in _runs(ticket, lines, at=at) if changed else ():
        line = lines[run.kind]
        if run.kind not in changed or line is None:
            continue
        drawn = _drawn_up(run, line, ticket, why, at=at)
        if drawn is not None:
            _write(drawn, run, _set_by_hand(clocks, run), by=by, at=at)
            is_replaced = True
    note_due(ticket)
    return is_replaced


def _standing(ticket: Ticket) -> list[Clock]:
    """The clocks that count, locked."""
    kinds = (*FOLLOWING, *OF_ACTS)
    clocks = ticket.clocks.select_for_update(of=("self",)).filter(kind__in=kinds, replaced_at=None)
    related = clocks.select_related("policy_version", "calendar_version", "row", "ticket")
    return list(related.order_by("pk"))


def _going_on(
    clocks: list[Clock], lines: dict[str, Line | None], *, by: Actor, at: datetime
) -> tuple[list[Clock], bool]:
    """Let the clocks to which the same is promised as before go by the new version, each as it
    stands; returns all clocks, and whether what comes before or after any is due has changed."""
    is_changed = False
    for clock in clocks:
        line = lines[clock.row.kind] if clock.row is not None else None
        if line is None or not _differ([clock], clock.kind, line) or clock.row is None:
            continue
        alike = [
            each.row is not None and promise_alike(each.row, line, each.priority_level)
            for each in clocks
            if each.kind == clock.kind
        ]
        if all(alike):
            clock.policy_version = line.row.version
            is_owed = clock.state in OWED and clock.stopped_at is None
            is_changed |= arm_for(clock, line.row) and is_owed
            clock.reason += f"\nVersion {line.row.version.number} promises the same."
            refresh(clock, by=by, at=at)
    return clocks, is_changed


def _set_by_hand(clocks: Iterable[Clock], run: Run) -> ClockEvent | None:
    """Return the fact by which somebody set the due time of the clock that a run replaces."""
    alike = [
        clock
        for clock in clocks
        if clock.kind == run.kind and (clock.started_at == run.started_at or run.is_owed)
    ]
    return set_by_hand(alike[-1]) if alike else None


def _differ(clocks: Iterable[Clock], kind: str, line: Line | None) -> bool:
    """Whether any clock of a kind goes by another row than it should, or none goes by this."""
    rows = {clock.row_id for clock in clocks if clock.kind == kind}
    return rows != ({line.row.pk} if line else set())


def _follow(
    clock: Clock, line: Line | None, ticket: Ticket, why: str, *, by: Actor, at: datetime
) -> bool:
    """A clock of an act goes on under the new row, from its own start; its act is not undone."""
    if clock.state not in OWED or clock.stopped_at or not _differ([clock], clock.kind, line):
        return False
    begun_at = clock.started_at or at
    promise = promise_by(line, ticket, received_at=begun_at) if line is not None else None
    if line is None or promise is None:
        add(clock, "cancel", {"reason": f"replaced: {why}"}, at=at, by=by)
        return True
    clock.row, clock.policy_version = line.row, promise.version
    clock.reason = for_clock(promise, clock).reason
    clock.calendar_version, clock.band = promise.calendar, promise.band
    clock.priority_level = ticket.priority_level
    arm_anew(clock)
    spec = targets_of(line.row, ticket.priority_level)[promise.band]
    add(clock, "retarget", {"target": spec, "reason": why}, at=at, by=by)
    return True


def _runs(ticket: Ticket, lines: dict[str, Line | None], *, at: datetime) -> list[Run]:
    version = governing.version_for(ticket)
    holds = version.holds if version else {}
    terms = {
        kind: _terms(line, holds.get(kind, []))
        for kind, line in lines.items()
        if kind in FOLLOWING and line is not None
    }
    told = _happenings(ticket, at=at)
    first = lines[K.FIRST_RESPONSE]
    if first is not None and first.row.answered_on_call and ticket.channel == Channel.PHONE:
        told.append(Happening(ticket.received_at, ANSWERED))
    return unfold(ticket.received_at, told, terms)


def _terms(line: Line, holds: list[str]) -> Terms:
    row = line.row
    restarts = options_of(row.version_id).reopened == Reopened.RESTART
    start = (row.start, row.start_team_id, row.start_tier, row.start_category)
    return Terms(*start, frozenset(holds), restarts)


def _happenings(ticket: Ticket, *, at: datetime) -> list[Happening]:
    """All that happened on a ticket by which clocks begin, stop and stand still."""
    told = [
        Happening(o.at, o.kind, o.category, o.words, o.team_id, o.tier)
        for o in ticket.occasions.all()
    ]
    statuses = [happening for happening in told if happening.kind == Start.STATUS]
    before = statuses[-1].category if statuses else Category.NEW
    if before != ticket.category:
        # From before statuses were noted.
        told.append(Happening(at, Start.STATUS, ticket.category, ticket.status.name))
    for m in answers(ticket, at=at):
        if m.released_at:
            told.append(Happening(m.released_at, ANSWERED, given_at=m.written_at))
    told += [Happening(m.released_at, WROTE) for m in asked(ticket, at=at) if m.released_at]
    told += [Happening(e.at, NO_REPLY, words=NO_REPLY_NEEDED) for e in spared(ticket)]
    return told + [Happening(made_at, ANSWERED) for made_at in calls_answering(ticket)]


def _drawn_up(run: Run, line: Line, ticket: Ticket, why: str, *, at: datetime) -> Clock | None:
    """Return a clock as the corrected ticket would have had it; None for no promise."""
    promise = (
        pending_by(line, ticket, at=at)
        if run.started_at is None
        else promise_by(line, ticket, received_at=run.started_at)
    )
    if promise is None:
        return None
    clock = new_clock(
        ticket,
        run.kind,
        promise,
        cycle=next_cycle(ticket, run.kind),
        started_at=run.started_at,
    )
    clock.held_by = run.held_by[:40]
    clock.reason += f"\nIt replaces what was promised before: {why}."
    return clock


def _write(clock: Clock, run: Run, by_hand: ClockEvent | None, *, by: Actor, at: datetime) -> None:
    """Write a clock down with what happened to it."""
    if by_hand is not None and clock.started_at is not None:
        clock.reason += f"\nIts due time was set by hand before, by {by_hand.actor}, and stays."
    made_at = at if run.is_owed else None
    enact(clock, run.events, made_at=made_at, by_hand=by_hand, by=by, at=at)


FIELD_WORDS = {
    "organization": "the organization",
    "site": "the site",
    "service": "the service",
    "request_type": "the request type",
    "kind": "the type",
    "channel": "the channel",
    "tags": "its tags",
}
