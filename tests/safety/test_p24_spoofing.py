"""Mail alone grants nothing: each forged sender, with each finding of the relay, each token, and
others in copy (safety, P24).

What holds is asked of all of them. `make test` draws some combinations, another draw each time;
DESKHAND_TEST_SPOOFS=all tries every one.
"""

import itertools
import os
import random
import secrets
from datetime import datetime

import pytest

from deskhand.files.store import read_blob
from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.reply_addresses import make
from deskhand.tickets.models import Message, Participant, Ticket
from deskhand.tickets.reading import tickets_for
from tests.cast import Cast, reader
from tests.desk.conftest import stage  # noqa: F401 - a fixture
from tests.desk.letters import HELP, arrive, letter

pytestmark = [pytest.mark.proof, pytest.mark.django_db, pytest.mark.timeout(3600)]

RELAY = "mx.northlight.example"
SENDERS = {
    "agent": "Ada <ada@northlight.example>",
    "light agent": "Lena <lena@northlight.example>",
    "requester": "Bea Birch <bea@birch.example>",
    "colleague": "Bruno Birch <bruno@birch.example>",
    "newcomer of the domain": "Ben <ben@birch.example>",
    "another client": "Cem <cem@cedar.example>",
    "stranger": "Ada <ada@northlight-support.example>",
    "agent by name alone": '"Ada <ada@northlight.example>" <x@evil.example>',
    "two authors": "Bea <bea@birch.example>, Ada <ada@northlight.example>",
    "our own mailbox": f"Northlight <{HELP}>",
}
RESULTS = {
    "none": "",
    "dmarc of his domain": f"{RELAY}; dmarc=pass header.from={{domain}}",
    "dmarc of another": f"{RELAY}; dmarc=pass header.from=evil.example",
    "dkim of another": f"{RELAY}; dkim=pass header.d=evil.example",
    "spf alone": f"{RELAY}; spf=pass smtp.mailfrom={{domain}}",
    "dmarc failed": f"{RELAY}; dmarc=fail header.from={{domain}}",
    "of a stranger's relay": "mx.evil.example; dmarc=pass header.from={domain}",
    "hidden in a comment": f"{RELAY} (; dmarc=pass header.from={{domain}}); dmarc=none",
    "hidden in a quotation": f'{RELAY}; x=y a.b="; dmarc=pass header.from={{domain}}"',
}
TOKENS = (
    "none",
    "key",
    "bit flipped",
    "key of another",
    "reference",
    "guessed reference",
    "number",
)
COPIED = {
    "nobody": [],
    "outsider": ["friend@elsewhere.example"],
    "colleague": ["bruno@birch.example"],
    "other client": ["cem@cedar.example", "carla@cedar.example"],
}
COMBINATIONS = list(itertools.product(SENDERS, RESULTS, TOKENS, COPIED))
PROVING = {"dmarc of his domain"}
CANARY = "canary-of-the-forger"


def drawn() -> list[tuple[str, str, str, str]]:
    if os.environ.get("DESKHAND_TEST_SPOOFS") == "all":
        return COMBINATIONS
    return random.sample(COMBINATIONS, 120)


@pytest.fixture
def tickets(stage: Cast, at: datetime) -> tuple[Ticket, Ticket]:  # noqa: F811
    """One of Birch, with an internal note, and one of Cedar."""
    stage.firm.trusted_relays = RELAY
    stage.firm.save()
    mine = arrive(letter("Bea Birch <bea@birch.example>"), at=at)
    theirs = arrive(letter("Cem <cem@cedar.example>", subject="X-ray"), at=at)
    return mine, theirs


def test_no_forged_letter_lets_anybody_in(stage: Cast, at: datetime, tickets) -> None:  # noqa: F811
    mine, theirs = tickets
    people = (stage.bea, stage.bruno, stage.cem, stage.carla)
    before = {who.pk: visible_to(who) for who in people}
    for combination in drawn():
        judge(combination, mine, theirs, at=at)
    for who in people:
        own = Ticket.objects.filter(requester=who).values_list("pk", flat=True)
        organization = who.memberships.get().organization
        of_his_firm = Ticket.objects.filter(organization=organization).values_list("pk", flat=True)
        assert visible_to(who) <= before[who.pk] | set(own) | set(of_his_firm), who


def judge(combination: tuple[str, ...], mine: Ticket, theirs: Ticket, *, at: datetime) -> None:
    who, results, token, copied = combination
    counts = Message.objects.count(), OutgoingLetter.objects.count()
    newest = Message.objects.latest("pk").pk, OutgoingLetter.objects.latest("pk").pk
    last_event = Event.objects.latest("pk").pk
    made = forged(who, results, token, copied, mine=mine, theirs=theirs)
    ticket = arrive(made, at=at)
    where = f"{combination}, {counts}"
    is_proved = results in PROVING and who not in {"two authors", "stranger", "agent by name alone"}
    for message in Message.objects.filter(pk__gt=newest[0]):
        is_agent = who in {"agent", "light agent"} and is_proved
        assert message.agent_id is None or is_agent, where
        if who in {"another client", "stranger", "agent by name alone"}:
            assert message.ticket_id not in {mine.pk}, where
        if who != "another client" and not is_agent:
            assert message.ticket_id != theirs.pk or not message.is_public, where
        if who in {"agent", "light agent"} and not is_proved and message.ticket_id == mine.pk:
            assert (message.is_public, message.is_unverified) == (False, True), where
    outside = {"friend@elsewhere.example"}
    for sent in OutgoingLetter.objects.filter(pk__gt=newest[1]):
        assert not outside & set(sent.recipients), where
        if sent.kind == "receipt" and who in {"stranger", "newcomer of the domain"}:
            assert CANARY not in read_blob(sent.raw).decode(), where
    for row in Participant.objects.select_related("ticket", "person"):
        members = row.person.memberships.values_list("organization_id", flat=True)
        assert row.ticket.organization_id in members, where
    for event in Event.objects.filter(pk__gt=last_event, actor_kind="agent"):
        assert who in {"agent", "light agent"} and is_proved, f"{where} {event.name}"
    assert (
        ticket is None
        or ticket.requester is None
        or ticket.pk in {mine.pk, theirs.pk}
        or (ticket.requester.main_address in str(made["From"]).lower())
    ), where


def forged(who: str, results: str, token: str, copied: str, *, mine: Ticket, theirs: Ticket):
    sender = SENDERS[who]
    domain = sender.rpartition("@")[2].strip(">")
    local, _at, host = make(HELP, mine.reply_key).rpartition("@")
    known = mine.references.order_by("pk").values_list("message_id", flat=True)[0]
    to = {
        "key": make(HELP, mine.reply_key),
        "bit flipped": f"{local[:-1]}{'b' if local[-1] == 'a' else 'a'}@{host}",
        "key of another": make(HELP, theirs.reply_key),
    }.get(token, HELP)
    answers = {
        "reference": [f"<{known}>"],
        "guessed reference": [f"<{secrets.token_hex(16)}@{host}>"],
    }
    subject = f"{CANARY} [#{mine.pk}]" if token == "number" else CANARY
    value = RESULTS[results].format(domain=domain)
    return letter(
        sender,
        subject=subject,
        text=CANARY,
        to=[to, *COPIED[copied]],
        answers=answers.get(token, []),
        **({"Authentication_Results": value} if value else {}),
    )


def visible_to(who) -> set[int]:
    return set(tickets_for(reader(who)).values_list("pk", flat=True))
