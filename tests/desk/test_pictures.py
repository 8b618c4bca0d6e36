"""A picture that was pasted into a reply stands in its text, on the desk and in the letter."""

from email import message_from_bytes, policy

import pytest

from deskhand.desk.reply import Reply, reply
from deskhand.files.store import keep, read_blob
from deskhand.tickets.conversation import NewFile
from tests.cast import open_ticket, reader
from tests.rules.test_pictures import png

pytestmark = pytest.mark.django_db


def file(name: str, content: bytes = png(4, 4), kind: str = "image/png") -> NewFile:
    return NewFile(blob=keep(content), filename=name, content_type=kind)


@pytest.fixture
def said(stage, at):
    ticket = open_ticket(requester=stage.bea, at=at)
    files = (file("picture-1.png"), file("other.png"), file("list.txt", b"1", "text/plain"))
    text = "Press this:\n\n![the button](picture-1.png)\n\n![](list.txt) ![](gone.png)"
    return reply(ticket.pk, Reply(text, files=files), by=reader(stage.ada), at=at)


def test_it_goes_within_the_letter_and_other_files_beside_it(said):
    letter = message_from_bytes(read_blob(said.outgoing.raw), policy=policy.default)
    html = letter.get_body(("html",)).get_content()
    shown = [part for part in letter.walk() if part.get_content_disposition() == "inline"]
    assert [part.get_filename() for part in shown] == ["picture-1.png"]
    assert f'src="cid:{shown[0]["Content-ID"].strip("<>")}"' in html and 'alt="the button"' in html
    beside = [part.get_filename() for part in letter.iter_attachments()]
    assert beside == ["other.png", "list.txt"]


def test_it_stands_in_the_text_on_the_desk_and_in_the_portal(said, stage, at, client_of):
    key = said.attachments.get(filename="picture-1.png").key
    type(said).objects.update(released_at=at)
    for who, path in (
        (stage.ada, f"/desk/tickets/{said.ticket_id}/"),
        (stage.bea, f"/requests/{said.ticket_id}/"),
    ):
        page = client_of(who).get(path).content.decode()
        assert (
            f'<img src="/files/{key}/picture-1.png" alt="the button" width="4" height="4">' in page
        )
        assert page.count(f"/files/{key}/") == 1
        assert "other.png" in page
