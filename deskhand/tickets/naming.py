"""Names of what the fields of a ticket point to, as they are now."""

from deskhand.catalog.models import Priority, RequestType, Service, Status
from deskhand.people.models import Agent, Organization, Person, Site, Team

_ROWS = {
    "status": Status.objects.all(),
    "priority": Priority.objects.all(),
    "team": Team.objects.all(),
    "assignee": Agent.objects.select_related("person"),
    "requester": Person.objects.all(),
    "organization": Organization.objects.all(),
    "site": Site.objects.all(),
    "service": Service.objects.all(),
    "request_type": RequestType.objects.all(),
    "participant_added": Person.objects.all(),
    "participant_removed": Person.objects.all(),
    "participant_muted": Person.objects.all(),
}
FIELDS = frozenset(_ROWS)


def names_of(wanted: dict[str, set[int]]) -> dict[tuple[str, int], str]:
    """Return the name of each row by field and id, with one statement for each field.

    What has been removed is missing. Fields must be among FIELDS.
    """
    return {
        (field, row.pk): str(row)
        for field, ids in wanted.items()
        for row in _ROWS[field].filter(pk__in=ids)
    }
