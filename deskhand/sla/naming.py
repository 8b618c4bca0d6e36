"""What conditions of a policy may name: services, request types, clients, sites and labels."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy

from deskhand.catalog.models import RequestType, Service
from deskhand.people.models import Organization, Site, Team
from deskhand.rules.conditions import Condition, Field, fold
from deskhand.rules.conditions.values import Name
from deskhand.sla.owing import labels

Names = dict[str, set[Hashable]]


@dataclass(frozen=True, slots=True)
class Known:
    """By field, what answers to each folded name. A field that is not here knows every name."""

    names: dict[str, Names] = field(default_factory=dict)

    def called(self, asked: Field, name: str) -> Iterable[Hashable]:
        """Return which things answer to a name, as `rules.conditions` asks; a label that nobody
        has yet is still a label."""
        if asked.name not in self.names or asked.name == "contract":
            return (name,)
        return self.names[asked.name].get(name, ())

    def unknown_in(self, condition: Condition) -> Iterator[tuple[str, str]]:
        """Yield for each name that nothing answers to its field and a sentence."""
        for term in condition.terms():
            known = self.names.get(term.field.name)
            for value in term.values if known is not None else ():
                if isinstance(value, Name) and known is not None and value.folded not in known:
                    words = str(UNKNOWN[term.field.name])
                    yield term.field.name, words % {"name": value.written, "term": term}

    def also(self, **more: Iterable[str]) -> "Known":
        """Return it with more names, by field: of what a pack is about to make."""
        names = {key: dict(known) for key, known in self.names.items()}
        for key, given in more.items():
            known = names.setdefault(key, {})
            known.update({fold(name): {fold(name)} for name in given if fold(name) not in known})
        return Known(names)


UNKNOWN = {
    "service": gettext_lazy("There is no service “%(name)s”. Add it in Setup, or change %(term)s."),
    "request": gettext_lazy(
        "There is no request type “%(name)s”. Add it in Setup, or change %(term)s."
    ),
    "org": gettext_lazy("There is no organization “%(name)s”. Change %(term)s."),
    "site": gettext_lazy("There is no site “%(name)s”. Change %(term)s."),
    "contract": gettext_lazy(
        "No client is owed anything under the label “%(name)s” yet. "
        "Give it on a client’s page, or change %(term)s."
    ),
}


def known_names(fields: Iterable[str]) -> Known:
    """Return what there is now for these fields of conditions."""
    return Known({name: _READ[name]() for name in fields if name in _READ})


def _rows(model: Any, *called: str) -> Callable[[], Names]:
    def read() -> Names:
        found: Names = {}
        for pk, *names in model._default_manager.values_list("pk", *called):
            for name in names:
                found.setdefault(fold(name), set()).add(pk)
        return found

    return read


def _labels() -> Names:
    return {fold(label): {fold(label)} for label in labels()}


_READ: dict[str, Callable[[], Names]] = {
    "service": _rows(Service, "slug", "name"),
    "request": _rows(RequestType, "slug", "name"),
    "org": _rows(Organization, "slug", "name"),
    "site": _rows(Site, "name"),
    "contract": _labels,
}


def has_team_on(tier: int) -> bool:
    """Whether a team works on a tier, so that something can be turned over to it."""
    return Team.objects.live().filter(tier=tier).exists()
