"""Whatever is typed gives an answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskhand.search.directory import find_organizations, find_people
from deskhand.search.finding import Search, find, glance
from deskhand.search.reading import read, read_words
from tests import cast as stage

pytestmark = pytest.mark.django_db

NASTY = [
    *('"', "''", '"""', "*", "a*", "^a", "a NEAR b", "NEAR(a b, 2)", "a AND b", "NOT a", "OR", "-"),
    *(
        "{title}: a",
        "title:a",
        "marks:@o1",
        "@o1",
        "a + b",
        "a:b:c",
        "((((",
        "))",
        "a'b",
        "\\",
        "\\'",
    ),
    *("%", "_", "a%", "';--", "' OR 1=1 --", "a & b", "a | !b", "a <-> b", "a:*", "'a':A", "-a"),
    *("\u0000", "a\x00b", "\ud7ff", "😀", "👩‍👩‍👧", "\u202e abc", "e\u0301", "ſ", "İ", "-" * 300),
    *("a" * 10_000, "a " * 5_000, "ä" * 3_000, "字" * 3_000, '"' + "a " * 900 + '"', "prin " * 100),
    *(
        "status:",
        "status:open a",
        "priority:<=x",
        "text:",
        "text:!!",
        "text:a,b,c -text:d",
        "or or",
    ),
    *(
        "-(a b)",
        "-(-(a))",
        "a or -b",
        "-a -b",
        "(a or b) -(c or d)",
        "#",
        "[#]",
        "#99999999999999999999",
    ),
    *(" ".join(f"pri{chr(97 + n)}" for n in range(26)), " or ".join(f"w{n}" for n in range(60))),
]


@pytest.fixture(autouse=True)
def something(cast, at):
    stage.open_ticket(at=at, requester=cast.bea, subject="Printer a b", text="prior price primary")
    stage.index(at=at)


def answered(text, cast, at):
    for who in (cast.ada, cast.bea):
        reader = stage.reader(who)
        for reading in (read(text), read_words(text)):
            find(reading, Search(reader, at))
            glance(reading, Search(reader, at, own=True, size=3))
        find_people(text, reader=reader, most=3)
        find_organizations(text, reader=reader, most=3)


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:20]))
def test_nasty_texts_are_answered(cast, at, text):
    answered(text, cast, at)


@settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None)
@given(text=st.one_of(st.text(), st.text("\"()-:<>=,.*@'\\ aä東or", max_size=60)))
def test_any_text_is_answered(cast, at, text):
    answered(text, cast, at)


@pytest.mark.parametrize("path", ["/desk/search/", "/desk/find/", "/requests/"])
@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:20]))
def test_pages_answer_nasty_texts(cast, client_of, path, text):
    answer = client_of(cast.ada).get(path, {"q": text})
    assert answer.status_code == (400 if "\x00" in text else 200)


def test_a_refused_condition_is_read_as_words_and_says_so(cast, client_of):
    page = client_of(cast.ada).get("/desk/search/", {"q": "Error:printer"}).content.decode()
    assert "Read as plain words:" in page
    assert "unknown field" in page
