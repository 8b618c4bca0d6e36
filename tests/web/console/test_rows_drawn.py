"""Rows of lists are drawn to the byte as they are kept, whatever names hold; no database is asked.

`keep` keeps them anew, to be looked at in the difference.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

from deskhand.catalog.models import Priority, Status
from deskhand.people.models import Agent, Organization, Person, Team
from deskhand.sla.models import Clock, PromiseRow
from deskhand.tickets.grouping import Group
from deskhand.tickets.models import NOTHING_DUE, Presence, Ticket
from deskhand.web.console.cells import COLUMNS, Shown
from deskhand.work.tasks import Progress

KEPT = Path(__file__).parents[2] / "data" / "rows"
AT = datetime(2026, 3, 4, 10, 30, 5, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NASTY = """<b title="x">Tom & 'Ann'</b> {{ x }} {% y %} &amp; %(a)s"""
S = Clock.State


def ticket(number, **said):
    usual = {
        "subject": f"{number} {NASTY}",
        "kind": "incident",
        "channel": "email",
        "category": "open",
        "tags": ["vip", NASTY],
        "requester": Person(pk=number, name=f"Eva {NASTY}"),
        "organization": Organization(pk=number, name=f"Acme {NASTY}"),
        "team": Team(pk=1, name=f"Team {NASTY}"),
        "assignee": Agent(pk=1, person=Person(pk=90, name=NASTY)),
        "status": Status(pk=1, name=f"Open {NASTY}", category="open"),
        "priority": Priority(pk=1, name=f"Urgent {NASTY}", level=2),
        "priority_level": 2,
        "received_at": AT - number * HOUR,
        "updated_at": AT - number * 30 * HOUR,
        "snoozed_until": None,
        "due_order_at": NOTHING_DUE,
    }
    return Ticket(pk=number, **{**usual, **said})


def row(number, clock=None, **said):
    own = {name: said.pop(name) for name in ("group", *MARKS) if name in said}
    return {**MARKS, **own, "ticket": ticket(number, **said), "clock": clock}


MARKS = {"is_unread": False, "has_draft": False, "progress": None, "present": []}


def there(state, name=NASTY):
    return Presence(pk=1, state=state, agent=Agent(pk=2, person=Person(pk=3, name=name)))


def clock(state, **said):
    return Clock(pk=1, state=state, kind="first_response", **said)


def running(due, **said):
    return clock(S.RUNNING, started_at=AT - 4 * HOUR, due_at=AT + due, **said)


def rows():
    """One of everything that a row can show."""
    bare = dict.fromkeys(("requester", "organization", "team", "assignee"))
    starts = PromiseRow(start="status", start_category="closed")
    handed = PromiseRow(start="handover", start_team=Team(pk=2, name=NASTY))
    return [
        row(1, group=Group(NASTY, 3, is_cut=True)),
        row(2, clock=running(23 * MINUTE, warn_at=AT - MINUTE, alarm_at=AT - MINUTE)),
        row(3, clock=running(2 * HOUR, warn_at=AT - MINUTE, alarm_at=AT + MINUTE)),
        row(4, clock=running(5 * HOUR), is_unread=True),
        row(5, clock=running(3 * DAY), is_emergency=True),
        row(6, clock=running(400 * DAY), present=[there("reply"), there("looks", "Ida")]),
        row(7, clock=running(-8 * DAY), present=[there("note")], has_draft=True),
        row(8, clock=clock(S.PAUSED, held_by=f"Waiting {NASTY}"), progress=Progress(1, 3)),
        row(9, clock=clock(S.PAUSED), present=[there("looks")]),
        row(10, clock=clock(S.MET, met_at=AT - 2 * HOUR), subject=""),
        row(11, clock=clock(S.MET), snoozed_until=AT + DAY),
        row(12, clock=clock(S.BREACHED, breached_at=AT - 5 * HOUR - MINUTE)),
        row(13, clock=clock(S.BREACHED, breached_at=AT - 9 * HOUR, stopped_at=AT - MINUTE)),
        row(14, clock=clock(S.CANCELLED, reason=NASTY), snoozed_until=NOTHING_DUE),
        row(15, clock=clock(S.PENDING, row=starts), category="new", **bare),
        row(16, clock=clock(S.PENDING, row=handed), priority=Priority(level=7, name="Low")),
        row(17, clock=clock(S.PENDING), received_at=AT - 500 * DAY, awaits_agent=False),
    ]


def drawn(language, *, may_select=True):
    request = RequestFactory().get("/desk/")
    request.at, request.htmx = AT, SimpleNamespace()
    columns = [Shown(name, one, "l" if name == "org" else "") for name, one in COLUMNS.items()]
    shown = {"request": request, "rows": rows(), "columns": columns, "may_select": may_select}
    shown |= {"list_rows": rows(), "ticket": Ticket(pk=4), "queue": SimpleNamespace(url="/desk/")}
    with translation.override(language), timezone.override(ZoneInfo("Europe/Berlin")):
        pages = ("console/_rows.html", "console/_list.html")
        return "".join(render_to_string(page, shown) for page in pages)


@pytest.mark.parametrize("language", ["en", "de"])
def test_rows_are_drawn_as_they_are_kept(language):
    assert drawn(language) == (KEPT / f"{language}.html").read_text("utf-8")


def test_who_may_not_select_has_no_boxes():
    assert 'type="checkbox"' in drawn("en")
    assert 'type="checkbox"' not in drawn("en", may_select=False)


def test_no_name_brings_markup_into_a_row():
    text = drawn("en")
    assert "<b title" not in text and "'Ann'" not in text
    assert text.count("Tom &amp; &#x27;Ann&#x27;") > 100


def keep():
    for language in ("en", "de"):
        (KEPT / f"{language}.html").write_text(drawn(language), "utf-8")
