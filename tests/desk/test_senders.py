"""From which mailbox the letters of a ticket leave."""

import pytest

from deskhand.desk.reply import Reply, reply
from deskhand.mail.models import Mailbox, OutgoingLetter
from tests.cast import reader
from tests.desk.letters import HELP, arrive, letter

FIELD, BRAND = "field@northlight.example", "care@eastlight.example"


@pytest.fixture
def brands(stage):
    """Two more mailboxes: one of the team Field, and one of another brand without a team."""
    Mailbox.objects.create(name="Field", email=FIELD, team=stage.network)
    Mailbox.objects.create(name="Eastlight", email=BRAND)
    return stage


def senders(stage, at, *, to: str, team=None) -> list[str]:
    """Those of the receipt for a letter and of the answer to it, once the team has the ticket."""
    ticket = arrive(letter(str(stage.bea.main_address), to=[to]), at=at)
    assert ticket is not None
    if team is not None:
        type(ticket).objects.filter(pk=ticket.pk).update(team=team)
    reply(ticket.pk, Reply("The answer."), by=reader(stage.ada), at=at)
    rows = OutgoingLetter.objects.filter(thread=f"ticket:{ticket.pk}").order_by("pk")
    return [row.mailbox.email for row in rows]


@pytest.mark.parametrize("to", [HELP, FIELD, BRAND])
def test_whoever_was_written_to_answers(brands, at, to):
    assert senders(brands, at, to=to) == [to, to]


def test_a_team_with_a_mailbox_of_its_own_answers_by_that(brands, at):
    assert senders(brands, at, to=BRAND, team=brands.network) == [BRAND, FIELD]


def test_of_several_mailboxes_of_a_team_the_one_that_was_written_to_answers(brands, at):
    Mailbox.objects.filter(email=BRAND).update(team=brands.service_desk)
    assert senders(brands, at, to=BRAND) == [BRAND, BRAND]
    assert senders(brands, at, to=HELP) == [HELP, HELP]


def test_a_team_without_a_mailbox_goes_on_with_the_address_that_was_written_to(brands, at):
    Mailbox.objects.filter(email=FIELD).delete()
    assert senders(brands, at, to=BRAND, team=brands.network) == [BRAND, BRAND]


def test_two_letters_with_one_message_id_become_two_tickets(brands, at):
    first, second = letter("Bea <bea@birch.example>"), letter("Bea <bea@birch.example>")
    second.replace_header("Message-ID", str(first["Message-ID"]))
    second.set_content("Something else.")
    tickets = [arrive(made, at=at) for made in (first, second)]
    assert None not in tickets and tickets[0] != tickets[1]


def test_a_mailbox_that_rests_sends_nothing(brands, at):
    ticket = arrive(letter(str(brands.bea.main_address), to=[BRAND]), at=at)
    assert ticket is not None
    Mailbox.objects.filter(email=BRAND).update(is_active=False)
    message = reply(ticket.pk, Reply("The answer."), by=reader(brands.ada), at=at)
    assert message.outgoing.mailbox.email == HELP
