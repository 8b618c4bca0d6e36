"""Finding people and organizations by name, address, phone or mail domain; for agents."""

from typing import TypeVar

from django.db.models import QuerySet

from deskhand.people.models import Organization, Person
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for, people_for
from deskhand.rules.words import sought
from deskhand.search.asking import organizations_of
from deskhand.search.engine import index
from deskhand.search.kinds import Kind
from deskhand.search.people import ORGANIZATIONS, PEOPLE
from deskhand.search.question import Question
from deskhand.search.vocabulary import wanted
from deskhand.tickets.queries import Among

Rows = TypeVar("Rows", bound=QuerySet)
# Of so many who are found, those whom the reader may see are shown.
MOST = 500


def find_people(words: str, *, reader: Reader, most: int) -> list[Person]:
    """Return people who have all these words, or words that begin so, by name."""
    found = _found(people_for(reader), words, PEOPLE, reader)
    return list(found.prefetch_related("addresses")[:most])


def find_organizations(words: str, *, reader: Reader, most: int) -> list[Organization]:
    return list(_found(organizations_for(reader), words, ORGANIZATIONS, reader)[:most])


def _found(rows: Rows, words: str, kind: Kind, reader: Reader) -> Rows:
    wanted_words = [each for word in words.split() if (each := sought(word, is_exact=False))]
    if not wanted_words or not reader.is_agent:
        return rows.none()
    question = Question(
        every=tuple((each,) for each in wanted_words),
        marks=tuple(organizations_of(reader)),
        with_notes=True,
    )
    found = index().newest(wanted(question), kind, most=MOST, below=None)
    if not found.numbers:
        return rows.none()
    return rows.filter(Among("pk", index().among(found.numbers)))
