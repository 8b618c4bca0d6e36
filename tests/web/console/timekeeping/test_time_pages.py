"""Pages of time: beside a ticket, by a form, by the week, in lists and files, approved, closed."""

import csv
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deskhand.journal.models import Event
from deskhand.work.models import TimeEntry, TimeMonth, Timer, WorkType
from tests import cast as stage

HTMX = {"HX-Request": "true"}
TODAY = timezone.now().date()


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


@pytest.fixture
def ada(cast, client_of):
    return client_of(cast.ada)


def kind(name="Remote support"):
    return WorkType.objects.get(name=name).pk


def line(ticket, **more):
    return {"length": "15", "work_type": kind(), **more}


def whole(cast, **more):
    """All that the plain form sends."""
    usual = {"length": "1h", "worked_on": TODAY, "work_type": kind(), "agent": cast.ada.pk}
    return {**usual, "is_billable": "on", "place": "remote", **more}


def test_time_is_entered_beside_a_ticket_and_told_in_its_timeline(cast, oven, ada, client_of):
    answer = ada.post(
        f"/desk/tickets/{oven.pk}/time/", line(oven, note="On the phone"), headers=HTMX
    )
    assert "15 min" in answer.content.decode()
    entry = TimeEntry.objects.get()
    assert (entry.ticket, entry.seconds, entry.note) == (oven, 900, "On the phone")
    page = ada.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert "Time entered: 15 min" in page
    alone = ada.get(f"/desk/tickets/{oven.pk}/?show=time").content.decode()
    assert "Time entered: 15 min" in alone
    assert "Ticket opened" not in alone
    theirs = client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()
    assert "15 min" not in theirs
    assert "On the phone" not in theirs


@pytest.mark.parametrize("length", ["", "x", "-3h", "25h", "0", "1:75", "a\0b", "9" * 99])
def test_nonsense_beside_a_ticket_is_refused_aloud(oven, ada, length):
    sent = {"length": length, "work_type": kind()}
    answer = ada.post(f"/desk/tickets/{oven.pk}/time/", sent, headers=HTMX)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not TimeEntry.objects.exists()


def test_one_timer_runs_and_becomes_an_entry(cast, oven, ada, at):
    other = stage.open_ticket(at=at, requester=cast.bea, subject="Mixer")
    for ticket in (oven, other):
        ada.post(f"/desk/tickets/{ticket.pk}/timer/", {"act": "start"}, headers=HTMX)
    running = Timer.objects.filter(runs_since__isnull=False)
    assert [timer.ticket for timer in running] == [other]
    assert "Mixer" in ada.get("/desk/counts/").content.decode()
    Timer.objects.filter(ticket=other).update(runs_since=timezone.now() - timedelta(hours=5))
    piece = ada.get(f"/desk/tickets/{other.pk}/panels/time/", headers=HTMX).content.decode()
    assert "Did you leave it running?" in piece
    ada.post(f"/desk/tickets/{other.pk}/time/", line(other, timer="on"), headers=HTMX)
    assert not Timer.objects.filter(ticket=other).exists()
    assert TimeEntry.objects.get().source == "timer"
    assert ada.post(f"/desk/tickets/{oven.pk}/timer/", {"act": "dance"}).status_code == 422


def test_time_goes_along_with_a_note_and_its_fault_stays_in_the_composer(oven, ada):
    say = f"/desk/tickets/{oven.pk}/say/"
    wrong = ada.post(say, {"mode": "note", "text": "Looked at it", "worked": "soon"})
    assert wrong.status_code == 422
    assert "Looked at it" in wrong.content.decode()
    ada.post(say, {"mode": "note", "text": "Looked", "worked": "1,25h", "worked_free": "on"})
    entry = TimeEntry.objects.get()
    assert (entry.seconds, entry.is_billable, entry.message.text) == (4500, False, "Looked")


