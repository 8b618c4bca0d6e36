"""Conditions and fields of the desk take whatever is typed: never a 500, never long (P43)."""

import io

import pytest

from tests import cast as stage

pytestmark = pytest.mark.django_db

LONG = "9" * 60
CONDITIONS = (
    "(" * 1900,
    "(" * 900 + "a" + ")" * 900,
    "-" * 1900,
    "not " * 400 + "a",
    "a or " * 300 + "b",
    "(a or b) " * 150,
    "a*b*c*" * 200,
    "status:" + ",".join("a" * 900),
    f"priority:{LONG}",
    f"number:1..{LONG}",
    "created:<-99999999999999d",
    "received:>now-1000000y",
    f"due:<{LONG}h",
    'org:"',
    "subject:~[",
    "::::",
    "😀" * 300,
    "\\" * 500,
    "%" * 500,
    "'; drop table tickets_ticket;--",
)
PLACES = ("/desk/queues/all/", "/desk/complete/", "/desk/search/")
FIELDS = (
    ("/desk/views/save/", {"name": "x" * 9000, "q": "a" * 9000, "order": "due"}),
    ("/desk/tickets/{n}/set/tags/", {"value": ",".join(f"t{n}" for n in range(5000))}),
    ("/desk/tickets/{n}/set/priority/", {"value": LONG}),
    ("/desk/tickets/{n}/tasks/", {"title": "x", "due_on": "9999-99-99"}),
    ("/desk/tickets/{n}/tasks/order/", {"task": [LONG, "-1", "x"]}),
    ("/desk/tickets/{n}/relate/", {"kind": "related", "other": LONG}),
    ("/desk/tickets/{n}/checklist/", {"checklist": LONG}),
    ("/desk/tickets/{n}/draft/", {"mode": "zz", "text": "x", "version": "z"}),
    ("/desk/tickets/{n}/say/", {"mode": "reply", "text": "x", "cc": "a@b.example," * 900}),
    ("/desk/tickets/{n}/say/", {"mode": "note", "text": "[" * 20_000, "seen": LONG}),
    ("/desk/tickets/{n}/preview/", {"text": "![](" * 2000}),
    ("/desk/merge/", {"ticket": [LONG, "a"], "into": LONG}),
    ("/desk/bulk/", {"act": f"priority={LONG}", "ticket": "{n}"}),
    ("/desk/bulk/", {"act": "snooze", "until": "in 99999999999 years", "ticket": "{n}"}),
    ("/desk/macros/use/", {"macro": LONG, "ticket": "x"}),
    ("/desk/preferences/", {"quiet_from": "99:99", "time_zone": "../../etc"}),
    ("/desk/lists/", {"order": "x" * 9000, "list": "<script>"}),
    ("/desk/regroupings/1/undo/?also=" + LONG, {}),
    ("/setup/automation/new/", {"name": "x", "trigger": "zz", "condition": "(" * 1900}),
    ("/setup/recurring/new/", {"every": LONG, "unit": "aeons"}),
)
FILES = (b"[" * 100_000, b"null", b'[{"name":1}]', b'{"rules":[[[]]]}', b"1e999", b"\xff\xfe")


@pytest.fixture
def asta(cast, client_of):
    client = client_of(cast.asta)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("place", PLACES)
def test_no_condition_breaks_a_page(cast, at, asta, place):
    stage.open_ticket(at=at, requester=cast.bea)
    answers = {words[:40]: asta.get(place, {"q": words}).status_code for words in CONDITIONS}
    assert {words: status for words, status in answers.items() if status >= 500} == {}


def test_no_field_breaks_a_story(cast, at, asta):
    number = str(stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk).pk)
    broken = []
    for path, data in FIELDS:
        filled = {name: number if value == "{n}" else value for name, value in data.items()}
        status = asta.post(path.format(n=number), filled).status_code
        if status >= 500:
            broken.append((path, status))
    assert not broken


def test_no_file_of_rules_breaks_the_page(cast, asta):
    for words in FILES:
        file = io.BytesIO(words)
        file.name = "rules.json"
        assert asta.post("/setup/automation/text/", {"file": file}).status_code < 500
