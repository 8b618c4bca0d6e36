"""Who else has a ticket before him, and writes on it: told by his browser, forgotten soon."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from deskhand.tickets.models import Presence, Ticket

# A browser is heard of every ten seconds; one that says nothing any more has gone.
LASTS = timedelta(seconds=25)
KEPT = timedelta(days=1)
# So far back a look takes in what was written meanwhile and is committed only now.
BACK = timedelta(seconds=3)


def be_present(ticket: Ticket, state: str, *, agent_id: int, at: datetime) -> bool:
    """Note what an agent does on a ticket, "" when he leaves it; False when that is no news."""
    row = Presence.objects.filter(ticket=ticket, agent=agent_id).first()
    was = row.state if row is not None and row.seen_at > at - LASTS else ""
    if row is None:
        if not state:
            return False
        Presence.objects.filter(seen_at__lt=at - KEPT).delete()
    elif was == state:
        if state:
            Presence.objects.filter(pk=row.pk).update(seen_at=at)
        return False
    told = {"state": state, "seen_at": at, "changed_at": at}
    Presence.objects.update_or_create(ticket=ticket, agent_id=agent_id, defaults=told)
    return True


def present_on(
    tickets: Iterable[Ticket], *, agent_id: int, at: datetime
) -> dict[int, list[Presence]]:
    """Return by ticket who else is there now, those who write first; one statement."""
    keys = [ticket.pk for ticket in tickets]
    rows = others_there(keys, agent_id=agent_id, since=at - LASTS)
    rows = rows.select_related("agent__person")
    found: dict[int, list[Presence]] = defaultdict(list)
    for row in rows.order_by("agent__person__name", "pk"):
        found[row.ticket_id].append(row)
    for present in found.values():
        present.sort(key=lambda row: row.state == Presence.State.LOOKS)
    return found


def others_there(tickets: list[int], *, agent_id: int, since: datetime) -> QuerySet[Presence]:
    """Return who else was seen on these tickets since an instant; who is there now, since LASTS."""
    rows = Presence.objects.filter(ticket__in=tickets, seen_at__gt=since)
    return rows.exclude(state="").exclude(agent=agent_id)


def news(at: datetime) -> set[tuple[int, int, datetime]]:
    """Return what changed lately, and who went silent: ticket, row, and the instant it was so."""
    changed = Q(changed_at__gt=at - BACK)
    silent = Q(seen_at__gt=at - LASTS - BACK, seen_at__lte=at - LASTS) & ~Q(state="")
    rows = Presence.objects.filter(changed | silent)
    return {
        (row.ticket_id, row.pk, row.changed_at if row.seen_at > at - LASTS else row.seen_at + LASTS)
        for row in rows
    }
