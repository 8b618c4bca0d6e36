"""Priorities and statuses by scheme, and what must happen for a request type."""

import pytest

from deskhand.catalog.models import Priority, PriorityScheme, RequestType, Status, StatusScheme
from deskhand.packs.loading import apply
from tests.cast import ask
from tests.packs.clients import found as firm_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, client_of):
    return client_of(cast.asta)


def sent(desk, path: str) -> dict:
    """What the page of a scheme sends when nothing is typed."""
    context = desk.get(path).context
    rows = context["rows"]
    fields = [*rows.management_form, *(field for form in rows for field in form)]
    values = {
        f.html_name: f.value() for f in fields if f.value() is not None and f.value() is not False
    }
    return {**values, "name": context["name"]}


def test_schemes_are_listed_with_who_uses_them(desk, at):
    apply("tiers", at=at)
    page = desk.get("/setup/schemes/priorities/").content.decode()
    assert "Four priorities" in page and "Support levels 0 to 4" in page and "Critical" in page
    page = desk.get("/setup/schemes/statuses/").content.decode()
    assert "With a vendor (level 4)" in page
    assert desk.get("/setup/schemes/nothing/").status_code == 404


def test_a_scheme_is_changed_on_one_page(desk):
    scheme = PriorityScheme.objects.get()
    path = f"/setup/schemes/priorities/{scheme.pk}/"
    form = sent(desk, path)
    change = {"name": "Ours", "form-1-name": "Serious", "form-4-is_default": "on"}
    added = {"form-5-level": "6", "form-5-name": "Someday", "form-5-meaning": "When there is time"}
    assert desk.post(path, {**form, **change, **added}).status_code == 302
    scheme.refresh_from_db()
    assert scheme.name == "Ours"
    assert list(scheme.priorities.values_list("level", "name"))[1] == (2, "Serious")
    assert scheme.priorities.get(level=6).name == "Someday"
    assert scheme.priorities.get(is_default=True).level == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"form-1-name": ""},
        {"form-1-level": "1"},
        {"form-1-level": "x"},
        {"form-5-name": "Half a row"},
    ],
    ids=lambda wrong: " ".join(wrong),
)
def test_nonsense_in_a_scheme_is_refused(desk, wrong):
    scheme = PriorityScheme.objects.get()
    path = f"/setup/schemes/priorities/{scheme.pk}/"
    before = list(Priority.objects.values_list("level", "name"))
    assert desk.post(path, {**sent(desk, path), **wrong}).status_code == 422
    assert list(Priority.objects.values_list("level", "name")) == before


def test_statuses_are_changed_and_not_named_twice(desk):
    scheme = StatusScheme.objects.get()
    path = f"/setup/schemes/statuses/{scheme.pk}/"
    form = sent(desk, path)
    assert desk.post(path, {**form, "form-1-name": "New"}).status_code == 422
    assert desk.post(path, {**form, "form-1-name": "Working"}).status_code == 302
    assert Status.objects.filter(name="Working", category="open").exists()


def test_a_scheme_is_copied_with_its_rows(desk):
    scheme = StatusScheme.objects.get()
    assert desk.post(f"/setup/schemes/statuses/{scheme.pk}/copy/").status_code == 302
    copied = StatusScheme.objects.exclude(pk=scheme.pk).get()
    assert copied.name == f"Copy of {scheme.name}"
    names = [list(s.statuses.values_list("name", flat=True)) for s in (scheme, copied)]
    assert names[0] == names[1]


def test_only_administrators_see_schemes(cast, client_of):
    for who in (cast.ada, cast.bea):
        assert client_of(who).get("/setup/schemes/priorities/").status_code == 404
        assert client_of(who).post("/setup/schemes/priorities/1/", {}).status_code == 404


@pytest.fixture
def request_type(cast, at) -> RequestType:
    apply("hosting-promises", at=at)
    return RequestType.objects.get(slug="password-reset")


def form_of(desk, request_type: RequestType) -> tuple[str, dict]:
    path = f"/setup/rows/request-types/{request_type.pk}/"
    form = desk.get(path).context["form"]
    fields = [*form, *(field for act in form.acts for field in act)]
    return path, {
        f.html_name: f.value() for f in fields if f.value() is not None and f.value() is not False
    }


def test_what_must_happen_stays_as_it_was_when_the_form_is_saved(desk, request_type):
    path, form = form_of(desk, request_type)
    before = request_type.acts
    assert desk.post(path, form).status_code == 302
    request_type.refresh_from_db()
    assert request_type.acts == before


def test_what_must_happen_is_edited_line_by_line(desk, request_type):
    path, form = form_of(desk, request_type)
    change = {"act2-within": " 30  min elapsed", "act3-do": "turn_over", "act3-number": "2"}
    assert desk.post(path, {**form, **change, "act0-do": ""}).status_code == 302
    request_type.refresh_from_db()
    assert [act["do"] for act in request_type.acts] == ["work_order", "call_back", "turn_over"]
    assert request_type.acts[1]["within"] == "30 min elapsed"
    assert request_type.acts[2]["tier"] == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"act2-within": "soon"},
        {"act0-do": "fly"},
        {"act0-when": "never"},
        {"act3-do": "turn_over"},
        {"act3-do": "turn_over", "act3-number": "7"},
    ],
    ids=lambda wrong: " ".join(wrong.values()),
)
def test_nonsense_in_what_must_happen_is_refused(desk, request_type, wrong):
    path, form = form_of(desk, request_type)
    before = request_type.acts
    assert desk.post(path, {**form, **wrong}).status_code == 422
    request_type.refresh_from_db()
    assert request_type.acts == before


def test_a_ticket_is_offered_what_its_policy_names_and_tells_what_must_happen(cast, client_of, at):
    firm = firm_of(cast)
    other, ours = ask(firm.client("hosting-promises"), at=at), ask(cast.bea, at=at)
    RequestType.objects.create(name="Something else", slug="else", kind="request")
    desk = client_of(cast.ada)

    def offered(ticket) -> set[str]:
        options = desk.get(f"/desk/tickets/{ticket.pk}/panels/properties/").context["options"]
        there = RequestType.objects.filter(pk__in=[one.pk for one in options["request_type"]])
        return set(there.values_list("slug", flat=True))

    assert "password-reset" in offered(other) and "site-down" not in offered(other)
    assert offered(ours) == {"else"}
    password = RequestType.objects.get(slug="password-reset")
    path = f"/desk/tickets/{ours.pk}/set/request_type/"
    assert desk.post(path, {"value": password.pk}).status_code == 422
    desk.post(f"/desk/tickets/{other.pk}/set/request_type/", {"value": password.pk})
    page = desk.get(f"/desk/tickets/{other.pk}/").content.decode()
    assert "If all lines are busy: call back within 1 hour" in page
