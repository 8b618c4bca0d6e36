"""Who wrote a letter, and what is proved of that: a From alone proves nothing."""

from dataclasses import dataclass
from datetime import datetime

from deskhand.journal.actor import Actor, system
from deskhand.mail.incoming import Arrival, note
from deskhand.people.finding import Found, agent_of, find_or_add
from deskhand.people.models import Agent
from deskhand.provider.firm import current
from deskhand.rules.letter.authentication import finding

INTAKE = system("intake")


@dataclass(frozen=True, slots=True)
class Writer:
    """Who wrote. `agent` when the address is that of one of ours; `proof` is the check by which
    a trusted relay vouches for the address, or "fail" where it disowns the letter."""

    found: Found | None
    agent: Agent | None = None
    proof: str = ""

    @property
    def is_proved(self) -> bool:
        return self.proof in {"dmarc", "dkim"}

    @property
    def is_disowned(self) -> bool:
        return self.proof == "fail"

    @property
    def actor(self) -> Actor:
        """The writer as the journal knows him: an agent only where that is proved."""
        if self.found is None:
            return INTAKE
        if self.agent is not None and self.is_proved:
            return Actor("agent", self.agent.pk, self.name)
        return Actor("requester", self.found.person.pk, self.name)

    @property
    def is_client(self) -> bool:
        """Whether he has a place in an organization, or is one of ours."""
        return self.found is not None and (
            self.found.organization is not None or self.agent is not None
        )

    @property
    def name(self) -> str:
        return str(self.found.person) if self.found else "The sender"


def writer_of(came: Arrival, *, at: datetime, known: Found | None = None) -> Writer:
    """Find the writer, adding him where he is new, and note how he was found.

    `known` is who he is, where that was looked up before.
    """
    sender = came.letter.sender
    if "@" not in sender.email:
        note(came, "It names no sender: an agent must find out who wrote")
        return Writer(None)
    found = known or find_or_add(sender.email, name=sender.name, at=at)
    agent = agent_of(found.person)
    writer = Writer(found, agent, finding(came.letter, current().relays))
    note(came, _how_found(sender.email.lower(), found))
    if agent is not None:
        note(came, f"{writer.name} is an agent; {_PROOFS[writer.proof]}")
    elif writer.proof:
        note(came, _PROOFS[writer.proof].capitalize())
    return writer


def _how_found(email: str, found: Found) -> str:
    if not found.is_new:
        place = f" of {found.organization}" if found.organization else ""
        return f"The sender {email} is known: {found.person}{place}"
    if found.organization is not None:
        return f"The sender {email} is new; the domain is that of {found.organization}"
    return f"The sender {email} is new and has the domain of no client: to be reviewed"


_PROOFS = {
    "dmarc": "a trusted relay proves the address (dmarc)",
    "dkim": "a trusted relay proves the address (dkim)",
    "fail": "a trusted relay says that the address is forged (dmarc)",
    "": "no trusted relay proves the address",
}
