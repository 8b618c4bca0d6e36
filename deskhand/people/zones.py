"""Which clock on the wall somebody looks at: his own, else his organization's, else the firm's."""

from zoneinfo import ZoneInfo, available_timezones

from deskhand.people.models import Organization, Person
from deskhand.provider.firm import current


def zone_of(
    person: Person | None, organization: Organization | None = None, *, default: str = ""
) -> ZoneInfo:
    """Return the time zone in which to show times; an unknown name is passed over."""
    return known_zone(
        person.time_zone if person else "",
        organization.time_zone if organization else "",
        default,
    )


def known_zone(*names: str) -> ZoneInfo:
    """Return the first of these zones that is known, else the firm's."""
    known = next((name for name in names if name in KNOWN), "") or current().time_zone
    return ZoneInfo(known if known in KNOWN else "UTC")


KNOWN = frozenset(available_timezones())
