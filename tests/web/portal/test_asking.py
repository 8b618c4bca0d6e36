"""The portal's form asks what the chosen request needs, also without a script."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.catalog.forms import save_field
from deskhand.catalog.models import FormField, RequestType
from deskhand.people.models import Site
from deskhand.tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db
NEW = "/requests/new/"


@pytest.fixture
def oven(cast) -> RequestType:
    row = RequestType.objects.create(name="New oven", slug="new-oven", kind="request")
    for label, kind, more in (
        ("Width", "number", {"is_required": True, "help": "In centimetres."}),
        ("Contact", "person", {}),
        ("Site", "site", {}),
        ("Drawing", "file", {}),
        ("Margin", "text", {"is_internal": True}),
    ):
        save_field(FormField(request_type=row, label=label, kind=kind, **more))
    return row


def sent(oven, **more):
    said = {"subject": "An oven", "text": "Please.", "priority": str(_priority()), "once_key": "1"}
    return said | {"request_type": oven.pk, "asked_for": oven.pk} | more


def _priority() -> int:
    from deskhand.catalog.models import Priority

    return Priority.objects.get(level=3).pk


def test_only_what_the_request_needs_is_asked(cast, oven, client_of):
    client = client_of(cast.bea)
    assert "Width" not in client.get(NEW).content.decode()
    headers = {"HX-Request": "true", "HX-Target": "asked"}
    piece = client.get(NEW, {"request_type": oven.pk}, headers=headers).content.decode()
    assert "Width" in piece
    assert "In centimetres." in piece
    assert "Margin" not in piece
    assert "<h1" not in piece


def test_people_and_sites_are_those_of_the_own_client(cast, oven, client_of):
    Site.objects.create(organization=cast.birch, name="Mill")
    Site.objects.create(organization=cast.cedar, name="Ward")
    page = client_of(cast.bea).get(NEW, {"request_type": oven.pk}).content.decode()
    assert "Bruno Birch" in page
    assert "Mill" in page
    assert "Carla" not in page
    assert "Ward" not in page


def test_a_request_is_sent_with_its_answers_and_files(cast, oven, client_of):
    file = SimpleUploadedFile("plan.txt", b"a plan", content_type="text/plain")
    said = sent(oven, **{"form-width": "59,5", "form-drawing": file, "form-margin": "none"})
    client = client_of(cast.bea)
    assert client.post(NEW, said).status_code == 302
    ticket = Ticket.objects.get()
    page = client.get(f"/requests/{ticket.pk}/").content.decode()
    assert "59.5" in page
    assert "plan.txt" in page
    assert ticket.kind == "request"
    assert not ticket.field_answers.filter(slug="margin").exists()
    assert Attachment.objects.get(message__ticket=ticket).filename == "plan.txt"


def test_what_is_missing_is_said_and_the_text_is_kept(cast, oven, client_of):
    answer = client_of(cast.bea).post(NEW, sent(oven, text="Ours is broken"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This must be answered." in page
    assert "Ours is broken" in page
    assert not Ticket.objects.exists()


def test_without_a_script_the_questions_are_asked_after_the_first_try(cast, oven, client_of):
    client = client_of(cast.bea)
    answer = client.post(NEW, sent(oven, asked_for=""))
    assert answer.status_code == 422
    assert "Width" in answer.content.decode()
    assert client.post(NEW, sent(oven, **{"form-width": "60"})).status_code == 302


@pytest.mark.parametrize("nonsense", ["x", "999999", "1" * 40, "-1"])
def test_nonsense_is_no_fault(cast, oven, client_of, nonsense):
    client = client_of(cast.bea)
    assert client.get(NEW, {"request_type": nonsense}).status_code == 200
    said = sent(oven, request_type=nonsense, **{"form-width": nonsense})
    assert client.post(NEW, said).status_code == 422


def test_what_is_for_agents_alone_stays_with_them(cast, oven, client_of):
    client_of(cast.bea).post(NEW, sent(oven, **{"form-width": "60"}))
    ticket = Ticket.objects.get()
    said = {"form-width": "60", "form-margin": "Forty percent", "why": "Price list"}
    assert client_of(cast.ada).post(f"/desk/tickets/{ticket.pk}/form/", said).status_code == 302
    assert "Forty" not in client_of(cast.bea).get(f"/requests/{ticket.pk}/").content.decode()
