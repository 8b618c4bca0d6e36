"""From what somebody typed to a question to the index, and from there to rows of tickets.

The marks of the reader and of the terms beside keep the search short and never decide: whoever
asks joins what is found with what the reader may see.
"""

from collections.abc import Iterable, Iterator, Sequence, Set

from django.db.models import Q

from deskhand.catalog.models import Category
from deskhand.people.reader import Reader
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Name, Phrase
from deskhand.rules.words import Sought, sought
from deskhand.search.engine import index
from deskhand.search.question import Question
from deskhand.search.tickets import (
    OPEN,
    TICKETS,
    assignee_mark,
    organization_mark,
    person_mark,
    team_mark,
)
from deskhand.search.vocabulary import wanted
from deskhand.tickets.columns import STATUS_WORDS, Asking, Reach, Said
from deskhand.tickets.queries import Among

# With more marks than these, a search is narrowed no further: it would only take longer.
MOST_MARKS = 60


def rows(said: Sequence[Said], beside: Sequence[Term], asking: Asking) -> Q:
    """Return the tickets that have these words and lack those with a minus."""
    reach = asking.reach
    question = wanted(question_of(said, beside, asking.reader))
    newest = index().newest(question, TICKETS, most=reach.most, below=reach.below)
    reach.asked.append(newest)
    return Q(Among("pk", newest.sql))


def words_of(terms: Sequence[Term], reader: Reader) -> Question:
    """Ask for the words of these terms alone, wherever they stand in the condition."""
    return question_of([Said(term, is_negated=False) for term in terms], (), reader)


def floor(reach: Reach) -> int:
    """Return the number of the ticket below which was not looked; 0 where all were."""
    return max((asked.edge() for asked in reach.asked), default=0)


def question_of(said: Sequence[Said], beside: Sequence[Term], reader: Reader) -> Question:
    """Say what words mean for this reader; what is only not wanted is looked for among all."""
    every = tuple(_choices(each.term) for each in said if not each.is_negated)
    marks = [frozenset(m) for m in (*_of_reader(reader), *_of_terms(beside)) if m]
    return Question(
        every=every,
        none=tuple(s for each in said if each.is_negated for s in _choices(each.term)),
        marks=tuple(marks or ([] if every else [frozenset({TICKETS.mark})])),
        with_notes=reader.is_agent,
    )


def _choices(term: Term) -> tuple[Sought, ...]:
    found = (
        sought(value.written, is_exact=isinstance(value, Phrase))
        for value in term.values
        if isinstance(value, Name | Phrase)
    )
    return tuple(each for each in found if each is not None)


def _of_reader(reader: Reader) -> Iterator[Set[str]]:
    """By what this reader's tickets are marked; nothing where most are his to see."""
    if not reader.is_agent:
        yield _of_requester(reader)
        return
    yield from organizations_of(reader)
    own = {assignee_mark(reader.agent_id)} if reader.agent_id else set()
    if reader.only_own_teams:
        yield own | set(map(team_mark, reader.teams))


def organizations_of(reader: Reader) -> Iterator[frozenset[str]]:
    """The marks of what an agent sees who is limited to organizations; nothing for the others."""
    limits = reader.only_organizations
    if limits is not None and len(limits) <= MOST_MARKS:
        own = {person_mark(reader.person_id)} if reader.person_id else set()
        yield frozenset(own | set(map(organization_mark, limits)))


def _of_requester(reader: Reader) -> set[str]:
    own = {person_mark(reader.person_id)} if reader.person_id else set()
    return own | {organization_mark(organization) for organization, _site in reader.managed}


def _of_terms(beside: Iterable[Term]) -> Iterator[set[str]]:
    if any(_means_open(term) for term in beside):
        yield {OPEN}


def _means_open(term: Term) -> bool:
    """Whether only open tickets match a term: by `open`, or by a category that is open."""
    if term.field.name not in {"status", "category"}:
        return False
    words = {value.folded if isinstance(value, Name) else "" for value in term.values}
    return words <= STATUS_WORDS and all(Category(word).is_open for word in words)
