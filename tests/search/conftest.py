"""What tests of finding share: a way to ask for words as somebody."""

from collections.abc import Callable
from datetime import datetime

import pytest

from deskhand.people.models import Agent, Person
from deskhand.search.finding import Search, find
from deskhand.search.reading import read
from tests.cast import reader

Finds = Callable[..., list[int]]


@pytest.fixture
def finds(at: datetime) -> Finds:
    """Return the numbers of the tickets that somebody finds by a text."""

    def ask(text: str, who: Person | Agent, **more: object) -> list[int]:
        findings = find(read(text), Search(reader(who), at, **more))
        return [hit.ticket.pk for hit in findings.hits]

    return ask