def test_the_plain_form_asks_about_doubts_and_shows_what_was_said(cast, oven, ada):
    sent = whole(cast, ticket=oven.pk, length="0:00-0:30", worked_on=TODAY - timedelta(days=1))
    first = ada.post("/desk/time/new/", sent)
    assert first.status_code == 302
    again = ada.post("/desk/time/new/", sent)
    assert again.status_code == 409
    assert 'name="is_sure"' in again.content.decode()
    assert ada.post("/desk/time/new/", {**sent, "is_sure": "on"}).status_code == 302
    path = first["Location"]
    page = ada.get(path).content.decode()
    assert "00:00-00:30" in page
    fixed = ada.post(path, {**sent, "length": "20m", "revision": 1, "why": "typo"})
    assert fixed.status_code == 302
    assert "typo" in ada.get(path).content.decode()
    stale = ada.post(path, {**sent, "length": "40m", "revision": 1})
    assert stale.status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [{"length": ""}, {"worked_on": "soon"}, {"ticket": "x"}, {"ticket": 999_999},
     {"work_type": 0}, {"agent": 0}, {"place": "moon"}, {"travel": "flat"}, {"is_billable": ""},
     {"worked_on": "2999-01-01"}, {"note": "x" * 10_001}, {"travel_km": "9e99"}],
)  # fmt: skip
def test_nonsense_in_the_plain_form_is_said_at_its_field(cast, oven, ada, wrong):
    answer = ada.post("/desk/time/new/", whole(cast, **wrong))
    assert answer.status_code == 422
    assert not TimeEntry.objects.exists()


def test_the_week_is_saved_as_a_whole_or_not_at_all(cast, oven, ada):
    monday = TODAY - timedelta(days=TODAY.weekday() + 7)
    key = f"t{oven.pk}-k{kind()}"
    path = f"/desk/time/week/?week={monday}"
    assert f'value="{key}"' in ada.get(f"{path}&line={key}&line=nonsense").content.decode()
    sent = {"week": monday, "line": key, "once_key": "k"}
    wrong = ada.post("/desk/time/week/", {**sent, f"c.{key}.0": "8", f"c.{key}.1": "25"})
    assert wrong.status_code == 422
    assert not TimeEntry.objects.exists()
    ada.post("/desk/time/week/", {**sent, f"c.{key}.0": "8", f"c.{key}.1": "30m"})
    first, second = TimeEntry.objects.order_by("worked_on")
    assert (first.seconds, second.seconds, first.source) == (8 * 3600, 1800, "sheet")
    ada.post(
        "/desk/time/week/",
        {
            **sent,
            f"w.{key}.0": "8:00",
            f"c.{key}.0": "7:30",
            f"r.{key}.0": f"{first.pk}:1",
            f"w.{key}.1": "0:30",
            f"c.{key}.1": "",
            f"r.{key}.1": f"{second.pk}:1",
        },
    )
    [left] = TimeEntry.objects.counted()
    assert (left.pk, left.seconds, left.revision) == (first.pk, 7 * 3600 + 1800, 2)
    copied = ada.get(f"/desk/time/week/?week={monday + timedelta(days=7)}&copy=1")
    assert f'value="{key}"' in copied.content.decode()


def test_a_new_line_of_the_week_names_a_ticket_that_one_sees(cast, ada, at):
    clinic = stage.open_ticket(at=at, requester=cast.cem)
    cast.ada.only_organizations.set([cast.birch])
    sent = {"week": TODAY, "new_kind": kind(), "c.new.0": "1"}
    for number in (clinic.pk, 999_999, "x"):
        answer = ada.post("/desk/time/week/", {**sent, "new_ticket": number})
        assert answer.status_code == 422
    assert not TimeEntry.objects.exists()


def entered(cast, ticket, ada, **more):
    ada.post(f"/desk/tickets/{ticket.pk}/time/", line(ticket, **more), headers=HTMX)
    return TimeEntry.objects.order_by("-pk")[0]


def test_lists_are_filtered_summed_and_kept_as_files(cast, oven, ada, client_of):
    entered(cast, oven, ada, note="=1+1")
    page = ada.get("/desk/time/").content.decode()
    assert "15 min" in page
    assert "No time" in ada.get("/desk/time/?billing=free").content.decode()
    assert "15 min" in ada.get(f"/desk/time/?ticket={oven.pk}").content.decode()
    rows = list(csv.reader(ada.get("/desk/time/table.csv").content.decode().splitlines()))
    assert rows[1][9] == "0.25"
    assert "'=1+1" in rows[1]
    milo = client_of(cast.milo)
    assert "15 min" in milo.get("/desk/time/?who=all").content.decode()
    assert "15 min" in milo.get("/desk/time/unbilled/").content.decode()
    for nonsense in ("?who=x&client=y&since=z&kind=9", "?ticket=-1", f"?since={date.max}"):
        assert ada.get(f"/desk/time/{nonsense}").status_code == 200
    assert ada.get("/desk/time/?after=x").status_code == 404


def test_others_time_is_missing_for_whoever_does_not_oversee_it(cast, oven, ada, client_of):
    entry = entered(cast, oven, ada)
    nils = client_of(cast.nils)
    assert nils.get(f"/desk/time/{entry.pk}/").status_code == 404
    assert nils.post(f"/desk/time/{entry.pk}/withdraw/").status_code == 404
    assert "15 min" not in nils.get("/desk/time/?who=all").content.decode()
    assert client_of(cast.lena).get("/desk/time/new/").status_code == 403


