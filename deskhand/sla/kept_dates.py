"""How many promised dates were kept, broken and moved: by organization, team, or who gave them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from deskhand.people.reader import Reader
from deskhand.sla.models import Clock, PromiseDate
from deskhand.tickets.models import Ticket

BY = {
    "organization": "clock__ticket__organization__name",
    "team": "clock__ticket__team__name",
    "agent": "given_by",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the dates that were given: kept, broken, and moved to another."""

    name: str
    kept: int
    broken: int
    moved: int

    @property
    def rate(self) -> float | None:
        """The share that was kept, of those that were kept or broken; None before any was."""
        ended = self.kept + self.broken
        return self.kept / ended if ended else None


def kept_dates(reader: Reader, *, by: str, since: datetime, until: datetime) -> list[Kept]:
    """Count the dates that were given in a time, by name; raises KeyError for an unknown `by`.

    One that was broken stays so, also where it was moved afterwards.
    """
    seen = Ticket.objects.visible_to(reader).filter(pk=OuterRef("clock__ticket"))
    rows = PromiseDate.objects.filter(Exists(seen), given_at__gte=since, given_at__lt=until)
    counted = rows.values(BY[by]).annotate(
        kept=Count("pk", filter=Q(clock__state=Clock.State.MET)),
        broken=Count("pk", filter=Q(clock__breached_at__isnull=False)),
        moved=Count("pk", filter=Q(replaced_by__isnull=False)),
    )
    return [
        Kept(row[BY[by]] or "", row["kept"], row["broken"], row["moved"])
        for row in counted.order_by(BY[by])
    ]
