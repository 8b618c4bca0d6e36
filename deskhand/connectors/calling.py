"""Making a call: claimed first, then made, then settled, so that no transaction waits for it.

The process may die between the call and its settling: then it is made again, with the same id.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from deskhand.connectors.events import HookCallParked
from deskhand.connectors.models import HookCall
from deskhand.connectors.signing import headers
from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.provider import egress, secrets

State = HookCall.State
CALLS = system("hooks")
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=10), timedelta(hours=6)
GIVEN_UP_AFTER = timedelta(hours=72)
# Longer than a call takes.
CLAIM = timedelta(minutes=2)
OVERDUE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Turn:
    """What comes after a try: when to try again, or which call may go now."""

    again_at: datetime | None = None
    next_id: int | None = None


def make(call_id: int, *, at: datetime) -> Turn:
    """Make a call, if it is due and the first of its subject."""
    call = _claim(call_id, at=at)
    if call is None:
        return Turn()
    why = _tried(call, at=at)
    with transaction.atomic():
        return _settle(call, why, at=at)


def overdue(*, at: datetime) -> list[int]:
    """Return calls that are due, the first of their subjects, whose job must have been lost."""
    earlier = _open().filter(
        hook=OuterRef("hook"), subject=OuterRef("subject"), pk__lt=OuterRef("pk")
    )
    due = _open().filter(~Exists(earlier), due_at__lt=at - OVERDUE).order_by("due_at")
    return list(due.values_list("pk", flat=True)[:500])


def _open() -> QuerySet[HookCall]:
    return HookCall.objects.filter(state__in=(State.WAITING, State.GOING))


@transaction.atomic
def _claim(call_id: int, *, at: datetime) -> HookCall | None:
    rows = HookCall.objects.select_for_update(of=("self",)).select_related("hook")
    call = rows.filter(pk=call_id, state__in=(State.WAITING, State.GOING), due_at__lte=at).first()
    if call is None or _first_of(call) != call.pk:
        return None
    call.state, call.due_at, call.attempts = State.GOING, at + CLAIM, call.attempts + 1
    call.save(update_fields=["state", "due_at", "attempts"])
    return call


def _first_of(call: HookCall) -> int | None:
    """The call of its subject that goes before all others."""
    rows = _open().filter(hook=call.hook_id, subject=call.subject).order_by("id")
    return rows.values_list("pk", flat=True).first()


def _tried(call: HookCall, *, at: datetime) -> str:
    """Make the call; return why it failed, or an empty text."""
    if not call.hook.is_active:
        return "The hook is switched off"
    secret = secrets.fetch(call.hook.secret_name)
    if secret is None:
        return "The key that sealed its secret is lost: give it a new one"
    body = call.body.encode()
    try:
        told = headers(secret, call.key, body, at=at)
        answer = egress.call("POST", call.hook.url, body=body, headers=told)
    except (egress.EgressRefused, egress.CallFailed) as error:
        return str(error)
    return "" if answer.is_ok else f"It answers {answer.status}"


def _settle(call: HookCall, why: str, *, at: datetime) -> Turn:
    call.why = why[:300]
    again_at = at + delay_after(call.attempts)
    if why and again_at < call.made_at + GIVEN_UP_AFTER:
        call.state, call.due_at = State.WAITING, again_at
        call.save(update_fields=["state", "due_at", "why"])
        return Turn(again_at=again_at)
    call.state = State.PARKED if why else State.SENT
    call.due_at, call.settled_at = None, at
    call.save(update_fields=["state", "due_at", "why", "settled_at"])
    if why:
        record(HookCallParked(hook_call=call.pk, hook=call.hook_id), by=CALLS, at=at)
    return Turn(next_id=_following(call, at=at))


def _following(call: HookCall, *, at: datetime) -> int | None:
    following = _first_of(call)
    if following is not None:
        _open().filter(pk=following).update(due_at=at)
    return following


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries."""
    delay: timedelta = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), LONGEST_DELAY)
    return delay
