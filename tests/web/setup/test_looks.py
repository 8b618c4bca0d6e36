"""The brand of letters in Setup: a logo is taken, looked at, and refused where it is none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.rules.test_pictures import png

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(cast, client_of):
    return client_of(cast.asta)


def logo(content: bytes = png(440, 88), name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def organization(admin, cast, **facts):
    given = {"name": "Birch Bakery", "domains": "birch.example", **facts}
    return admin.post(f"/setup/rows/organizations/{cast.birch.pk}/", given)


def firm(admin, **facts):
    page = admin.get("/setup/firm/").context["form"]
    given = {name: value for name, value in page.initial.items() if value is not None}
    return admin.post("/setup/firm/", {**given, **facts})


def test_a_client_gets_a_brand_and_loses_it(admin, cast):
    answer = organization(admin, cast, new_logo=logo(), brand_name="Birch help", brand_hue="150")
    assert answer.status_code == 302
    cast.birch.refresh_from_db()
    assert cast.birch.logo is not None and cast.birch.brand_hue == 150
    organization(admin, cast)
    cast.birch.refresh_from_db()
    assert cast.birch.logo is not None and cast.birch.brand_hue is None
    organization(admin, cast, drop_logo="on")
    cast.birch.refresh_from_db()
    assert cast.birch.logo is None


@pytest.mark.parametrize("path", ["/setup/firm/", "/setup/rows/organizations/{}/"])
def test_the_form_sends_files(admin, cast, path):
    page = admin.get(path.format(cast.birch.pk)).content.decode()
    assert page.index('enctype="multipart/form-data"') < page.index('name="new_logo"')


def test_the_firm_gets_a_logo(admin, cast):
    assert firm(admin, new_logo=logo()).status_code == 302
    cast.firm.refresh_from_db()
    assert cast.firm.logo is not None


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        png(9000, 5),
        png(5, 5) + b"x" * 102_401,
    ],
    ids=["svg", "pdf", "huge", "heavy"],
)
def test_what_is_no_logo_is_refused_at_its_field(admin, cast, content):
    answer = organization(admin, cast, new_logo=logo(content))
    assert answer.status_code == 422 and "new_logo" in answer.context["form"].errors
    cast.birch.refresh_from_db()
    assert cast.birch.logo is None


@pytest.mark.parametrize("hue", ["-1", "361", "red"])
def test_a_hue_that_is_none_is_refused(admin, cast, hue):
    assert organization(admin, cast, brand_hue=hue).status_code == 422


def test_a_sample_is_shown_in_a_frame_of_its_own(admin, cast):
    organization(admin, cast, new_logo=logo(), brand_name="Birch help")
    page = admin.get(f"/setup/rows/organizations/{cast.birch.pk}/").content.decode()
    assert f"/setup/looks/{cast.birch.pk}/" in page
    answer = admin.get(f"/setup/looks/{cast.birch.pk}/")
    assert "Birch help" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "Northlight IT" in admin.get("/setup/looks/0/").content.decode()
    assert admin.get("/setup/looks/999/").status_code == 404
