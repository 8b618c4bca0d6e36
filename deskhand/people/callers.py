"""Who calls from a number: people and organizations that have it, or the house that it is of."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from deskhand.people.folding import TAIL, tail_of
from deskhand.people.models import Membership, Number, Organization, Person
from deskhand.people.phones import NumberRefused, number_of
from deskhand.people.queries import OrganizationQuerySet, PersonQuerySet
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for, people_for

MOST = 6
MOST_NUMBERS = 20
# The shortest beginning that a house may have, and the longest that is looked for.
HEADS = range(6, 15)


@dataclass(frozen=True, slots=True)
class Known:
    """Who is known by a number."""

    people: tuple[Person, ...] = ()
    organizations: tuple[Organization, ...] = ()

    @property
    def person(self) -> Person | None:
        """Who calls, where the number is one person's alone."""
        return self.people[0] if len(self.people) == 1 else None

    @property
    def organization(self) -> Organization | None:
        """From where the call comes, where there is no doubt."""
        places = [place.organization for one in self.people if (place := _main(one))]
        found = {row.pk: row for row in (*places, *self.organizations)}
        return next(iter(found.values())) if len(found) == 1 else None


def dialled(typed: str) -> str:
    """Return the number that a telephone system names, in E.164; without a country it is one of
    the firm's. Empty for none, for one within the house, and for one that is withheld."""
    try:
        return number_of(typed, person=None, organization=None).partition(";")[0]
    except NumberRefused:
        return ""


def known_by(number: str) -> Known:
    """Return who has a number in E.164. Doors of programs ask; pages ask `callers`."""
    return _known(number, Person.objects.all(), Organization.objects.live())


def callers(number: str, *, reader: Reader) -> Known:
    """As `known_by`, as far as a reader may see them."""
    return _known(number, people_for(reader), organizations_for(reader).live())


def with_tail(typed: str, *, reader: Reader) -> list[Person]:
    """Return people one of whose numbers ends in the digits typed, however it is written."""
    tail = tail_of(typed)
    if len(tail) < TAIL:
        return []
    further = Number.objects.filter(tail=tail).values("person")
    found = people_for(reader).filter(Q(phone_tail=tail) | Q(pk__in=further))
    return list(found.prefetch_related(*_WITH)[:MOST])


def own_number(owner: Person | Organization) -> str:
    """Return the number of somebody in E.164, as it is meant where he lives; raises
    NumberRefused."""
    person, organization = _owner(owner)
    if person is not None and (place := _main(person)):
        organization = place.organization
    return number_of(owner.phone, person=person, organization=organization).partition(";")[0]


def further_number(key: int, *, reader: Reader) -> str:
    """Return a further number of somebody whom a reader may see; empty without one."""
    seen = Q(person__in=people_for(reader)) | Q(organization__in=organizations_for(reader))
    row = Number.objects.filter(seen, pk=key).first()
    return row.number if row else ""


def numbers_of(owner: Person | Organization) -> list[Number]:
    """Return the further numbers of somebody."""
    return list(owner.numbers.all()[:MOST_NUMBERS])


@transaction.atomic
def add_number(
    owner: Person | Organization, typed: str, *, note: str = "", is_head: bool = False
) -> Number:
    """Keep a further number of somebody; one that he has already stays as it is.

    Raises NumberRefused.
    """
    person, organization = _owner(owner)
    kept = number_of(typed, person=person, organization=organization).partition(";")[0]
    if owner.numbers.count() >= MOST_NUMBERS:
        words = _("At most %(count)d further numbers are kept. Remove one first.")
        raise NumberRefused(words % {"count": MOST_NUMBERS})
    row, _is_new = Number.objects.get_or_create(
        person=person,
        organization=organization,
        number=kept,
        defaults={"note": note.strip()[:60], "is_head": is_head and person is None},
    )
    return row


def learn(person: Person, typed: str) -> None:
    """Keep a number from which somebody has called: as his own, or beside that. Nonsense is
    passed over."""
    try:
        if not person.phone.strip():
            number_of(typed, person=person, organization=None)
            person.phone = typed.strip()
            person.save(update_fields=["phone", "phone_tail"])
        elif not _has(person, number_of(typed, person=person, organization=None)):
            add_number(person, typed)
    except NumberRefused:
        return


def remove_number(owner: Person | Organization, key: int) -> None:
    """Forget a number; harmless when it is gone."""
    owner.numbers.filter(pk=key).delete()


_WITH = ("addresses", "memberships__organization")


def _known(number: str, people: PersonQuerySet, organizations: OrganizationQuerySet) -> Known:
    tail = tail_of(number)
    if len(tail) < TAIL:
        return Known()
    own = Q(tail=tail, number=number)
    heads = Q(is_head=True, number__in=[number[:length] for length in HEADS])
    rows = list(Number.objects.filter(own | heads).order_by("-number", "id")[: 4 * MOST])
    persons = {row.person_id for row in rows if row.person_id}
    houses = {row.organization_id for row in rows if row.organization_id}
    asked = people.filter(Q(phone_tail=tail) | Q(pk__in=persons)).prefetch_related(*_WITH)
    named = organizations.filter(Q(phone_tail=tail) | Q(pk__in=houses))
    return Known(
        tuple(_first(one for one in asked[: 9 * MOST] if one.pk in persons or _has(one, number))),
        tuple(_first(one for one in named[: 9 * MOST] if one.pk in houses or _has(one, number))),
    )


def _first(found: Iterable) -> list:
    return [one for one, _place in zip(found, range(MOST), strict=False)]


def _has(owner: Person | Organization, number: str) -> bool:
    """Whether his number, as he typed it, is this one where he lives."""
    try:
        return own_number(owner) == number
    except NumberRefused:
        return False


def _main(person: Person) -> Membership | None:
    return next(iter(person.memberships.all()), None)


def _owner(owner: Person | Organization) -> tuple[Person | None, Organization | None]:
    return (owner, None) if isinstance(owner, Person) else (None, owner)
