"""Guessing is bounded for each account, whoever guesses from wherever (P26, P33, P35, P36)."""

from datetime import datetime

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from deskhand.mail.models import OutgoingLetter
from deskhand.people.attempts import AttemptCache
from deskhand.people.models import Attempt
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


def _try(password: str, *, number: int, host: str = "testserver") -> Client:
    client = Client(REMOTE_ADDR=f"10.0.0.{number}", HTTP_HOST=host)
    client.post("/accounts/login/", {"login": "bea@birch.example", "password": password})
    return client


def test_an_account_takes_ten_wrong_passwords_from_all_addresses_and_hosts_together(
    cast: Cast,
) -> None:
    for number in range(10):
        _try("wrong", number=number, host=f"testserver:{8000 + number}")
    late = _try(PASSWORD, number=99)
    assert "_auth_user_id" not in late.session


def test_the_count_is_not_fooled_by_what_a_client_says_of_his_address(cast: Cast) -> None:
    for number in range(12):
        Client(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}").post(
            "/accounts/login/", {"login": f"x{number}@birch.example", "password": "wrong"}
        )
    late = Client(HTTP_X_FORWARDED_FOR="192.0.2.200")
    late.post("/accounts/login/", {"login": "bea@birch.example", "password": PASSWORD})
    assert "_auth_user_id" not in late.session


def test_all_processes_count_together(cast: Cast) -> None:
    one, other = AttemptCache("", {}), AttemptCache("", {})
    one.set("a", [1.5, 2], 60)
    assert other.get("a") == [1.5, 2]
    assert not other.add("a", "x", 60)
    assert other.add("b", True, 60)
    assert one.delete("b")
    assert other.get("b", "none") == "none"
    assert one.touch("a", 90)
    one.clear()
    assert not Attempt.objects.exists()


def test_what_has_expired_is_gone(cast: Cast) -> None:
    cache = AttemptCache("", {})
    cache.set("a", 1, 60)
    Attempt.objects.update(expires_at=1.0)
    assert cache.get("a") is None
    assert cache.add("a", 2, 60)
    Attempt.objects.update(expires_at=1.0)
    cache.set("b", 3, None)
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("host", ["testserver:1337", "localhost", "127.0.0.1:1"])
def test_links_in_mail_lead_home_whatever_host_was_asked_for(cast: Cast, host: str) -> None:
    client = Client(HTTP_HOST=host)
    client.post("/accounts/password/reset/", {"email": "bea@birch.example"})
    client.post(
        "/accounts/signup/", {"email": "bea@birch.example", "password1": "x" * 12, "name": "B"}
    )
    assert len(mail.outbox) == 2
    for letter in mail.outbox:
        assert f"{settings.DESKHAND_URL}/accounts/password/reset/" in letter.body
        assert f"http://{host}/" not in letter.body


def test_a_stranger_gets_one_letter_a_day_that_he_never_asked_for(
    cast: Cast, at: datetime, settings, tmp_path
) -> None:
    settings.DATA = tmp_path
    settings.EMAIL_BACKEND = "deskhand.mail.backend.KeptBackend"
    for number in range(3):
        client = Client(REMOTE_ADDR=f"10.0.0.{number}")
        answer = client.post("/accounts/login/code/", {"email": "victim@elsewhere.example"})
        assert answer.status_code == 302
    letters = OutgoingLetter.objects.filter(recipients=["victim@elsewhere.example"])
    assert letters.count() == 3
    assert letters.exclude(state="parked").count() == 1


def test_known_and_unknown_addresses_are_answered_alike(cast: Cast) -> None:
    for page in ("/accounts/login/code/", "/accounts/password/reset/"):
        answers = []
        for email in ("bea@birch.example", "nobody@elsewhere.example"):
            answer = Client().post(page, {"email": email})
            answers.append((answer.status_code, answer.headers.get("Location")))
        assert answers[0] == answers[1]


def test_an_agent_without_his_second_factor_sees_no_page_of_the_desk(cast: Cast, client_of) -> None:
    cast.firm.requires_mfa = True
    cast.firm.save()
    client = client_of(cast.ada)
    for page in ("/", "/requests/", "/desk/", "/desk/find/?q=a", "/files/x/y", "/profile/"):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/totp/activate/")


def test_refusals_and_files_of_ours_bear_the_policies_of_all_pages(cast: Cast) -> None:
    for path, host in (
        ("/", "evil.example"),
        ("/nowhere", "testserver"),
        ("/?a=%00", "testserver"),
    ):
        answer = Client(HTTP_HOST=host).get(path)
        assert answer.status_code in {400, 404}
        assert "script-src 'self'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_browser_keeps_the_pages_of_who_was_signed_in(cast: Cast, client_of) -> None:
    client = client_of(cast.ada)
    assert "no-store" in client.get("/desk/")["Cache-Control"]
    assert "no-store" in client_of(cast.bea).get("/requests/")["Cache-Control"]
