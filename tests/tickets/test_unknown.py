"""A name that nobody has is named; one that the reader may not know of is none to him."""

from dataclasses import replace

import pytest

from deskhand.tickets.conditions import parse_filter
from deskhand.tickets.unknown import unknown_names
from tests import cast as stage


def unknown(text: str, reader) -> list[str]:
    return [str(one) for one in unknown_names(parse_filter(text), reader=reader)]


@pytest.mark.parametrize(
    "text",
    [
        *("status:open,new", "status:closed", "priority:urgent,2", "assignee:me,none,ada"),
        *("team:network", "org:birch-bakery", 'org:"Birch Bakery"', "requester:birch.example"),
        *("requester:=bea@birch.example", "tag:nobody", "printer", "-team:none", "subject:nobody"),
    ],
)
def test_what_there_is_is_known(cast, text):
    assert unknown(text, stage.reader(cast.ada)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("status:nonsense", "Status: nothing is called “nonsense”, at character 8."),
        ("status:new,opne", "“opne”, at character 12; did you mean open?"),
        ("-(team:netwrok or team:none)", "“netwrok”, at character 8; did you mean network?"),
        ("org:birch-bakry", "did you mean birch-bakery?"),
        ("assignee:adda", "did you mean ada?"),
        ("requester:=bea@birch.exampl", "Requester: nothing is called “bea@birch.exampl”"),
        ("priority:urgnt", "did you mean urgent?"),
        ("site:nowhere", "Site: nothing is called “nowhere”"),
        ("service:nothing", "Service: nothing is called “nothing”"),
    ],
)
def test_what_nobody_is_called_is_said_with_its_place(cast, text, said):
    found = unknown(text, stage.reader(cast.ada))
    assert len(found) == 1
    assert said in found[0]


def test_a_client_that_an_agent_may_not_know_of_is_as_one_that_is_not_there(cast):
    limited = replace(stage.reader(cast.ada), only_organizations=frozenset({cast.cedar.pk}))
    foreign, missing = unknown("org:birch-bakery", limited), unknown("org:birch-nobody", limited)
    assert foreign == [missing[0].replace("birch-nobody", "birch-bakery")]
    assert unknown("requester:bea", limited)
    assert unknown("org:cedar-clinic", limited) == []


def test_the_list_says_so_and_stands(cast, at, client_of):
    stage.ask(cast.bea, at=at)
    page = client_of(cast.ada).get("/desk/queues/all/?q=status:nonsense").content.decode()
    assert "nothing is called “nonsense”" in page
    assert "Nothing fits this filter" in page


def test_a_chip_leads_to_its_value(cast):
    text = 'status:open -team:net "a b"'
    places = parse_filter(text).places()
    assert [text[start:end] for start, end in places] == ["open", "-team:net", '"a b"']
