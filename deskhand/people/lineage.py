"""Which firms belong to which: an organization may have a parent, and firms below it."""

from django.utils.translation import gettext as _

from deskhand.people.administration import PeopleRefused
from deskhand.people.models import Organization

# Deeper than any group of firms; a ring that somebody made by hand ends here too.
MOST_LEVELS = 10


def below(organization: Organization) -> list[Organization]:
    """Return the firms below an organization, those below these, and so on."""
    found: dict[int, Organization] = {}
    level = [organization.pk]
    for _depth in range(MOST_LEVELS):
        rows = Organization.objects.filter(parent__in=level)
        rows = rows.exclude(pk__in=[organization.pk, *found])
        level = [row.pk for row in rows]
        if not level:
            break
        found.update((row.pk, row) for row in rows)
    return list(found.values())


def above(organization_id: int) -> list[int]:
    """Return the firms above an organization, the nearest first."""
    found: list[int] = []
    parent: int | None = organization_id
    while parent is not None and len(found) < MOST_LEVELS:
        rows = Organization.objects.filter(pk=parent).values_list("parent", flat=True)
        parent = rows.first()
        if parent is None or parent in {organization_id, *found}:
            break
        found.append(parent)
    return found


def check_parent(organization: Organization, parent: Organization | None) -> None:
    """Raise PeopleRefused for a parent that is the firm itself or stands below it."""
    if parent is None or organization.pk is None:
        return
    if parent.pk == organization.pk or parent.pk in {row.pk for row in below(organization)}:
        raise PeopleRefused(_("A firm cannot stand above itself. Choose another."))
