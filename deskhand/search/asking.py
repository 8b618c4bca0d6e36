"""From what somebody typed to a question to the index, and from there to rows of tickets.

The marks of the reader and of the terms beside keep the search short and never decide: whoever
asks joins what is found with what the reader may see.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from django.db.models import Q

from deskhand.catalog.models import Category
from deskhand.people.reader import Reader
from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Name, Nobody, Phrase
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
from deskhand.tickets.columns import (
    STATUS_WORDS,
    Asking,
    Said,
    agents_called,
    organizations_called,
    teams_called,
)
from deskhand.tickets.queries import Among

# With more marks than these, a search is narrowed no further: it would only take longer.
MOST_MARKS = 60


def rows(said: Sequence[Said], beside: Sequence[Term], asking: Asking) -> Q:
    """Return the tickets that have these words and lack those with a minus."""
    reach = asking.reach
    question = question_of(said, [*_of_reader(asking.reader), *_of_terms(beside, asking)], asking)
    found = index().newest(wanted(question), TICKETS, most=reach.most, below=reach.below)
    reach.floors.append(found.floor)
    return Q(Among("pk", index().among(found.numbers)))


def words_of(terms: Sequence[Term], reader: Reader) -> Question:
    """Ask for the words of these terms alone, wherever they stand in the condition."""
    return Question(every=tuple(map(_choices, terms)), with_notes=reader.is_agent)


def question_of(said: Sequence[Said], marks: Sequence[Set[str]], asking: Asking) -> Question:
    """Say what words mean for this reader; what is only not wanted is looked for among all."""
    every = tuple(_choices(each.term) for each in said if not each.is_negated)
    narrowing = [frozenset(each) for each in marks if 0 < len(each) <= MOST_MARKS]
    return Question(
        every=every,
        none=tuple(s for each in said if each.is_negated for s in _choices(each.term)),
        marks=tuple(narrowing or ([] if every else [frozenset({TICKETS.mark})])),
        with_notes=asking.reader.is_agent,
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
    if limits is not None and len(limits) < MOST_MARKS:
        own = {person_mark(reader.person_id)} if reader.person_id else set()
        yield frozenset(own | set(map(organization_mark, limits)))


def _of_requester(reader: Reader) -> set[str]:
    own = {person_mark(reader.person_id)} if reader.person_id else set()
    return own | {organization_mark(organization) for organization, _site in reader.managed}


def _of_terms(beside: Iterable[Term], asking: Asking) -> Iterator[Set[str]]:
    """By what tickets are marked that match the terms beside; those that ask for `none` do not."""
    for term in beside:
        marks = _MARKS.get(term.field.name)
        if marks is not None and Nobody() not in term.values:
            yield marks(term, asking)


def _of_clients(term: Term, asking: Asking) -> Set[str]:
    return set(map(organization_mark, organizations_called(term.values)))


def _of_teams(term: Term, asking: Asking) -> Set[str]:
    return set(map(team_mark, teams_called(term.values)))


def _of_agents(term: Term, asking: Asking) -> Set[str]:
    return set(map(assignee_mark, agents_called(term, term.values, asking)))


def _of_status(term: Term, asking: Asking) -> Set[str]:
    return {OPEN} if _means_open(term) else set()


_MARKS: dict[str, Callable[[Term, Asking], Set[str]]] = {
    "org": _of_clients,
    "team": _of_teams,
    "assignee": _of_agents,
    "status": _of_status,
    "category": _of_status,
}


def _means_open(term: Term) -> bool:
    """Whether only open tickets match a term: by `open`, or by a category that is open."""
    words = {value.folded if isinstance(value, Name) else "" for value in term.values}
    return words <= STATUS_WORDS and all(Category(word).is_open for word in words)
