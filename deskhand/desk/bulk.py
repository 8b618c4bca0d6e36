"""One change to many tickets: each is a story of its own, so that one that is refused holds no
other, and each is written down, so that it can be undone.

What something else has touched since is not undone; the line of that ticket says so. What ends a
ticket ends its promises, which nothing gives back: it is put off for as long as it can be undone.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.desk import bulk_acts
from deskhand.desk.bulk_acts import Act
from deskhand.desk.story import story
from deskhand.desk.triage import ChangeRefused
from deskhand.people.acting import NotAllowed, agent_id_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketLocked, TicketNotFound, lock, need_worker
from deskhand.tickets.list_models import BulkChange, BulkLine

MOST = 5_000
# So many are changed while somebody waits; more go on in the background, so many at a time.
INLINE = 25
AT_ONCE = 60
UNDO_FOR = timedelta(hours=1)
PUT_OFF = timedelta(seconds=15)
REFUSALS = (ChangeRefused, NotAllowed, TicketLocked)
OUT, S = BulkLine.Outcome, BulkChange.State


class BulkNotFound(Exception):
    """There is no such change, or it is a colleague's."""


class TooMany(Exception):
    """More tickets than are changed in one go."""


@story
def begin(numbers: Iterable[int], act: Act, *, by: Reader, at: datetime) -> BulkChange:
    """Write down what is to be changed on which tickets; raises NotAllowed, TooMany."""
    need_worker(by)
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) > MOST:
        raise TooMany(_("At most %(most)d tickets are changed in one go.") % {"most": MOST})
    change = BulkChange.objects.create(
        agent_id=agent_id_of(by),
        what=act.what,
        value=act.value,
        words=act.words,
        state=S.PUT_OFF if act.is_final else S.RUNNING,
        asked_at=at,
    )
    known = bulk_acts.seen(wanted, by)
    lines = [BulkLine(change=change, ticket_id=number) for number in wanted if number in known]
    BulkLine.objects.bulk_create(lines)
    return change


def change_for(reader: Reader, change_id: int) -> BulkChange:
    """Return one's own change; raises BulkNotFound."""
    found = BulkChange.objects.filter(pk=change_id, agent=reader.agent_id).first()
    if found is None:
        raise BulkNotFound(change_id)
    return found


def go_on(change: BulkChange, *, by: Reader, at: datetime, most: int = AT_ONCE) -> bool:
    """Work off the next tickets of a change, or of its undoing; False when there is none left."""
    if change.state == S.PUT_OFF and not _moved(change, S.PUT_OFF, S.RUNNING):
        return False
    is_undoing = change.state == S.UNDOING
    waiting = change.lines.filter(outcome=OUT.CHANGED if is_undoing else OUT.WAITING)
    lines = list(waiting.order_by("id")[:most])
    act = bulk_acts.act_of(change.what, change.value, reader=by, at=at) if lines else None
    for line in lines:
        if is_undoing:
            _take_back(line, by=by, at=at)
        elif act is not None:
            _carry_out(line, act, by=by, at=at)
    if len(lines) == most:
        return True
    change.state = S.UNDONE if is_undoing else S.DONE
    change.ended_at = at
    change.save(update_fields=["state", "ended_at"])
    return False


def may_undo(change: BulkChange, *, at: datetime) -> bool:
    if change.state == S.PUT_OFF:
        return True
    is_fresh = at - (change.ended_at or at) <= UNDO_FOR
    return change.state == S.DONE and is_fresh and not bulk_acts.is_final(change.what, change.value)


def undo(change: BulkChange, *, by: Reader, at: datetime) -> None:
    """Begin to give each ticket back what it had; raises ChangeRefused when it is too late.

    What has not begun yet never does.
    """
    refused = ChangeRefused(change.what, _("This cannot be undone any more."))
    if not may_undo(change, at=at):
        raise refused
    if change.state == S.PUT_OFF:
        if not _moved(change, S.PUT_OFF, S.UNDONE):
            raise refused
        change.lines.update(outcome=OUT.UNDONE)
    elif not _moved(change, S.DONE, S.UNDOING):
        raise refused


def _moved(change: BulkChange, old: str, new: str) -> bool:
    """Let a change go on to another state; False when somebody else was there first."""
    if not BulkChange.objects.filter(pk=change.pk, state=old).update(state=new):
        return False
    change.state = new
    return True


def _carry_out(line: BulkLine, act: Act, *, by: Reader, at: datetime) -> None:
    try:
        _change(line, act, by=by, at=at)
    except TicketNotFound:
        _note(line, OUT.FAILED, _("You may not see it any more."))
    except REFUSALS as refusal:
        _note(line, OUT.FAILED, str(refusal))


@story
def _change(line: BulkLine, act: Act, *, by: Reader, at: datetime) -> None:
    ticket = lock(line.ticket_id, reader=by)
    version = ticket.version
    line.before = act.before(ticket)
    ticket = act.carry_out(ticket, by=by, at=at)
    line.version, line.changed_at = ticket.version, ticket.updated_at
    is_same = ticket.version == version and act.before(ticket) == line.before
    line.outcome = OUT.SAME if is_same else OUT.CHANGED
    line.save()


def _take_back(line: BulkLine, *, by: Reader, at: datetime) -> None:
    try:
        _restore(line, by=by, at=at)
    except TicketNotFound:
        _note(line, OUT.KEPT, _("You may not see it any more."))
    except REFUSALS as refusal:
        _note(line, OUT.KEPT, str(refusal))


@story
def _restore(line: BulkLine, *, by: Reader, at: datetime) -> None:
    ticket = lock(line.ticket_id, reader=by)
    if (ticket.version, ticket.updated_at) != (line.version, line.changed_at):
        line.outcome, line.why = OUT.KEPT, _("Something else has happened on it since.")
    else:
        bulk_acts.restore(ticket, line.change.what, line.before, by=by, at=at)
        line.outcome = OUT.UNDONE
    line.save(update_fields=["outcome", "why"])


def _note(line: BulkLine, outcome: str, why: str) -> None:
    line.outcome, line.why = outcome, why[:300]
    line.save(update_fields=["outcome", "why"])
