"""The post office and failed jobs as administrators see them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deskhand.files.store import keep
from deskhand.jobs import queue
from deskhand.mail.models import Mailbox, OutgoingLetter
from tests.cast import ask
from tests.house.scene import set_scene
from tests.jobs.chores import stumble
from tests.rules.test_pictures import png


@pytest.fixture
def scene(cast, at):
    return set_scene(cast, at=at)


def test_a_failed_letter_is_shown_and_sent_again(cast, scene, client_of):
    client, path = client_of(cast.asta), f"/setup/sent/{scene['outgoing']}/"
    assert "Send again" in client.get(path).content.decode()
    page = client.post(f"{path}retry/", follow=True).content.decode()
    assert "It is sent again." in page


def test_a_letter_that_cannot_leave_yet_is_told_everywhere_and_tried_at_once(
    cast, scene, client_of, at
):
    client, path = client_of(cast.asta), f"/setup/sent/{scene['outgoing']}/"
    mailbox = Mailbox.objects.get(email="help@northlight.example")
    waits = {"state": "waiting", "attempts": 3, "last_error": "Postmark answers 401"}
    due = {"next_try_at": at + timedelta(hours=1), "mailbox": mailbox}
    OutgoingLetter.objects.filter(pk=scene["outgoing"]).update(**waits, **due)
    assert "1 letter cannot leave yet" in client.get("/setup/").content.decode()
    assert "Letters cannot leave" in client.get("/setup/rows/mailboxes/").content.decode()
    page = client.get(f"/setup/rows/mailboxes/{mailbox.pk}/").content.decode()
    assert "Cannot leave yet" in page and "Postmark answers 401" in page
    page = client.get(path).content.decode()
    assert "3 times" in page and "Try now" in page
    assert "It is sent again." in client.post(f"{path}retry/", follow=True).content.decode()


def test_a_letter_in_quarantine_stands_out_with_its_source(cast, scene, client_of):
    client, path = client_of(cast.asta), f"/setup/letters/{scene['letter']}/"
    assert "1 letter could not be read" in client.get("/setup/").content.decode()
    assert "Read it again" in client.get(path).content.decode()
    source = client.get(f"{path}source/")
    assert b"".join(source).startswith(b"From: bea@birch.example")
    assert source["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("page", ["sent", "letters"])
@pytest.mark.parametrize("query", ["state=nonsense", "before=nonsense", "before=" + "9" * 40])
def test_a_list_asked_for_in_nonsense_breaks_nothing(cast, scene, client_of, page, query):
    assert client_of(cast.asta).get(f"/setup/{page}/?{query}").status_code == 200


@pytest.mark.parametrize("page", ["sent/999999", "letters/999999", f"letters/{'9' * 30}"])
def test_what_is_not_there_is_missing(cast, client_of, page):
    assert client_of(cast.asta).get(f"/setup/{page}/").status_code == 404


def test_empty_pages_say_what_will_stand_there(cast, client_of):
    client = client_of(cast.asta)
    assert "Receipts and replies stand here" in client.get("/setup/sent/").content.decode()
    assert "What clients write" in client.get("/setup/letters/").content.decode()
    assert "Nothing has failed" in client.get("/setup/jobs/").content.decode()


def bury(trace: Path, *, at: datetime) -> int:
    """Let a job fail as often as it may; return its id."""
    stumble.enqueue(str(trace))
    for attempt in range(3):
        queue.drain(at=at + timedelta(hours=2 + attempt))
    return queue.dead_letters()[0].id


@pytest.mark.parametrize("act", ["again", "drop"])
def test_a_failed_job_is_tried_again_or_given_up(cast, client_of, tmp_path, act):
    client = client_of(cast.asta)
    job = bury(tmp_path / "trace", at=datetime.now(UTC))
    assert "the door is shut" in client.get("/setup/jobs/").content.decode()
    assert client.post(f"/setup/jobs/{job}/{act}/").status_code == 302
    assert "Nothing has failed" in client.get("/setup/jobs/").content.decode()
    assert queue.counts().waiting == (act == "again")


@pytest.mark.parametrize("act", ["again", "drop"])
def test_a_job_that_is_not_there_is_missing(cast, client_of, act):
    assert client_of(cast.asta).post(f"/setup/jobs/999999/{act}/").status_code == 404


@pytest.mark.parametrize("who", ["ada", "bruno", "carla"])
def test_nobody_else_reads_the_post(cast, scene, client_of, who):
    client = client_of(getattr(cast, who))
    for page in (f"sent/{scene['outgoing']}", f"letters/{scene['letter']}"):
        assert client.get(f"/setup/{page}/").status_code == 404
    assert client.post(f"/setup/sent/{scene['outgoing']}/retry/").status_code == 404


def test_a_letter_is_shown_with_its_own_pictures(cast, at, client_of):
    cast.birch.brand_name, cast.birch.logo = "Birch help", keep(png(40, 10))
    cast.birch.save()
    ask(cast.bea, at=at)
    letter = OutgoingLetter.objects.get(kind="receipt")
    page = client_of(cast.asta).get(f"/setup/sent/{letter.pk}/html/").content.decode()
    assert 'src="data:image/png;base64,' in page and "cid:" not in page
