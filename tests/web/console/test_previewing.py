"""The preview shows exactly what is sent: in the portal, as a letter, as its plain text."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.utils.html import escape

from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from tests import cast as stage

TEXT = "Hello **Bea**,\n\n- one\n- two\n\nSee [our page](https://northlight.example/x). <b>@ada</b>"


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea)


def test_it_is_what_the_portal_and_the_letter_show(cast, oven, client_of):
    client, path = client_of(cast.ada), f"/desk/tickets/{oven.pk}"
    shown = client.post(f"{path}/preview/", {"mode": "reply", "text": TEXT}).content.decode()
    client.post(f"{path}/draft/", {"mode": "reply", "text": TEXT})
    letter = client.get(f"{path}/preview/letter/")
    plain = client.get(f"{path}/preview/letter/?as=text").content.decode()
    client.post(f"{path}/say/", {"mode": "reply", "text": TEXT})
    page = client.get(f"{path}/").content.decode()
    assert shown.strip() in page
    assert "<strong>Bea</strong>" in shown
    assert "<b>" not in shown
    sent = message_from_bytes(read_blob(OutgoingLetter.objects.get().raw), policy=default)
    html = sent.get_body(("html",)).get_content()
    for piece in ("<strong>Bea</strong>", "our page</a>", "Ada", "&lt;b&gt;"):
        assert piece in letter.content.decode()
        assert piece in html
    written = sent.get_body(("plain",)).get_content()
    assert "our page (https://northlight.example/x)" in written
    assert escape(written.strip().replace("\r\n", "\n")) in plain


def test_the_letter_has_a_policy_of_its_own(cast, oven, client_of):
    answer = client_of(cast.ada).get(f"/desk/tickets/{oven.pk}/preview/letter/")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_nobody_elses_draft_is_shown(cast, oven, client_of):
    draft = {"mode": "reply", "text": "Half a sentence"}
    client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/draft/", draft)
    other = client_of(cast.nils).get(f"/desk/tickets/{oven.pk}/preview/letter/")
    assert "Half a sentence" not in other.content.decode()


@pytest.mark.parametrize("text", ["", " ", "\0", "x" * 200_000, "[a](javascript:alert(1))"])
def test_nonsense_is_shown_harmlessly(cast, oven, client_of, text):
    answer = client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/preview/", {"text": text})
    assert answer.status_code == 200
    assert "javascript:" not in answer.content.decode().replace("[a](javascript:", "")
