"""What may be here already is found among the recent tickets of the same people."""

from datetime import timedelta

from deskhand.search.duplicates import duplicates
from tests.cast import open_ticket, reader

SUBJECTS = ("Scanner sends empty pages", "New keyboard", "Printer jams", "Fax is mute")


def found(cast, subject, *, at, who="ada", **whose):
    whose = {"requester": cast.bea, "organization": cast.birch, **whose}
    return [
        ticket.subject
        for ticket in duplicates(subject, reader=reader(getattr(cast, who)), at=at, **whose)
    ]


def test_the_likest_of_the_same_client_comes_first(cast, at):
    for subject in SUBJECTS:
        open_ticket(requester=cast.bruno, organization=cast.birch, at=at, subject=subject)
    assert found(cast, "Our scanner makes empty pages", at=at) == ["Scanner sends empty pages"]
    assert found(cast, "Coffee is cold", at=at) == []
    assert found(cast, "", at=at) == []
    assert found(cast, "Scanner", at=at, requester=None, organization=None) == []


def test_of_others_and_of_long_ago_nothing_is_found(cast, at):
    for subject in SUBJECTS:
        open_ticket(requester=cast.cem, organization=cast.cedar, at=at, subject=subject)
        open_ticket(
            requester=cast.bea, organization=cast.birch, at=at - timedelta(days=40), subject=subject
        )
    assert found(cast, "Scanner sends empty pages", at=at) == []


def test_what_an_agent_may_not_see_is_not_named(cast, at):
    for subject in SUBJECTS:
        open_ticket(requester=cast.bea, organization=cast.birch, at=at, subject=subject)
    cast.ada.only_organizations.add(cast.cedar)
    assert found(cast, "Scanner sends empty pages", at=at) == []
