"""Letters bear the firm's brand, and to a client's people its own where it has one."""

from email import message_from_bytes, policy

import pytest

from deskhand.desk.branding import brand_of
from deskhand.desk.reply import Reply, reply
from deskhand.desk.sample import sample_letter
from deskhand.files.store import keep, read_blob
from deskhand.rules.colour import accent
from tests.cast import ask, open_ticket, reader
from tests.desk.letters import arrive, letter
from tests.rules.test_pictures import png

pytestmark = pytest.mark.django_db

LOGO = png(440, 88) + b"the rest"


@pytest.fixture
def birch(stage):
    stage.birch.brand_name, stage.birch.brand_hue = "Birch IT help", 150
    stage.birch.logo = keep(LOGO)
    stage.birch.save()
    return stage.birch


def html_of(row) -> str:
    made = message_from_bytes(read_blob(row.raw), policy=policy.default)
    return made.get_body(("html",)).get_content()


def answered(stage, at, who) -> str:
    ticket = open_ticket(requester=who, at=at)
    return reply(ticket.pk, Reply("Pull the plug."), by=reader(stage.ada), at=at).outgoing


def test_letters_bear_the_firms_name_and_colour(stage, at):
    stage.firm.brand_hue = 30
    stage.firm.save()
    html = html_of(answered(stage, at, stage.bea))
    assert "Northlight IT" in html and accent(30).strong in html and "Support by" not in html


def test_letters_to_a_clients_people_bear_its_brand(stage, birch, at):
    row = answered(stage, at, stage.bea)
    html = html_of(row)
    assert "Support by Northlight IT" in html and accent(150).strong in html
    assert 'alt="Birch IT help"' in html and 'width="220"' in html and 'height="44"' in html
    made = message_from_bytes(read_blob(row.raw), policy=policy.default)
    pictures = [part for part in made.walk() if part.get_content_maintype() == "image"]
    assert [part.get_payload(decode=True) for part in pictures] == [LOGO]
    assert f"cid:{pictures[0]['Content-ID'].strip('<>')}" in html


def test_receipts_bear_it_too(stage, birch, at):
    row = ask(stage.bea, at=at).messages.get().ticket
    from deskhand.mail.models import OutgoingLetter

    receipt = OutgoingLetter.objects.get(thread=f"ticket:{row.pk}", kind="receipt")
    assert "Support by Northlight IT" in html_of(receipt)


def test_no_other_client_sees_it(stage, birch, at):
    assert "Birch" not in html_of(answered(stage, at, stage.cem))
    assert brand_of(stage.cedar).name == "Northlight IT"


def test_a_hue_alone_colours_the_firms_letters(stage):
    stage.cedar.brand_hue = 10
    brand = brand_of(stage.cedar)
    assert (brand.name, brand.by, brand.colours) == ("Northlight IT", "", accent(10))


def test_a_lost_logo_holds_up_no_letter(stage, birch, data):
    birch.logo = keep(LOGO + b"x" * 20_000)
    assert brand_of(birch).logo is not None
    for path in (data / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    assert brand_of(birch).logo is None


def test_a_logo_that_comes_back_with_an_answer_is_no_file_of_it(stage, birch, at):
    came = letter("Bea Birch <bea@birch.example>")
    came.add_alternative("<p>Hello</p><img src='cid:a@b'><img src='cid:c@d'>", subtype="html")
    page = came.get_payload()[1]
    page.add_related(LOGO, "image", "png", cid="<a@b>", filename="logo.png")
    page.add_related(png(10, 10), "image", "png", cid="<c@d>", filename="screen.png")
    ticket = arrive(came, at=at)
    files = ticket.messages.get().attachments
    assert list(files.values_list("filename", flat=True)) == ["screen.png"]


def test_a_sample_shows_it_with_the_logo_within(birch):
    html = sample_letter(birch, language="en")
    assert "data:image/png;base64," in html and "cid:" not in html
    assert accent(150).strong in html and "prefers-color-scheme" in html
