"""Who may approve for a client, and up to which amount."""

from dataclasses import dataclass
from decimal import Decimal

from deskhand.people.models import Membership, Person
from deskhand.rules.money import minor


@dataclass(frozen=True, slots=True)
class Approver:
    """An authorised person of an organization; without `up_to` his right has no limit."""

    person: Person
    up_to: Decimal | None

    def limit(self, currency: str) -> int | None:
        """Return his limit in minor units; None without one."""
        return None if self.up_to is None else minor(self.up_to, currency)

    def may_approve(self, amount: int | None, currency: str) -> bool:
        """Whether he may approve so much alone; nobody's limit matters where no money does."""
        limit = self.limit(currency)
        return amount is None or limit is None or amount <= limit


def approvers_of(organization_id: int) -> list[Approver]:
    """Return the authorised persons of an organization by their names."""
    rows = Membership.objects.filter(organization=organization_id, approves=True)
    rows = rows.select_related("person").prefetch_related("person__addresses")
    return [Approver(row.person, row.approves_up_to) for row in rows.order_by("person__name", "pk")]


def approver(person_id: int | None, organization_id: int) -> Approver | None:
    """Return somebody with his right, None where he has none (any more)."""
    found = (one for one in approvers_of(organization_id) if one.person.pk == person_id)
    return next(found, None)
