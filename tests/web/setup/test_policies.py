"""The table of promises: published as a new version, or refused cell by cell."""

import pytest

from deskhand.sla.models import Policy, Target


@pytest.fixture
def policy(cast):
    return Policy.objects.get()


@pytest.fixture
def typed(cast, policy, client_of):
    """What the page shows, as its browser would send it back."""
    context = client_of(cast.asta).get(f"/setup/policies/{policy.pk}/").context
    form = context["form"]
    sent = {name: form[name].value() for name in ("calendar", "held_by")}
    for cell in (cell for table in context["tables"] for cell in table.cells):
        for field in cell:
            sent[field.html_name] = "" if field.value() is None else field.value()
    return sent


def test_published_as_it_stands_is_a_new_version_with_the_same_targets(
    cast, policy, typed, client_of
):
    before = policy.versions.latest("number")
    answer = client_of(cast.asta).post(f"/setup/policies/{policy.pk}/", typed)
    assert answer.status_code == 302
    now = policy.versions.latest("number")
    told = ("row__kind", "priority_level", "band", "unit", "seconds", "days")

    def promised(version):
        targets = Target.objects.filter(row__version=version).exclude(unit="none")
        return set(targets.values_list(*told))

    assert promised(now) == promised(before) != set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_response-p1-in-amount": ""},
        {"first_response-p1-in-amount": "nonsense"},
        {"first_response-p1-in-amount": "-1"},
        {"first_response-p1-in-amount": "0"},
        {"first_response-p1-in-amount": "2001"},
        {"first_response-p1-in-amount": "1e99"},
        {"first_response-p1-in-amount": "NaN"},
        {"first_response-p1-in-amount": "0.001"},
        {"first_response-p1-in-unit": "nonsense"},
        {"first_response-p1-in-unit": ""},
        {"first_response-p1-in-unit": "business_days", "first_response-p1-in-amount": "1.5"},
        {"first_response-p1-in-unit": "business_days", "first_response-p1-in-amount": "251"},
        {"calendar": "999999"},
        {"calendar": ""},
        {"held_by": "nonsense"},
    ],
    ids=lambda wrong: " ".join(wrong.values()) or "empty",
)
def test_nonsense_is_refused_and_what_holds_still_holds(cast, policy, typed, client_of, wrong):
    answer = client_of(cast.asta).post(f"/setup/policies/{policy.pk}/", {**typed, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert policy.versions.count() == 1


def test_an_empty_form_is_refused(cast, policy, client_of):
    assert client_of(cast.asta).post(f"/setup/policies/{policy.pk}/", {}).status_code == 422


def test_only_administrators_publish(cast, policy, typed, client_of):
    path = f"/setup/policies/{policy.pk}/"
    for who in (cast.ada, cast.carla):
        assert client_of(who).post(path, typed).status_code == 404
    assert client_of(None).post(path, typed)["Location"].startswith("/accounts/login/")
    assert client_of(cast.asta).get("/setup/policies/999999/").status_code == 404
