"""What nobody should send is refused or cleaned, never answered with 500 (P43)."""

from datetime import datetime
from io import BytesIO
from urllib.parse import quote

import pytest
from django.test import Client, RequestFactory

from deskhand.catalog.models import Priority
from deskhand.config.wsgi import application
from deskhand.provider.models import Token
from deskhand.tickets.models import Attachment, Ticket
from tests import cast as stage
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast: Cast, at: datetime) -> Ticket:
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


@pytest.fixture
def ada(cast: Cast, client_of) -> Client:
    client: Client = client_of(cast.ada)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    "instant", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01", "x"]
)
def test_a_cursor_at_the_edge_of_time_is_none_of_ours(cast, client_of, ada, instant) -> None:
    bea = client_of(cast.bea)
    bea.raise_request_exception = False
    assert bea.get(f"/requests/?after={quote(instant)}~1").status_code == 404
    place = f"/desk/queues/all/?order=due&after={quote(instant)}~1~1"
    assert ada.get(place).status_code == 404


def test_a_cursor_beyond_all_numbers_is_none_of_ours(ada) -> None:
    place = f"/desk/queues/all/?order=newest&after={quote('2026-01-01T00:00:00+00:00')}~{'9' * 40}"
    assert ada.get(place).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/desk/find/?q=a%00b",
        "/desk/people/?q=a%00b",
        "/desk/organizations/?q=a%00b",
        "/desk/queues/all/?q=subject:a%00b",
        "/desk/complete/?q=requester:a%00b",
        "/setup/rows/people/?q=a%00b",
        "/setup/audit/?name=a%00b",
        "/requests/?after=%00",
        "/accounts/login/?next=%00",
    ],
)
def test_an_address_with_nul_is_none(cast, client_of, path) -> None:
    client = client_of(cast.asta)
    client.raise_request_exception = False
    assert client.get(path).status_code == 400


def test_nul_in_the_path_is_no_address(cast, client_of) -> None:
    client = client_of(cast.bea)
    client.raise_request_exception = False
    assert client.get("/files/a%00b/c").status_code in {400, 404}


def test_nul_in_a_session_cookie_is_no_session(cast) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "abcdefgh\x00ijk"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("say/", {"mode": "note", "text": "n\x00m"}),
        ("say/", {"mode": "reply", "text": "n\x00m", "once_key": "\x00"}),
        ("draft/", {"text": "a\x00b"}),
        ("set/tags/", {"value": "v\x00ip, x"}),
        ("set/subject/", {"value": "v\x00ip"}),
        ("set/assignee/", {"value": "\x001"}),
        ("share/", {"email": "cem\x00@cedar.example"}),
    ],
)
def test_nul_in_an_agents_words_is_no_fault_of_ours(ticket, ada, path, fields) -> None:
    assert ada.post(f"/desk/tickets/{ticket.pk}/{path}", fields).status_code < 500


def test_nul_in_a_requesters_words_is_no_fault_of_ours(cast, ticket, client_of) -> None:
    bea = client_of(cast.bea)
    bea.raise_request_exception = False
    assert bea.post("/profile/", {"name": "Bea\x00 B", "phone": "\x00"}).status_code == 422
    assert bea.post(f"/requests/{ticket.pk}/answer/", {"text": "a\x00"}).status_code == 422
    form = {"subject": "s\x00", "text": "t\x00t", "priority": Priority.objects.all()[0].pk}
    assert bea.post("/requests/new/", form).status_code == 422
    stranger = Client(raise_request_exception=False)
    form = {"email": "a\x00@b.example", "name": "a\x00", "password1": "a\x00bcdefghijkl"}
    assert stranger.post("/accounts/signup/", form).status_code == 422
    assert stranger.post("/accounts/login/code/", {"email": "\x00@b.example"}).status_code == 422
    assert stranger.post("/accounts/password/reset/", {"email": "\x00"}).status_code == 422


def _multipart(*lines: str) -> dict:
    body = "\r\n".join(["--B", *lines, "--B--", ""]).encode()
    return {"data": body, "content_type": "multipart/form-data; boundary=B"}


def test_a_file_of_a_strange_type_and_name_is_kept_as_plain_bytes(cast, client_of) -> None:
    bea = client_of(cast.bea)
    bea.raise_request_exception = False
    ticket = stage.open_ticket(at=stage.BEFORE, requester=cast.bea)
    answer = bea.generic(
        "POST",
        f"/requests/{ticket.pk}/answer/",
        **_multipart(
            'Content-Disposition: form-data; name="files"; filename="a\x00\x85b.txt"',
            "Content-Type: text/\x00pl\x07ain",
            "",
            "bytes",
        ),
    )
    assert answer.status_code == 302
    file = Attachment.objects.get()
    assert file.filename.isprintable()
    assert file.content_type.isprintable()
    assert b"".join(bea.get(f"/files/{file.key}/x").streaming_content) == b"bytes"


@pytest.mark.parametrize(
    "header",
    [
        "multipart/form-data; boundary*=x'y'z",
        "multipart/form-data",
        "multipart/form-data; boundary=",
    ],
)
def test_a_form_that_cannot_be_read_is_refused(cast, header) -> None:
    """Asked as the bridge asks: the test client makes a request of another kind."""
    body = b"--B--"
    environ = RequestFactory()._base_environ(
        PATH_INFO="/accounts/login/",
        REQUEST_METHOD="POST",
        CONTENT_TYPE=header,
        CONTENT_LENGTH=str(len(body)),
        **{"wsgi.input": BytesIO(body)},
    )
    answer = application.get_response(application.request_class(environ))
    assert answer.status_code in {400, 403}


@pytest.mark.parametrize("way_on", ["http://[", "//[", "https://evil.example/"])
def test_a_way_on_that_leads_nowhere_leads_home(cast, way_on) -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/accounts/login/", {"next": way_on}).status_code == 200
    form = {"login": "bea@birch.example", "password": PASSWORD, "next": way_on}
    answer = client.post("/accounts/login/", form)
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_token_that_has_expired_already_is_not_made(cast, client_of) -> None:
    asta = client_of(cast.asta)
    asta.raise_request_exception = False
    form = {"name": "printer", "scope": "mail", "expires_at": "2020-01-01"}
    assert asta.post("/setup/tokens/", form).status_code == 422
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("kind", "field"),
    [("teams", "members"), ("agents", "teams"), ("agents", "only_organizations")],
)
@pytest.mark.parametrize("key", ["9" * 40, "-1", "x", "\x00"])
def test_a_choice_of_several_that_is_no_row_is_refused_at_its_field(
    cast, client_of, kind, field, key
) -> None:
    asta = client_of(cast.asta)
    asta.raise_request_exception = False
    form = {"name": "New", "email": "new@northlight.example", "role": "agent", field: [key]}
    assert asta.post(f"/setup/rows/{kind}/new/", form).status_code == 422