def test_submitted_approved_billed_and_closed(cast, oven, ada, client_of):
    entry = entered(cast, oven, ada)
    milo = client_of(cast.milo)
    assert "15 min" in milo.get("/desk/time/approve/?open=1").content.decode()
    assert "15 min" not in milo.get("/desk/time/approve/").content.decode()
    ada.post("/desk/time/submit/")
    assert "15 min" in milo.get("/desk/time/approve/").content.decode()
    ada.post("/desk/time/approve/judge/", {"entry": entry.pk})
    entry.refresh_from_db()
    assert entry.state == TimeEntry.State.SUBMITTED
    milo.post("/desk/time/approve/judge/", {"entry": [entry.pk, "x"]})
    entry.refresh_from_db()
    assert (entry.state, entry.state_by) == (TimeEntry.State.APPROVED, "Milo")
    assert ada.post(f"/desk/time/{entry.pk}/withdraw/").status_code == 403
    assert ada.post("/desk/time/bill/", {"entry": entry.pk}).status_code == 403
    milo.post("/desk/time/bill/", {"entry": entry.pk, "name": "INV-7"})
    entry.refresh_from_db()
    assert entry.billed_as == "INV-7"
    assert Event.objects.filter(name="time_billed").exists()


def test_work_of_the_firms_own_stands_in_the_audit(cast, ada, client_of):
    assert ada.post("/desk/time/new/", whole(cast)).status_code == 302
    page = client_of(cast.asta).get("/setup/audit/")
    assert page.status_code == 200
    assert "time_entered" in page.content.decode()


def test_a_month_that_is_over_is_closed_and_opened_with_a_reason(cast, client_of):
    milo, asta = client_of(cast.milo), client_of(cast.asta)
    turn = "/desk/time/months/turn/"
    this = TODAY.replace(day=1)
    last = (this - timedelta(days=1)).replace(day=1)
    milo.post(turn, {"month": this})
    assert not TimeMonth.objects.filter(is_closed=True).exists()
    milo.post(turn, {"month": last})
    assert TimeMonth.objects.get(begins_on=last).is_closed
    assert milo.post(turn, {"month": last, "act": "reopen", "why": "x"}).status_code == 403
    asta.post(turn, {"month": last, "act": "reopen", "why": " "})
    assert TimeMonth.objects.get(begins_on=last).is_closed
    asta.post(turn, {"month": last, "act": "reopen", "why": "A late sheet"})
    assert not TimeMonth.objects.get(begins_on=last).is_closed
    assert "A late sheet" in asta.get("/desk/time/months/").content.decode()
    cast.milo.only_organizations.set([cast.birch])
    assert milo.get("/desk/time/months/").status_code == 404


def test_tickets_that_were_solved_without_time_are_found(cast, oven, ada, at, client_of):
    stage.say(oven, by=cast.ada, text="Done", at=at)
    type(oven).objects.update(category="solved", solved_at=at, received_at=timezone.now())
    asta = client_of(cast.asta)
    assert oven.subject in asta.get("/desk/time/missing/").content.decode()
    entered(cast, oven, ada)
    assert oven.subject not in asta.get("/desk/time/missing/").content.decode()


def test_pages_ask_no_more_when_there_is_more_to_show(cast, oven, ada, client_of, at):
    milo = client_of(cast.milo)
    pages = (
        f"/desk/tickets/{oven.pk}/panels/time/",
        "/desk/time/?who=all",
        "/desk/time/unbilled/",
        "/desk/time/approve/",
        "/desk/time/missing/",
        "/desk/time/running/",
        "/desk/time/months/",
    )

    def asked(client, paths):
        counts = {}
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts[path] = len(queries)
        return counts

    def more(times):
        for number in range(times):
            ticket = stage.open_ticket(at=at, requester=cast.bea, subject=f"Matter {number}")
            stage.say(ticket, by=cast.ada, text="Yes", at=at)
            entered(cast, ticket, ada, note=f"{number}")
            ada.post(f"/desk/tickets/{ticket.pk}/timer/", {"act": "start"}, headers=HTMX)
        ada.post("/desk/time/submit/")

    more(2)
    few = asked(milo, pages), asked(ada, ["/desk/time/week/", "/desk/counts/"])
    more(6)
    assert (asked(milo, pages), asked(ada, ["/desk/time/week/", "/desk/counts/"])) == few
