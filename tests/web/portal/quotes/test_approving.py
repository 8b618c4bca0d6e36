"""A client answers: behind the link of a letter and in the portal; all else is a calm page."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.contracts.models import Approval, ApprovalAnswer
from deskhand.desk.approvals.letters import url_for
from deskhand.desk.quotes import writing
from tests import cast as casting
from tests.contracts.offers import authorise, says, sent

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def made(cast):
    authorise(cast.bruno)
    return sent(cast, at=NOW)


@pytest.fixture
def path(cast, made):
    return url_for(made[1], cast.bruno, at=NOW).removeprefix("http://localhost:8000")


def text(answer):
    return " ".join(answer.content.decode().split())


def yes(approval, **more):
    return {"act": "approve", "mark": approval.mark, **more}


def test_looking_changes_nothing_and_two_clicks_approve_once(made, path, client_of):
    client, (_quote, approval) = client_of(), made
    for _each in range(3):
        page = client.get(path)
    assert "Firewall" in text(page) and "1,340.02" in text(page)
    assert Approval.objects.get().is_open
    assert client.post(path, yes(approval, chosen=["3", "99", "x"])).status_code == 302
    row = ApprovalAnswer.objects.get()
    assert (row.via, row.amount, row.chosen, row.address) == ("link", 159002, [3], "127.0.0.1")
    again = client.post(path, yes(approval))
    assert again.status_code == 409 and "before your click came" in text(again)
    assert ApprovalAnswer.objects.count() == 1
    assert "Approved. Thank you." in text(client.get(path))


def test_a_colleague_was_quicker(cast, made, path, client_of):
    authorise(cast.bea)
    answer = client_of(cast.bea).post(f"/approvals/{made[1].pk}/", yes(made[1]))
    assert answer.status_code == 302
    assert ApprovalAnswer.objects.get().via == "portal"
    late = client_of().post(path, {"act": "decline", "mark": made[1].mark, "reason": "No"})
    assert late.status_code == 409 and "Bea Birch approved" in text(late)


def test_changed_meanwhile(cast, made, path, client_of):
    writing.write(made[0].pk, says(NOW), by=casting.reader(cast.milo), at=NOW)
    assert client_of().post(path, yes(made[1])).status_code == 409
    assert "This was changed since" in text(client_of().get(path))


def test_withdrawn(cast, made, path, client_of):
    writing.withdraw(made[0].pk, by=casting.reader(cast.milo), at=NOW)
    assert "We have withdrawn this" in text(client_of().get(path))


def test_its_time_is_over(cast, client_of):
    authorise(cast.bruno)
    old = NOW - timedelta(days=33)
    _quote, approval = sent(cast, at=old)
    path = url_for(approval, cast.bruno, at=old).removeprefix("http://localhost:8000")
    assert "The time for an answer is over" in text(client_of().get(path))
    assert client_of().post(path, yes(approval)).status_code == 409
    assert not ApprovalAnswer.objects.exists()


def test_a_forged_link_does_not_exist(path, client_of):
    assert client_of().get(path.replace(path[9], "0" if path[9] != "0" else "1")).status_code == 404


def test_who_left_finds_the_link_ended(cast, made, path, client_of):
    cast.bruno.memberships.all().delete()
    assert client_of().get(path).status_code == 410
    assert client_of().post(path, yes(made[1])).status_code == 410


def test_who_is_no_longer_authorised_reads_who_is(cast, made, path, client_of):
    authorise(cast.bea)
    cast.bruno.memberships.update(approves=False)
    page = text(client_of().get(path))
    assert "Bea Birch" in page and "Firewall" not in page
    assert client_of().post(path, yes(made[1])).status_code == 422


def test_a_reason_is_asked_for_and_what_was_typed_stays(made, path, client_of):
    client, mark = client_of(), made[1].mark
    assert client.post(path, {"act": "decline", "mark": mark}).status_code == 422
    assert client.post(path, {"act": "up_to", "mark": mark, "up_to": "lots"}).status_code == 422
    assert client.post(path, {"act": "dance", "mark": mark}).status_code == 422
    said = {"act": "decline", "mark": mark, "reason": "<b>No</b>"}
    assert client.post(path, said).status_code == 302
    assert "&lt;b&gt;No&lt;/b&gt;" in text(client.get(path))


def test_up_to_an_amount(cast, client_of):
    authorise(cast.bruno, up_to=1000)
    _quote, approval = sent(cast, at=NOW, kind="estimate")
    path = url_for(approval, cast.bruno, at=NOW).removeprefix("http://localhost:8000")
    page = text(client_of().get(path))
    assert "more than you may approve alone" in page and "Approve the estimate" not in page
    said = {"act": "up_to", "mark": approval.mark}
    assert client_of().post(path, {**said, "up_to": "1000.01"}).status_code == 422
    assert client_of().post(path, {**said, "up_to": "950"}).status_code == 302
    assert ApprovalAnswer.objects.get().amount == 95000


def test_other_clients_and_mere_members_find_nothing(cast, made, client_of):
    authorise(cast.carla)
    missing = client_of(cast.carla).get("/approvals/999999/")
    foreign = client_of(cast.carla).get(f"/approvals/{made[1].pk}/")
    assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert client_of(cast.bea).get(f"/approvals/{made[1].pk}/").status_code == 404
    assert client_of(cast.bea).get("/approvals/").status_code == 404
    assert "Firewall" not in text(client_of(cast.carla).get("/approvals/"))
    assert "A new firewall" in text(client_of(cast.bruno).get("/approvals/"))


def test_csrf_is_asked_for_behind_the_link_too(made, path):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    assert client.post(path, yes(made[1])).status_code == 403
    assert Approval.objects.get().is_open
