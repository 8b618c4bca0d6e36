"""Conditions on letters that came, asked before a ticket exists."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from deskhand.mail.models import Letter as Row
from deskhand.mail.reading import addressed_to
from deskhand.rules import conditions
from deskhand.rules.conditions import Condition, Field, Kind, Someone, field_table
from deskhand.rules.letter import Letter
from deskhand.rules.letter.authentication import finding

FIELDS: Mapping[str, Field] = field_table(
    Field("sender", Kind.PERSON, may_be_missing=True),
    Field("sender_domain", Kind.NAME, may_be_missing=True),
    Field("recipient", Kind.TEXT),
    Field("subject", Kind.TEXT),
    Field("body", Kind.TEXT),
    Field("has_attachment", Kind.FLAG),
    Field("is_list", Kind.FLAG),
    Field("is_auto", Kind.FLAG),
    Field("authenticated", Kind.FLAG),
    Field("mailbox", Kind.NAME, may_be_missing=True),
)
# As much of a text as a condition looks into.
GLANCE = 50_000


@lru_cache(maxsize=500)
def parse_condition(text: str) -> Condition:
    """Read the condition of a rule, which must name its fields; raises ConditionError."""
    return conditions.parse(text, FIELDS, allow_words=False)


def matches(text: str, facts: Mapping[str, Any], *, at: datetime) -> bool:
    """Say whether a letter with these facts meets a condition; raises ConditionError."""
    return conditions.evaluate(parse_condition(text), facts, at=at)


def facts_of(row: Row, letter: Letter, *, relays: tuple[str, ...]) -> dict[str, Any]:
    """Return what conditions may ask of a letter. Only a trusted relay makes it authenticated."""
    email = letter.sender.email.lower()
    addressed = [*row.envelope_recipients, *addressed_to(letter)]
    mailbox = row.mailbox
    return {
        "sender": Someone(letter.sender.name, (email,)) if email else None,
        "sender_domain": _domains(email),
        "recipient": ", ".join(dict.fromkeys(address.lower() for address in addressed)),
        "subject": letter.subject,
        "body": letter.text[:GLANCE],
        "has_attachment": any(not file.is_inline for file in letter.attachments),
        "is_list": letter.is_list,
        "is_auto": letter.is_auto_reply,
        "authenticated": finding(letter, relays) in {"dmarc", "dkim"},
        "mailbox": (mailbox.email, mailbox.name) if mailbox else None,
    }


def _domains(email: str) -> tuple[str, ...] | None:
    """The domain of an address, and those above it: a rule for a firm holds for its parts."""
    labels = email.rpartition("@")[2].split(".")
    names = tuple(".".join(labels[place:]) for place in range(len(labels) - 1))
    return names or None
