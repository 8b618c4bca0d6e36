"""Voicemails are handed over with a token: as a file, as an address, as words; never a 500."""

import io

import pytest
from django.test import Client

from deskhand.provider.tokens import make_token
from deskhand.tickets.models import Ticket
from tests.cast import doer

SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\0" * 5000
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def token(cast, at):
    return make_token("PBX", scope="phone", by=doer(cast.asta), at=at)[1]


def send(token: str, *, audio: bytes | None = None, **fields):
    if audio is not None:
        fields["audio"] = io.BytesIO(audio)
        fields["audio"].name = "../evil.html"
    return Client().post(f"/api/v1/phone/voicemail?token={token}", fields)


def test_a_file_is_played_in_parts_by_whoever_sees_the_ticket(cast, token, client_of):
    answer = send(token, audio=SOUND, key="1", number="+492111234567")
    assert answer.status_code == 202
    ticket = Ticket.objects.get(pk=answer.json()["ticket"])
    file = ticket.messages.get().attachments.get()
    address = f"/files/{file.key}/{file.filename}"
    client = client_of(cast.ada)
    page = client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert f'<audio controls preload="none" src="{address}"' in page
    whole = client.get(address)
    assert whole["Content-Type"] == "audio/wav"
    assert (whole["Accept-Ranges"], whole["X-Content-Type-Options"]) == ("bytes", "nosniff")
    assert "sandbox" in whole["Content-Security-Policy"]
    assert b"".join(whole) == SOUND
    for asked, first, last in (("0-99", 0, 99), ("5000-", 5000, 5015), ("-16", 5000, 5015)):
        part = client.get(address, headers={"Range": f"bytes={asked}"})
        assert part.status_code == 206
        assert part["Content-Range"] == f"bytes {first}-{last}/5016"
        assert "sandbox" in part["Content-Security-Policy"]
        assert b"".join(part) == SOUND[first : last + 1]
    beyond = client.get(address, headers={"Range": "bytes=9999-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, "bytes */5016")
    for odd in ("bytes=-", "bytes=5-2-1", "lines=1-2", "bytes=1-2,4-5"):
        assert client.get(address, headers={"Range": odd}).status_code == 200
    assert client_of(cast.carla).get(address).status_code == 404


def test_twilio_says_where_it_lies_and_later_what_it_says(cast, token):
    said = {"RecordingSid": "RE1", "CallSid": "CA1", "From": "+492111234567"}
    where = {**said, "RecordingUrl": "https://api.example/RE1", "RecordingDuration": "12"}
    assert send(token, **where).status_code == 202
    assert send(token, **said, TranscriptionText="The oven is cold.").status_code == 202
    ticket = Ticket.objects.get()
    assert ticket.subject.endswith("0:12")
    assert ticket.messages.get().text == "The oven is cold."


def test_an_agent_writes_down_what_it_says(cast, token, client_of):
    ticket = send(token, audio=SOUND, key="1").json()["ticket"]
    message = Ticket.objects.get(pk=ticket).messages.get()
    address = f"/desk/messages/{message.pk}/transcript/"
    client_of(cast.ada).post(address, {"text": "The oven is cold."})
    message.refresh_from_db()
    assert message.text == "The oven is cold."
    client_of(cast.ada).post(address, {"text": " "})
    client_of(cast.lena).post(address, {"text": "x"})
    message.refresh_from_db()
    assert message.text == "The oven is cold."
    cast.nils.only_organizations.add(cast.birch)
    assert client_of(cast.nils).post(address, {"text": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"key": "1"}, "audio"),
        ({"key": "1", "audio": b"<html>"}, "audio"),
        ({"audio": SOUND}, "key"),
        ({"key": "1", "audio_url": "http://127.0.0.1/x"}, "audio_url"),
        ({"key": "1", "audio_url": "nonsense"}, "audio_url"),
        ({"key": "1", "audio": SOUND, "seconds": "-1"}, "seconds"),
        ({"key": "1", "audio": SOUND, "at": "yesterday"}, "at"),
    ],
    ids=str,
)
def test_nonsense_is_refused_by_its_field(cast, token, fields, field):
    answer = send(token, **fields)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert not Ticket.objects.exists()


def test_no_token_no_voicemail(cast, token):
    assert send("dh_nonsense", audio=SOUND, key="1").status_code == 401
    broken = "multipart/form-data; boundary=x"
    address = f"/api/v1/phone/voicemail?token={token}"
    for body, kind in ((b"--y", broken), (b"\0", FORM), (b"[]", "application/json")):
        assert Client().post(address, body, content_type=kind).status_code in {400, 422}
