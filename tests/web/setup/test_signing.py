"""Keys that sign letters: made or pasted, their record shown, looked up, and put to work."""

import pytest

from deskhand.mail import dkim, dns
from deskhand.mail.models import SigningKey
from tests.mail.nameserver import nameserver

pytestmark = pytest.mark.django_db

NEW = "/setup/signing/new/"


@pytest.fixture
def admin(cast, client_of):
    return client_of(cast.asta)


def make(admin, **facts: str) -> SigningKey:
    answer = admin.post(NEW, {"domain": "northlight.example", "kind": "rsa", **facts})
    assert answer.status_code == 302, answer.context["form"].errors
    return SigningKey.objects.latest("pk")


def test_a_key_is_made_and_its_record_shown(admin):
    key = make(admin)
    page = admin.get(f"/setup/signing/{key.pk}/").content.decode()
    assert (key.kind, key.signs) == ("rsa", False)
    assert f"{key.selector}._domainkey.northlight.example" in page
    assert f"v=DKIM1; k=rsa; p={key.public}" in page
    assert "PRIVATE" not in page


def test_ones_own_key_is_pasted(admin):
    private = dkim.new_key(dkim.ED25519)
    key = make(admin, kind="pasted", private=dkim.written(private), selector="mine")
    assert (key.public, key.kind) == (dkim.public_of(private), "ed25519")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"domain": "no domain"}, "domain"),
        ({"kind": "pasted", "private": "nonsense"}, "private"),
        ({"kind": "pasted"}, "private"),
        ({"kind": "dsa"}, "kind"),
        ({"selector": "a b"}, "__all__"),
    ],
)
def test_nonsense_is_said_at_its_field(admin, facts, field):
    answer = admin.post(NEW, {"domain": "northlight.example", "kind": "rsa", **facts})
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not SigningKey.objects.exists()


def test_it_signs_when_it_is_told_to_and_ends(admin):
    key = make(admin)
    for act, signs in (("begin", True), ("nonsense", True), ("end", False)):
        admin.post(f"/setup/signing/{key.pk}/act/", {"act": act})
        key.refresh_from_db()
        assert key.signs is signs


def test_its_record_is_looked_up(admin, settings):
    key = make(admin)
    with nameserver() as names:
        settings.DESKHAND_DNS = names.address
        page = admin.post(f"/setup/signing/{key.pk}/check/", follow=True).content.decode()
        assert "There is no such record in DNS yet" in page
        names.records[f"{key.selector}._domainkey.northlight.example"] = [
            f"v=DKIM1; k=rsa; p={key.public}"
        ]
        page = admin.post(f"/setup/signing/{key.pk}/check/", follow=True).content.decode()
        assert "The record stands in DNS as it should" in page


def test_without_dns_it_says_plainly_that_it_could_not(admin, settings, monkeypatch):
    monkeypatch.setattr(dns, "SECONDS", 0.2)
    key = make(admin)
    settings.DESKHAND_DNS = "127.0.0.1:9"
    page = admin.post(f"/setup/signing/{key.pk}/check/", follow=True).content.decode()
    assert "DNS could not be asked from this machine" in page


def test_a_removed_key_is_gone(admin):
    key = make(admin)
    admin.post(f"/setup/signing/{key.pk}/act/", {"act": "remove"})
    assert admin.get(f"/setup/signing/{key.pk}/").status_code == 404
    assert "Letters leave unsigned" in admin.get("/setup/signing/").content.decode()
