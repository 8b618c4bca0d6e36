"""Fields of a form in Setup: added, changed, put in order, retired and brought back."""

import pytest

from deskhand.catalog.models import FormField, RequestType

pytestmark = pytest.mark.django_db


@pytest.fixture
def oven(cast) -> RequestType:
    return RequestType.objects.create(name="New oven", slug="new-oven")


def form(oven, tail="") -> str:
    return f"/setup/request-types/{oven.pk}/form/{tail}"


def add(client, oven, label, kind="text", **more):
    return client.post(form(oven, "new/"), {"label": label, "kind": kind, **more})


def slugs(oven) -> list[str]:
    rows = oven.form_fields.filter(retired_at=None)
    return list(rows.values_list("slug", flat=True))


def test_a_form_is_made_and_previewed(cast, oven, client_of):
    client = client_of(cast.asta)
    assert "Nothing more is asked" in client.get(form(oven)).content.decode()
    assert add(client, oven, "Width", "number", is_required="on").status_code == 302
    add(client, oven, "Kind", "choice", lines="Gas\n Gas\nElectric \n", shown_if="width")
    kind = FormField.objects.get(slug="kind")
    assert kind.choices == ["Gas", "Electric"]
    page = client.get(form(oven)).content.decode()
    assert 'data-shown-if="form-width"' in page
    assert "Electric" in page


def test_fields_change_places_and_keep_their_short_names(cast, oven, client_of):
    client = client_of(cast.asta)
    for label in ("Width", "Height", "Depth"):
        add(client, oven, label)
    depth = FormField.objects.get(slug="depth")
    client.post(form(oven, f"{depth.pk}/act/"), {"act": "up"})
    assert slugs(oven) == ["width", "depth", "height"]
    client.post(form(oven, f"{depth.pk}/"), {"label": "How deep?", "kind": "number"})
    depth.refresh_from_db()
    assert (depth.slug, depth.label, depth.position) == ("depth", "How deep?", 1)
    client.post(form(oven, f"{depth.pk}/act/"), {"act": "retire"})
    assert slugs(oven) == ["width", "height"]
    assert "Retired fields" in client.get(form(oven)).content.decode()
    client.post(form(oven, f"{depth.pk}/act/"), {"act": "bring_back"})
    assert slugs(oven) == ["width", "depth", "height"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": ""},
        {"kind": "choice"},
        {"kind": "nonsense"},
        {"kind": "file", "is_internal": "on"},
        {"shown_if": "nothing-there"},
        {"shown_value": "x"},
        {"kind": "choice", "lines": "x" * 121},
        {"label": "\0"},
    ],
)
def test_nonsense_is_refused(cast, oven, client_of, wrong):
    answer = add(client_of(cast.asta), oven, **{"label": "Width", **wrong})
    assert answer.status_code == 422
    assert not oven.form_fields.exists()


def test_a_field_of_another_form_is_missing(cast, oven, client_of):
    other = RequestType.objects.create(name="Other", slug="other")
    field = FormField.objects.create(request_type=other, slug="x", label="X", kind="text")
    client = client_of(cast.asta)
    assert client.get(form(oven, f"{field.pk}/")).status_code == 404
    assert client.post(form(oven, f"{field.pk}/act/"), {"act": "retire"}).status_code == 404
    assert client.post(form(other, f"{field.pk}/act/"), {"act": "x"}).status_code == 302
    field.refresh_from_db()
    assert field.retired_at is None
