"""Steps of a policy, ladders, hooks and the log of escalations in Setup."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.connectors.models import Hook, HookCall
from deskhand.journal.models import Event
from deskhand.oncall.models import Ladder
from deskhand.sla.administration import latest, publish
from deskhand.sla.drafts import draft_of
from deskhand.sla.models import Policy, PolicyDraft
from tests.sla.stepping import ask, promised, step, sweep

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)
TO_COME = datetime(2099, 2, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path


@pytest.fixture
def desk(cast, client_of):
    return client_of(cast.asta)


def formset(*forms, **more):
    data = {"form-TOTAL_FORMS": str(len(forms)), "form-INITIAL_FORMS": "0", **more}
    for number, form in enumerate(forms):
        data |= {f"form-{number}-{name}": value for name, value in form.items()}
    return data


def steps_of(policy):
    return latest(policy).rows.get(kind="resolution").steps


def test_steps_are_written_and_read_as_sentences(cast, desk):
    policy = promised(cast)
    answer = desk.post(
        f"/setup/policies/{policy.pk}/steps/0/",
        formset(
            {"kind": "percent", "amount": "80", "who": ["assignee", "lead"], "raises": "on"},
            {
                "kind": "repeat",
                "amount": "2",
                "measure": "hours",
                "unit": "calendar",
                "times": "3",
                "agents": [cast.ada.pk],
                "team": cast.network.pk,
            },
            {"kind": "due", "moves_up": "on", "DELETE": "on"},
            version="1",
        ),
        follow=True,
    )
    assert steps_of(policy) == [
        {
            "kind": "percent",
            "value": 80,
            "actions": [
                {"do": "raise"},
                {"do": "notify", "who": ["assignee", "lead"], "agents": []},
            ],
        },
        {
            "kind": "repeat",
            "seconds": 7200,
            "unit": "calendar",
            "times": 3,
            "actions": [
                {"do": "reassign", "team": cast.network.pk},
                {"do": "notify", "who": [], "agents": [cast.ada.pk]},
            ],
        },
    ]
    shown = " ".join(answer.content.decode().split())
    assert "raise its priority, once; tell whoever has the ticket, the team’s lead" in shown
    assert "Every 2 hours of all time after it was due, 3 times:" in shown
    assert "give it to Network; tell Ada" in shown
    assert latest(policy).number == 2
    again = desk.get(f"/setup/policies/{policy.pk}/steps/0/").content.decode()
    assert 'value="80"' in again and again.count("<fieldset") >= 2
    assert Event.objects.filter(name="setting_changed", payload__fields="steps").count() == 1


def test_one_more_step_is_offered_and_nothing_is_saved(cast, desk):
    policy = promised(cast)
    address = f"/setup/policies/{policy.pk}/steps/0/"
    answer = desk.post(address, formset({"kind": "due"}, version="1", more="1"))
    assert answer.status_code == 200 and b"Step 2" in answer.content
    assert latest(policy).number == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "due"}, "Say what it does."),
        ({"kind": "percent", "moves_up": "on"}, "How much?"),
        ({"kind": "percent", "amount": "2000", "moves_up": "on"}, "At most 1000 percent."),
        ({"kind": "nonsense", "moves_up": "on"}, "Select a valid choice"),
        ({"kind": "due", "team": "999999"}, "Select a valid choice"),
        ({"kind": "before", "amount": "x", "moves_up": "on"}, "whole number"),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_kept_in_the_form(cast, desk, form, said):
    policy = promised(cast)
    answer = desk.post(f"/setup/policies/{policy.pk}/steps/0/", formset(form, version="1"))
    assert answer.status_code == 422 and said in answer.content.decode()
    assert latest(policy).number == 1


def test_a_policy_that_changed_meanwhile_is_not_overwritten(cast, desk):
    policy = promised(cast)
    form = formset({"kind": "due", "moves_up": "on"}, version="0")
    answer = desk.post(f"/setup/policies/{policy.pk}/steps/0/", form)
    assert answer.status_code == 422 and b"changed meanwhile" in answer.content


def test_hostile_counts_of_forms_break_nothing(cast, desk):
    policy = promised(cast)
    for total in ("-1", "99999999", "x", ""):
        data = {"form-TOTAL_FORMS": total, "form-INITIAL_FORMS": "0", "version": "1"}
        for more in ({}, {"more": "1"}):
            answer = desk.post(f"/setup/policies/{policy.pk}/steps/0/", data | more)
            assert answer.status_code < 500
    assert desk.get(f"/setup/policies/{policy.pk}/steps/99/").status_code == 404
    assert desk.get("/setup/policies/99999/steps/").status_code == 404


def test_a_ladder_is_made_changed_and_removed(cast, desk):
    levels = [
        {"who": "assignee", "minutes": "5"},
        {"who": "agents", "agents": [cast.ada.pk], "minutes": "10"},
    ]
    desk.post("/setup/ladders/new/", formset(*levels, name="Night", repeats="3"))
    ladder = Ladder.objects.get()
    assert [(rung.who, rung.minutes) for rung in ladder.rungs.all()] == [
        ("assignee", 5),
        ("agents", 10),
    ]
    assert b"Ada" in desk.get("/setup/ladders/").content
    data = formset({"who": "team", "minutes": "5"}, name="Night", repeats="3")
    answer = desk.post(f"/setup/ladders/{ladder.pk}/", data)
    assert answer.status_code == 422 and b"which team" in answer.content
    desk.post(f"/setup/ladders/{ladder.pk}/remove/")
    assert not Ladder.objects.exists()


def test_a_hook_is_made_and_its_secret_is_shown_once(cast, desk):
    data = {"name": "Wall", "url": "https://wall.example/in", "is_active": "on"}
    assert b"whsec_" in desk.post("/setup/hooks/new/", data).content
    hook = Hook.objects.get()
    assert b"whsec_" not in desk.get(f"/setup/hooks/{hook.pk}/").content
    assert b"whsec_" in desk.post(f"/setup/hooks/{hook.pk}/", {"renew": "1"}).content
    refused = desk.post("/setup/hooks/new/", data | {"name": "In", "url": "http://10.0.0.1/"})
    assert refused.status_code == 422 and Hook.objects.count() == 1


def test_of_a_hook_that_leads_inside_it_is_said_that_it_is_never_called(cast, desk, settings):
    data = {"name": "Wall", "url": "https://10.0.0.1/in", "is_active": "on"}
    answer = desk.post("/setup/hooks/new/", data).content.decode()
    assert "whsec_" in answer and "10.0.0.1 leads into a network that is not public" in answer
    hook = Hook.objects.get()
    assert "DESKHAND_INTERNAL_HOSTS" in desk.post(f"/setup/hooks/{hook.pk}/", data).content.decode()
    settings.DESKHAND_INTERNAL_HOSTS = frozenset({"10.0.0.1"})
    assert desk.post(f"/setup/hooks/{hook.pk}/", data).status_code == 302


@pytest.mark.parametrize("page", ["steps/", "steps/0/", "changes/"])
def test_where_something_holds_at_once_it_is_said_that_a_draft_is_open(desk, page):
    policy = Policy.objects.get()
    address = f"/setup/policies/{policy.pk}/{page}"
    assert "writing a draft" not in desk.get(address).content.decode()
    PolicyDraft.objects.create(
        policy=policy, says={}, begun_from=1, changed_at=policy_at(policy), changed_by="Asta"
    )
    assert "Asta is writing a draft" in desk.get(address).content.decode()


def policy_at(policy):
    return policy.versions.latest("number").valid_from


def test_a_parked_call_stands_there_with_its_reason_and_a_button(cast, desk, at):
    hook = Hook.objects.create(name="Wall", url="https://wall.example/in", made_at=at)
    call = HookCall.objects.create(
        hook=hook, key="step:1", subject="ticket:1", body="{}", state="parked", made_at=at
    )
    HookCall.objects.filter(pk=call.pk).update(why="It answers 500", settled_at=at)
    assert b"It answers 500" in desk.get("/setup/hooks/").content
    desk.post(f"/setup/hooks/calls/{call.pk}/again/")
    call.refresh_from_db()
    assert call.state == "waiting"
    assert desk.post(f"/setup/hooks/calls/{call.pk}/again/").status_code == 404


def test_the_log_shows_what_came_and_a_dry_run_what_is_to_come(cast, desk):
    at = datetime.now(UTC) - 3 * H
    promised(cast, step("percent", value=50), step("due", actions=[{"do": "move_up"}]))
    ticket = ask(cast, at=at)
    sweep(at + 2.5 * H)
    shown = desk.get("/setup/escalations/").content.decode()
    assert f"#{ticket.pk}" in shown and "at 50" in shown
    dry = desk.get(f"/setup/escalations/?ticket=%23{ticket.pk}").content.decode()
    assert "move it up a tier" in dry and "Still to come" in dry
    assert b"no such ticket" in desk.get("/setup/escalations/?ticket=999999").content
    for nonsense in ("x", "-1", "9" * 30, "%00"):
        assert (
            desk.get(f"/setup/escalations/?ticket={nonsense}&before={nonsense}").status_code < 500
        )


def test_the_command_line_tells_steps_too(cast, at):
    from deskhand.sla.explain import explain

    promised(cast, step("percent", value=50), step("due"))
    ticket = ask(cast, at=at)
    sweep(at + 2.5 * H)
    told = explain(ticket.pk, at=at + 2.5 * H)
    assert "Step 1 (at 50" in told and "Fired" in told
    assert "Step 2 (when it is late) comes" in told
    assert Policy.objects.filter(slug="stepped").exists()


def test_what_is_to_hold_from_a_day_on_is_not_let_hold_by_changing_steps_or_options(cast, desk):
    policy = promised(cast)
    version, _remarks = publish(policy, draft_of(latest(policy)), at=TO_COME)
    page = f"/setup/policies/{policy.pk}/"
    assert "does not hold before" in desk.get(page).content.decode()
    answer = desk.post(
        f"{page}steps/0/", formset({"kind": "due", "moves_up": "on"}, version="2"), follow=True
    )
    assert "It holds with the version before it" in answer.content.decode()
    sent = {
        "raised": "raised",
        "lowered": "retroactive",
        "reopened": "resume",
        "grace_minutes": "0",
    }
    assert desk.post(f"{page}changes/", {**sent, "amber": "60", "red": "90"}).status_code == 302
    assert latest(policy).number == 4
    assert {v.valid_from for v in policy.versions.filter(number__gt=2)} == {version.valid_from}


def test_versions_tell_their_steps_in_sentences(cast, desk):
    policy = promised(cast)
    form = formset({"kind": "percent", "amount": "80", "who": ["lead"]}, version="1")
    desk.post(f"/setup/policies/{policy.pk}/steps/0/", form)
    page = " ".join(desk.get(f"/setup/policies/{policy.pk}/versions/").content.decode().split())
    assert "of the time: tell the team’s lead" in page
