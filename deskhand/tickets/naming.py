"""Names of what the fields of a ticket point to, as they are now."""

from collections.abc import Mapping

from django.db.models import CharField, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from django.utils.translation import gettext as _

from deskhand.catalog.models import Priority, RequestType, Service, Status
from deskhand.catalog.spoken import spoken
from deskhand.jobs.together import Asked, Row, Shape, read_together, shape, told
from deskhand.people.models import Address, Agent, Organization, Person, Site, Team

PEOPLE = ("requester", "participant_added", "participant_removed", "participant_muted")
_ROWS = {
    "status": Status.objects.all(),
    "priority": Priority.objects.all(),
    "team": Team.objects.all(),
    "assignee": Agent.objects.all(),
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
_MAIN = Address.objects.filter(is_main=True).values("email")
# Who has no name is called by his address; a priority is told with its level.
_WORDS = {
    "priority": Concat(Cast("level", CharField()), Value(" "), "name"),
    "assignee": Coalesce(
        NullIf("person__name", Value("")), _MAIN.filter(person=OuterRef("person")), Value("")
    ),
    **{
        field: Coalesce(NullIf("name", Value("")), _MAIN.filter(person=OuterRef("pk")), Value(""))
        for field in PEOPLE
    },
}


def _named(field: str) -> Shape:
    @shape
    def named(ids: list[int]) -> QuerySet:
        return told(_ROWS[field].filter(pk__in=ids), id="pk", words=_WORDS.get(field, "name"))

    return named


_NAMES = {field: _named(field) for field in _ROWS}


def names_of(wanted: dict[str, set[int]]) -> dict[tuple[str, int], str]:
    """Return the name of each row by field and id, in one statement."""
    return names_in(read_together(**names_asked(wanted)))


def names_in(found: Mapping[str, list[Row]]) -> dict[tuple[str, int], str]:
    """Return the names that were read by what they are of and their ids."""
    unknown = str(_("Unknown person"))
    return {
        (what, row["id"]): _read(what, row["words"]) or unknown
        for what, rows in found.items()
        for row in rows
        if "words" in row
    }


def _read(what: str, words: str) -> str:
    """What ships with packs is named in the reader's language; a priority after its level."""
    if what == "priority":
        level, _blank, name = words.partition(" ")
        return f"{level} {spoken(name)}"
    return spoken(words) if what in SHIPPED else words


# What packs bring under names of their own, which readers see in their languages.
SHIPPED = frozenset(("status", "service", "request_type"))


def names_asked(wanted: dict[str, set[int]]) -> dict[str, Asked]:
    """Return what to read of what fields point to: by field the `id` and `words` of each row, for
    `read_together`. What has been removed is missing. Fields must be among FIELDS."""
    return {field: _NAMES[field](sorted(ids)) for field, ids in wanted.items()}
