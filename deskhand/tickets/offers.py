"""What may stand behind a field's colon, as far as the reader may know of it."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from deskhand.catalog.choosing import request_types_offered, services_offered
from deskhand.catalog.models import Category, Priority, Status
from deskhand.people.reader import Reader
from deskhand.people.reading import (
    agents_for,
    all_teams,
    organizations_for,
    people_for,
    sites_for,
)
from deskhand.rules.conditions import fold
from deskhand.tickets.models import Channel, Kind

MOST = 8
# The words of the language as people read them; whoever writes them writes them as they are.
IN_WORDS = {
    **{str(one.value): one.label for one in (*Category, *Kind, *Channel)},
    "open": _("open"),
    "me": _("me"),
    "none": _("none"),
    "yes": _("yes"),
    "no": _("no"),
    "today": _("today"),
    "yesterday": _("yesterday"),
    "tomorrow": _("tomorrow"),
}


def nothing(reader: Reader, begun: str) -> list[str]:
    """For fields whose values nobody can guess."""
    return []


def among(words: Iterable[str]) -> Callable[[Reader, str], list[str]]:
    """For fields with fixed words."""
    offered = tuple(words)

    def complete(reader: Reader, begun: str) -> list[str]:
        return _begun(offered, begun)

    return complete


def _begun(words: Iterable[str], begun: str) -> list[str]:
    """First those that begin so, then those that hold a word that does."""
    sought = fold(begun)
    distinct = list(dict.fromkeys(words))
    first = [word for word in distinct if fold(word).startswith(sought)]
    later = [word for word in distinct if f" {sought}" in fold(word) and word not in first]
    return (first + later)[:MOST]


def statuses(reader: Reader, begun: str) -> list[str]:
    names = Status.objects.filter(archived_at=None).values_list("name", flat=True)
    words = [category.value for category in Category]
    return _begun(["open", *words, *(n for n in names if fold(n) not in words)], begun)


def priorities(reader: Reader, begun: str) -> list[str]:
    rows = list(Priority.objects.values_list("level", "name"))
    levels = sorted({level for level, _name in rows})
    return _begun([*(str(level) for level in levels), *(name for _level, name in rows)], begun)


def agents(reader: Reader, begun: str) -> list[str]:
    return _begun(["me", "none", *(agent.person.name for agent in agents_for(reader))], begun)


def teams(reader: Reader, begun: str) -> list[str]:
    return _by_slug({team.slug: team.name for team in all_teams(reader)}, begun)


def services(reader: Reader, begun: str) -> list[str]:
    return _by_slug({row.slug: row.name for row in services_offered()}, begun)


def request_types(reader: Reader, begun: str) -> list[str]:
    return _by_slug({row.slug: row.name for row in request_types_offered()}, begun)


def _by_slug(named: dict[str, str], begun: str) -> list[str]:
    wanted = fold(begun)
    slugs = [slug for slug, name in named.items() if fold(name).startswith(wanted)]
    return _begun(["none", *named], begun) or slugs[:MOST]


def sites(reader: Reader, begun: str) -> list[str]:
    found = sites_for(reader).filter(name__icontains=begun) if begun else sites_for(reader)
    return [*_begun(["none"], begun), *found.values_list("name", flat=True)[:MOST]][:MOST]


def organizations(reader: Reader, begun: str) -> list[str]:
    found = organizations_for(reader).live().named(begun) if begun else organizations_for(reader)
    slugs = list(found.order_by("name").values_list("slug", flat=True)[:MOST])
    return [*_begun(["none"], begun), *slugs][:MOST]


def people(reader: Reader, begun: str) -> list[str]:
    named = people_for(reader).named(begun)[:MOST] if len(begun) > 1 else []
    return [*_begun(["me", "none"], begun), *(person.name for person in named if person.name)][
        :MOST
    ]
