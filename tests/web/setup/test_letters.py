"""A letter laid open: its source, its look, what it was taken for, and a second chance."""

from email.message import EmailMessage

import pytest

from deskhand.desk import intake
from deskhand.mail.models import InboundRule, Letter
from deskhand.tickets.models import Ticket
from tests.desk.conftest import data, stage  # noqa: F401 - fixtures
from tests.desk.letters import arrive, last, letter

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def with_picture(times: int = 1, *, size: int = 100) -> EmailMessage:
    made = letter(BEA)
    shown = '<img src="cid:shot@x" alt="shot">' * times
    made.add_alternative(f"<p onclick=alert(1)>See: {shown}</p>", subtype="html")
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * size
    made.get_payload()[1].add_related(picture, "image", "png", cid="<shot@x>", filename="a.png")
    return made


def test_its_page_shows_source_look_and_kind(stage, at, client_of):  # noqa: F811
    made = with_picture()
    made["Auto-Submitted"] = "auto-generated"
    arrive(made, at=at)
    client, path = client_of(stage.asta), f"/setup/letters/{last().pk}/"
    shown = page(client, path)
    assert "written by a program" in shown
    assert "Auto-Submitted: auto-generated" in shown
    assert f'src="{path}html/"' in shown
    look = page(client, f"{path}html/")
    assert 'src="data:image/png;base64,' in look
    assert "onclick" not in look


def test_a_picture_shown_without_end_fills_no_memory(stage, at, client_of):  # noqa: F811
    arrive(with_picture(5_000, size=1_000_000), at=at)
    look = page(client_of(stage.asta), f"/setup/letters/{last().pk}/html/")
    assert look.count("data:image/png") == 8
    assert len(look) < 16_000_000


def test_a_letter_that_cannot_be_read_shows_its_source(stage, at, client_of):  # noqa: F811
    arrive(letter(BEA), at=at)
    Letter.objects.update(state="quarantined", reason="it has too many parts")
    shown = page(client_of(stage.asta), f"/setup/letters/{last().pk}/")
    assert "It has too many parts." in shown
    assert "Subject: The oven is dark" in shown


def test_what_a_rule_kept_away_can_be_taken_in_all_the_same(stage, at, client_of):  # noqa: F811
    InboundRule.objects.create(name="ads", condition="subject:oven", act=InboundRule.Act.DROP)
    assert arrive(letter(BEA), at=at) is None
    client, path = client_of(stage.asta), f"/setup/letters/{last().pk}/"
    assert "Take it in all the same" in page(client, path)
    assert client.post(f"{path}again/").status_code == 302
    intake.take_in(last().pk, at=at)
    assert Ticket.objects.get().requester == stage.bea
    trace = last().trace
    assert any("ads" in line for line in trace)
    assert "Asta let it be read again" in trace
    assert "Take it in" not in page(client, path)


def test_a_letter_taken_in_is_not_taken_in_again(stage, at, client_of):  # noqa: F811
    arrive(letter(BEA), at=at)
    client_of(stage.asta).post(f"/setup/letters/{last().pk}/again/")
    assert last().state == "taken"


@pytest.mark.parametrize("who", ["ada", "bruno"])
def test_nobody_else_sees_it(stage, at, client_of, who):  # noqa: F811
    arrive(letter(BEA), at=at)
    client, path = client_of(getattr(stage, who)), f"/setup/letters/{last().pk}/"
    assert client.get(f"{path}html/").status_code == 404
    assert client.post(f"{path}again/").status_code == 404
