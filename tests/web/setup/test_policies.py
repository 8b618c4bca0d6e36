"""Policies in Setup: a draft of rows, checked before it is published, tried and compared."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deskhand.sla import supposing
from deskhand.sla.administration import latest, publish
from deskhand.sla.drafts import draft_of
from deskhand.sla.models import Policy, PolicyDraft
from tests.cast import BEFORE, ask
from tests.sla.tables import owe

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(cast) -> Policy:
    return Policy.objects.get()


@pytest.fixture
def desk(cast, client_of):
    """A client signed in as administrator."""
    return client_of(cast.asta)


def url(policy: Policy, rest: str = "") -> str:
    return f"/setup/policies/{policy.pk}/{rest}"


def sent_row(desk, policy: Policy, key: str = "first-response") -> dict:
    """What the form of a row sends when nothing is typed."""
    context = desk.get(url(policy, f"rows/{key}/")).context
    fields = [*context["form"], *(f for form in context["cells"].forms for f in form)]
    return {f.html_name: "" if f.value() in (None, False) else f.value() for f in fields}


def sent_head(desk, policy: Policy) -> dict:
    form = desk.get(url(policy)).context["form"]
    return {field.html_name: field.value() for field in form}


def cells(policy: Policy) -> dict:
    row = policy.versions.latest("number").rows.get(key="first-response")
    return {(t.priority_level, t.band): (t.unit, t.seconds, t.days) for t in row.targets.all()}


def test_a_row_kept_as_it_stands_begins_no_draft(desk, policy):
    answer = desk.post(url(policy, "rows/first-response/"), sent_row(desk, policy))
    assert answer.status_code == 302
    assert not PolicyDraft.objects.exists()


def test_a_changed_row_is_kept_in_the_draft_until_it_is_published(desk, policy):
    row = {**sent_row(desk, policy), "p1-in-amount": "45", "p1-in-unit": "calendar-min"}
    assert desk.post(url(policy, "rows/first-response/"), row).status_code == 302
    assert policy.versions.count() == 1
    page = desk.get(url(policy)).content.decode()
    assert "Draft of version 2" in page and "45 minutes" in page and "1 change." in page
    assert desk.post(url(policy, "publish/")).status_code == 302
    assert policy.versions.count() == 2
    assert cells(policy)[1, "in"] == ("calendar", 2700, 0)
    assert not PolicyDraft.objects.exists()


def test_a_draft_is_forgotten_when_it_is_discarded(desk, policy):
    row = {**sent_row(desk, policy), "p1-in-amount": "3"}
    desk.post(url(policy, "rows/first-response/"), row)
    desk.post(url(policy, "act/"), {"act": "discard"})
    assert not PolicyDraft.objects.exists()
    assert policy.versions.count() == 1


def test_a_version_can_be_in_force_from_a_day_to_come(desk, policy, at):
    desk.post(url(policy, "rows/first-response/"), {**sent_row(desk, policy), "p1-in-amount": "3"})
    for wrong in ("yesterday", "2020-01-01", "9999-12-31"):
        assert desk.post(url(policy, "publish/"), {"from": wrong}).status_code == 422
    assert desk.post(url(policy, "publish/"), {"from": "2099-02-01"}).status_code == 302
    assert policy.versions.latest("number").valid_from.isoformat() == "2099-02-01T08:00:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"p1-in-amount": ""},
        {"p1-in-amount": "nonsense"},
        {"p1-in-amount": "-1"},
        {"p1-in-amount": "0"},
        {"p1-in-amount": "2001"},
        {"p1-in-amount": "1e99"},
        {"p1-in-amount": "NaN"},
        {"p1-in-amount": "0.001"},
        {"p1-in-amount": "1.5", "p1-in-unit": "calendar-min"},
        {"p1-in-unit": "nonsense"},
        {"p1-in-unit": ""},
        {"p1-in-unit": "days-close", "p1-in-amount": "1.5"},
        {"p1-in-unit": "days-close", "p1-in-amount": "251"},
        {"kind": "promise"},
        {"kind": "next_response", "start": "handover"},
        {"condition": "priority:1"},
        {"condition": "service:fax"},
        {"condition": '"'},
        {"start": "whim"},
        {"start": "status"},
        {"start": "handover", "start_tier": "4"},
        {"calendar": "999999"},
        {"carry": "nonsense"},
    ],
    ids=lambda wrong: " ".join(wrong.values()) or "empty",
)
def test_nonsense_in_a_row_is_said_and_kept_nowhere(desk, policy, wrong):
    row = {**sent_row(desk, policy), **wrong}
    answer = desk.post(url(policy, "rows/first-response/"), row)
    assert answer.status_code == 422
    assert b'data-tone="danger"' in answer.content or b"field-error" in answer.content
    assert not PolicyDraft.objects.exists()


def test_an_empty_form_is_refused(desk, policy):
    assert desk.post(url(policy, "rows/first-response/"), {}).status_code == 422
    assert desk.post(url(policy), {}).status_code == 422


def test_a_new_row_stands_after_the_others_and_is_moved_copied_and_taken_out(desk, policy):
    row = {**sent_row(desk, policy), "name": "By phone", "condition": "channel:phone"}
    assert desk.post(url(policy, "rows/new/"), row).status_code == 302

    def keys():
        return [row["key"] for row in PolicyDraft.objects.get().says["rows"]]

    assert keys() == ["first-response", "call-back", "by-phone"]
    desk.post(url(policy, "rows/by-phone/act/"), {"act": "up"})
    assert keys() == ["by-phone", "call-back", "first-response"]
    assert desk.post(url(policy, "rows/by-phone/act/"), {"act": "copy"}).status_code == 302
    assert keys()[-1] == "copy-of-by-phone"
    desk.post(url(policy, "rows/copy-of-by-phone/act/"), {"act": "remove"})
    desk.post(url(policy, "rows/by-phone/act/"), {"act": "remove"})
    assert keys() == ["call-back", "first-response"]
    assert desk.post(url(policy, "rows/nothing/act/"), {"act": "up"}).status_code == 404
    assert desk.get(url(policy, "rows/nothing/")).status_code == 404


def test_a_check_says_what_is_doubtful_and_keeps_nothing(desk, policy):
    row = {**sent_row(desk, policy), "try": "1"}
    answer = desk.post(url(policy, "rows/first-response/"), row)
    assert answer.status_code == 200
    assert "is answered sooner than who reports a moment before" in answer.content.decode()
    assert not PolicyDraft.objects.exists()


def test_a_draft_follows_what_was_published_meanwhile_where_it_does_not_touch_it(desk, policy):
    desk.post(url(policy, "rows/first-response/"), {**sent_row(desk, policy), "p1-in-amount": "3"})
    meanwhile = draft_of(latest(policy))
    first, other = meanwhile.rows
    steps = ({"kind": "percent", "value": 50, "action": "notify"},)
    less = tuple(cell for cell in first.cells if cell.priority_level != 5)
    rows = (replace(first, steps=steps, cells=less), replace(other, name="Ring them up"))
    publish(policy, replace(meanwhile, rows=rows, carry="earliest"), at=BEFORE)
    assert "Somebody has published since" in desk.get(url(policy)).content.decode()
    assert desk.post(url(policy, "publish/")).status_code == 302
    now = draft_of(latest(policy))
    assert (now.carry, now.rows[0].steps, now.rows[1].name) == ("earliest", steps, "Ring them up")
    assert cells(policy)[1, "in"] == ("calendar", 3 * 3600, 0)
    assert (5, "in") not in cells(policy)


def test_the_head_is_kept_in_the_draft_and_the_name_at_once(desk, policy):
    head = {**sent_head(desk, policy), "held_by": ["held"], "name": "Gold"}
    assert desk.post(url(policy), head).status_code == 302
    policy.refresh_from_db()
    assert policy.name == "Gold"
    assert PolicyDraft.objects.get().says["holds"] == {"resolution": ["held"], "update": ["held"]}
    for wrong in ({"calendar": "999999"}, {"held_by": ["nonsense"]}, {"name": ""}):
        assert desk.post(url(policy), {**head, **wrong}).status_code == 422


def test_a_copy_says_the_same_and_can_be_the_default(desk, policy):
    assert desk.post(url(policy, "act/"), {"act": "copy"}).status_code == 302
    copied = Policy.objects.exclude(pk=policy.pk).get()
    assert copied.name == f"Copy of {policy.name}"
    assert cells(copied) == cells(policy)
    desk.post(url(copied, "act/"), {"act": "default"})
    assert Policy.objects.get(is_default=True) == copied


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, ["Tue 3 Mar 11:00", "1 hour, in business hours"]),
        ({"at": "2026-03-03T18:00"}, ["Tue 3 Mar 20:00", "2 hours, after business hours"]),
        ({"level": "2", "at": "2026-03-07T12:00"}, ["Mon 9 Mar 17:00", "next business day"]),
        ({"level": "9"}, ["Select a valid choice"]),
        ({"at": "soon"}, ["Enter a valid date/time"]),
        ({"at": "9999-12-31T23:59"}, ["This is too far away."]),
    ],
)
def test_what_if_tells_the_row_and_the_due_time(desk, policy, asked, words):
    usual = {"level": "1", "channel": "phone", "at": "2026-03-03T10:00", "kind": "incident"}
    answer = desk.get(url(policy, "what-if/"), {**usual, **asked})
    assert answer.status_code == 200
    for each in words:
        assert each in answer.content.decode()


def test_what_if_goes_by_the_draft_and_by_labels(desk, policy):
    row = {**sent_row(desk, policy), "condition": "contract:24x7", "p1-in-amount": "3"}
    desk.post(url(policy, "rows/new/"), {**row, "name": "Around the clock"})
    asked = {"level": "1", "channel": "phone", "at": "2026-03-03T10:00", "kind": "incident"}
    plain = desk.get(url(policy, "what-if/"), asked).content.decode()
    assert "Around the clock" not in plain and "11:00" in plain
    labelled = desk.get(url(policy, "what-if/"), {**asked, "labels": "24x7"}).content.decode()
    assert "Around the clock" in labelled and "13:00" in labelled


def test_a_trial_tells_which_of_the_last_tickets_would_have_been_due_otherwise(
    desk, policy, cast, at
):
    ticket = ask(cast.bea, at=at)
    assert "No due time would have been another" in desk.get(url(policy, "trial/")).content.decode()
    row = {**sent_row(desk, policy), "p3-after-amount": "2"}
    desk.post(url(policy, "rows/first-response/"), row)
    page = desk.get(url(policy, "trial/")).content.decode()
    assert "1 would have had another due time: 0 sooner, 1 later" in page
    assert str(ticket.pk) in page


def test_a_trial_of_many_tickets_asks_the_database_little(
    policy, cast, at, django_assert_max_num_queries
):
    owe(cast.birch, policy)
    for minutes in range(12):
        ask(cast.bea, at=at + timedelta(minutes=minutes))
    with django_assert_max_num_queries(4):
        tickets = supposing.last_tickets(policy.pk)
        assert len(tickets) == 12


def test_two_versions_are_compared_in_words(desk, policy):
    desk.post(url(policy, "rows/first-response/"), {**sent_row(desk, policy), "p1-in-amount": "3"})
    desk.post(url(policy, "publish/"))
    page = desk.get(url(policy, "versions/")).content.decode()
    assert "1 Urgent, in business hours" in page and "3 hours" in page and "1 hour" in page
    assert "They say the same" in desk.get(url(policy, "versions/?was=1&now=1")).content.decode()
    assert desk.get(url(policy, "versions/?was=7")).status_code == 404


def test_conditions_are_completed_with_the_fields_of_rows_alone(desk, policy):
    offered = desk.get("/setup/policies/complete/", {"condition": ""}).content.decode()
    assert "channel:" in offered and "priority:" not in offered and "assignee:" not in offered
    offered = desk.get("/setup/policies/complete/", {"condition": "channel:ph"}).content.decode()
    assert "phone" in offered


@pytest.mark.parametrize("rest", ["", "rows/new/", "rows/first-response/", "what-if/", "trial/"])
def test_only_administrators_see_and_write(cast, policy, client_of, rest):
    for who in (cast.ada, cast.milo, cast.bea):
        assert client_of(who).get(url(policy, rest)).status_code == 404
        assert client_of(who).post(url(policy, "publish/"), {}).status_code == 404
    assert client_of(cast.asta).get(f"/setup/policies/999999/{rest}").status_code == 404
