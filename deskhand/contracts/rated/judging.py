"""What each entry of time comes to by contract: kept, so that what nobody decided stands in a list
of its own and nothing else does."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy

from deskhand.contracts.models import UNDECIDED, RatedWork, TimeVerdict
from deskhand.contracts.quotes.reading import is_quoted
from deskhand.contracts.rated.pricing import outcome_of, sheet_of_entry
from deskhand.contracts.supposing import CannotRate
from deskhand.people.reader import Reader
from deskhand.rules.rating.entries import Effect
from deskhand.tickets.models import Ticket
from deskhand.work.models import TimeEntry
from deskhand.work.timekeeping.lists import Asked, not_billed
from deskhand.work.timekeeping.queries import TimeEntryQuerySet

Says = TimeVerdict.Says
_NOT_YET = gettext_lazy("Nobody has looked at it yet.")
MOST = 500
READ = ("ticket__organization", "ticket__requester", "role", "work_type", "message", "adjusts")
_BY_EFFECT = (
    (Effect.EXCLUDED, Says.RATED),
    (Effect.UNITS, Says.DRAWN),
    (Effect.BLOCK, Says.DRAWN),
    (Effect.COVERED, Says.COVERED),
)


def judge(entries: Iterable[TimeEntry], *, at: datetime) -> None:
    """Keep what these entries come to as they stand."""
    for entry in entries:
        TimeVerdict.objects.update_or_create(
            entry=entry, defaults={"says": _found(entry), "looked_at": at}
        )


def of_ticket(ticket: Ticket) -> list[TimeEntry]:
    rows = TimeEntry.objects.counted().filter(ticket=ticket)
    return list(rows.select_related(*READ).order_by("pk"))


def not_looked_at() -> list[TimeEntry]:
    """Return entries of which nothing is kept, the newest first, and those for which no contract
    held, as one may be entered late; some at a time."""
    rows = TimeEntry.objects.not_billed().select_related(*READ).order_by("-pk")
    missing = rows.filter(verdict=None)[:MOST]
    return [*missing, *rows.filter(verdict__says=Says.NO_CONTRACT)[:MOST]]


def undecided(reader: Reader, asked: Asked) -> TimeEntryQuerySet:
    """Return billable work that nobody billed and that is not settled otherwise: it waits for a
    decision, no contract says anything of it, or nobody has looked at it yet."""
    newest = TimeVerdict.objects.aggregate(newest=Max("pk"))["newest"] or 0
    waiting = RatedWork.objects.filter(state=RatedWork.State.WAITING).values("entry")
    open_ones = TimeVerdict.objects.filter(says__in=UNDECIDED).values("pk")
    rows: TimeEntryQuerySet = not_billed(reader, asked).filter(
        Q(pk__in=waiting) | Q(pk__in=open_ones) | Q(pk__gt=newest)
    )
    return rows


def reasons(entries: Iterable[TimeEntry]) -> dict[int, str]:
    """Say of each of these entries why it is in that list."""
    keys = [entry.pk for entry in entries]
    found = dict.fromkeys(keys, str(_NOT_YET))
    for verdict in TimeVerdict.objects.filter(pk__in=keys):
        found[verdict.pk] = verdict.get_says_display()
    waiting = RatedWork.objects.filter(entry__in=keys, state=RatedWork.State.WAITING)
    for row in waiting.order_by("pk"):
        is_faulty = not row.amount and row.why
        found[row.entry_id] = row.why[-1] if is_faulty else str(row.get_state_display())
    return found


def _found(entry: TimeEntry) -> Says:
    if entry.is_gone or entry.adjustments.filter(seconds__lt=0).exists():
        return Says.SETTLED
    if entry.adjusts is not None and entry.seconds <= 0:
        was_charged = entry.adjusts.rated.exclude(charge=None).exists()
        by_hand = entry.adjusts.billed_at is not None and not was_charged
        return Says.TAKES_BACK if by_hand else Says.SETTLED
    if entry.ticket is None:
        return Says.NO_CLIENT if entry.organization_id is None else Says.NO_TICKET
    return _of_ticket(entry, entry.ticket)


def _of_ticket(entry: TimeEntry, ticket: Ticket) -> Says:
    if is_quoted(ticket):
        return Says.QUOTED
    sheet = sheet_of_entry(entry, ticket)
    if sheet is None:
        return Says.NO_CONTRACT
    try:
        effects = {line.effect for line in outcome_of(sheet, entry, ticket).rated.lines}
    except CannotRate:
        return Says.RATED
    return next((says for effect, says in _BY_EFFECT if effect in effects), Says.FREE)
