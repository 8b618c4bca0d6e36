"""What a mailbox puts around a reply."""

from deskhand.desk.reply import Reply, reply
from deskhand.files.store import read_blob
from deskhand.mail.models import Mailbox
from deskhand.rules.letter import parse
from tests.cast import open_ticket, reader


def letter_of(stage, at, **facts):
    Mailbox.objects.update(**facts)
    ticket = open_ticket(requester=stage.bea, team=stage.service_desk, at=at)
    message = reply(ticket.pk, Reply("The answer."), by=reader(stage.ada), at=at)
    return ticket, message.outgoing, parse(read_blob(message.outgoing.raw))


def test_greeting_and_foot_stand_around_the_answer(stage, at):
    facts = {"greeting": "Hello {name},", "foot": "{firm}, #{number}\n{else} <b>", "bears": "both"}
    ticket, row, letter = letter_of(stage, at, **facts)
    name = str(stage.bea)
    text = letter.text
    assert text.index(f"Hello {name},") < text.index("The answer.") < text.index(f"#{ticket.pk}\n")
    assert "{else} <b>" in text
    assert "&lt;b&gt;" in letter.html
    assert row.sender.startswith(f"{stage.ada} (Northlight IT)")


def test_without_a_frame_nothing_is_added(stage, at):
    _ticket, row, letter = letter_of(stage, at)
    assert letter.text.startswith("The answer.")
    assert row.sender.startswith(str(stage.ada))
