"""Letters by providers: the real interfaces of django-anymail speak with a double of each."""

import json
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest

from deskhand.mail import carrier, posting, provided, providers
from deskhand.mail.administration import save_mailbox
from deskhand.mail.carrier import CarrierRefused
from deskhand.mail.composing import Enclosure
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.mail.providers import PROVIDERS
from deskhand.mail.writing import Draft, write
from tests.mail.depot import BEA, TAKEN, Depot, depot

pytestmark = pytest.mark.django_db

NEEDS = {"scaleway": "&project_id=p"}


@pytest.fixture
def place() -> Iterator[Depot]:
    with depot() as made:
        yield made


def address(name: str, place: Depot) -> str:
    keys = ":".join("key" for _each in PROVIDERS[name].keys)
    return f"anymail+{name}://{keys}@?api_url={place.url}{NEEDS.get(name, '')}"


def posted(mailbox: Mailbox, at: datetime, *, to: tuple[str, ...] = (BEA,)) -> OutgoingLetter:
    draft = Draft(
        "reply",
        to,
        "Drücker",
        "Wir sind dran.",
        html="<p>Wir sind dran.</p><img src='cid:pic'>",
        mailbox=mailbox,
        references=["one@birch.example"],
        in_reply_to="one@birch.example",
        reply_key="ab" * 16,
        enclosures=(
            Enclosure("pic.png", "image/png", b"\x89PNG picture", content_id="pic"),
            Enclosure("Größe.txt", "text/plain", "Größe".encode()),
            Enclosure("old.eml", "message/rfc822", b"Subject: old\r\n\r\nOld.\r\n"),
        ),
        stop_url="https://desk.example/unsubscribe/1/",
    )
    letter = write(draft, at=at)
    posting.post(letter.pk, at=at)
    letter.refresh_from_db()
    return letter


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_letter_leaves_by_each_provider(name, mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = address(name, place)
    place.answer, named = TAKEN[name]
    letter = posted(mailbox, at)
    assert (letter.state, letter.last_error, letter.accepted) == ("sent", "", [BEA])
    assert named in {"", letter.named}
    assert len(place.calls) == 1


@pytest.mark.parametrize("name", PROVIDERS)
def test_all_that_stands_in_the_letter_goes_along(name, mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = address(name, place)
    place.answer = TAKEN[name][0]
    letter = posted(mailbox, at)
    said = (
        place.said if name == "mailgun" else json.dumps(json.loads(place.said), ensure_ascii=False)
    )
    for words in (BEA, "help@desk.example", "Drücker", "Wir sind dran.", "<p>Wir sind dran.</p>",
                  letter.message_id, "one@birch.example", "help+h", "pic", "old.eml",
                  "https://desk.example/unsubscribe/1/", "One-Click"):  # fmt: skip
        assert words in said, words


def test_it_is_handed_over_as_it_is_kept(mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = address("postmark", place)
    place.answer = TAKEN["postmark"][0]
    letter = posted(mailbox, at)
    said = json.loads(place.said)
    headers = {header["Name"]: header["Value"] for header in said["Headers"]}
    kept = message_from_bytes(posting.read_blob(letter.raw))
    for name in ("Message-ID", "References", "In-Reply-To", "List-Unsubscribe"):
        assert headers[name] == kept[name]
    assert headers["X-PM-KeepID"] == "true"
    assert (said["ReplyTo"], said["From"]) == (kept["Reply-To"], "Northlight <help@desk.example>")
    files = {
        file["Name"]: (file["ContentType"], file.get("ContentID")) for file in said["Attachments"]
    }
    assert files == {
        "pic.png": ("image/png", "cid:pic"),
        "Größe.txt": ('text/plain; charset="utf-8"', None),
        "old.eml": ("application/octet-stream", None),
    }
    assert place.calls[0][1]["X-Postmark-Server-Token"] == "key"


def test_a_refusal_of_one_recipient_is_his_alone(mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = address("mandrill", place)
    place.answer = [
        {"email": BEA, "status": "rejected", "_id": "1", "reject_reason": "hard-bounce"},
        {"email": "ben@birch.example", "status": "sent", "_id": "2"},
    ]
    letter = posted(mailbox, at, to=(BEA, "ben@birch.example"))
    assert (letter.state, letter.accepted, list(letter.refused)) == (
        "failed",
        ["ben@birch.example"],
        [BEA],
    )


def test_a_refusal_of_all_fails_at_once(mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = address("mandrill", place)
    place.answer = [{"email": BEA, "status": "invalid"}]
    letter = posted(mailbox, at)
    assert (letter.state, letter.unsure, "invalid" in letter.last_error) == ("failed", 0, True)


@pytest.mark.parametrize("status", [400, 406, 413, 422])
def test_what_makes_no_sense_to_the_provider_fails_with_its_words(
    status, mailbox, place, at, settings
):
    settings.DESKHAND_EMAIL_URL = address("resend", place)
    place.status, place.answer = status, {"message": "`from` is not verified"}
    letter = posted(mailbox, at)
    assert (letter.state, letter.unsure) == ("failed", 0)
    assert f"Resend answers {status}" in letter.last_error and "not verified" in letter.last_error


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_what_may_pass_is_tried_again(status, mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = address("resend", place)
    place.status = status
    letter = posted(mailbox, at)
    assert (letter.state, letter.unsure) == ("waiting", 0)
    place.status, place.answer = 200, TAKEN["resend"][0]
    posting.post(letter.pk, at=letter.next_try_at)
    letter.refresh_from_db()
    assert letter.state == "sent" and len(place.calls) == 2


def test_it_waits_as_long_as_it_is_asked_to(mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = address("resend", place)
    place.status, place.headers = 429, {"Retry-After": "600"}
    assert posted(mailbox, at).next_try_at == at + timedelta(minutes=10)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"hangs_up": True}, id="no answer"),
        pytest.param({"slow_seconds": 1.0}, id="too late an answer"),
        pytest.param({"status": 504}, id="no answer behind the gateway"),
        pytest.param({"answer": b"<html>hello</html>"}, id="an answer without sense"),
    ],
)
def test_an_unknown_outcome_is_repeated_once_and_not_twice(
    facts, mailbox, at, settings, monkeypatch
):
    monkeypatch.setattr(provided, "SECONDS", 0.3)
    with depot(**facts) as place:
        settings.DESKHAND_EMAIL_URL = address("postmark", place)
        letter = posted(mailbox, at)
        assert (letter.state, letter.unsure) == ("waiting", 1)
        for _again in range(3):
            posting.post(letter.pk, at=letter.next_try_at or at)
            letter.refresh_from_db()
        ids = {call[2].partition(b'"Message-ID", "Value": ')[2][:50] for call in place.calls}
        assert (len(place.calls), len(ids)) == (2, 1)
    assert letter.state == "failed" and "not sent a third time" in letter.last_error


def test_a_provider_that_cannot_be_reached_was_given_nothing(mailbox, at, settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    settings.DESKHAND_EMAIL_URL = f"anymail+postmark://key@?api_url=http://127.0.0.1:{port}/"
    letter = posted(mailbox, at)
    assert (letter.state, letter.unsure) == ("waiting", 0)
    assert "Postmark cannot be reached" in letter.last_error and "key@" not in letter.last_error


def test_a_mailbox_has_a_provider_of_its_own(mailbox, place, at, settings):
    settings.DESKHAND_EMAIL_URL = ""
    own = Mailbox(
        name="Own",
        email="own@desk.example",
        sending="provider",
        provider="postmark",
        provider_settings=f"api_url={place.url}&message_stream=desk",
    )
    save_mailbox(own, keys={"provider_key": "sealed"}, at=at)
    place.answer = TAKEN["postmark"][0]
    assert posted(own, at).state == "sent"
    assert place.calls[0][1]["X-Postmark-Server-Token"] == "sealed"
    assert json.loads(place.said)["MessageStream"] == "desk"


def test_a_key_is_not_shown_to_another_provider(mailbox, at):
    own = Mailbox(name="Own", email="own@desk.example", sending="provider", provider="postmark")
    save_mailbox(own, keys={"provider_key": "sealed"}, at=at)
    own.smtp_host = "mail.example"
    save_mailbox(own, at=at)
    own.provider = "resend"
    save_mailbox(own, at=at)
    letter = posted(own, at)
    assert letter.state == "waiting" and "enter it again" in letter.last_error


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("anymail+nobody://key@", "names no provider"),
        ("anymail+postmark://", "SERVER_TOKEN"),
        ("anymail+mailjet://key@", "API_KEY:SECRET_KEY"),
        ("anymail+scaleway://key@", "lacks project_id"),
        ("anymail+postmark://key@?api_url=http://mail.example/", "https://"),
        ("anymail+postmark://key@?colour=red", "takes only"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_one_line(url, words):
    with pytest.raises(CarrierRefused, match=words) as refused:
        carrier.parse(url)
    assert "key" not in str(refused.value).replace("KEY", "") and "\n" not in str(refused.value)


def test_keys_with_odd_signs_are_written_as_in_every_address():
    account = carrier.parse("anymail+mailjet://a%2Fb:c%40d@").account
    assert dict(account.settings) == {"api_key": "a/b", "secret_key": "c@d"}
    assert "a/b" not in repr(account)


def test_without_the_extra_it_says_so_in_one_line(monkeypatch):
    monkeypatch.setattr(providers, "find_spec", lambda _name: None)
    with pytest.raises(CarrierRefused, match=r"pip install deskhand\[anymail\]"):
        carrier.parse("anymail+postmark://key@")
