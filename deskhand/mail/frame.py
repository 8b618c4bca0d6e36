"""What stands around each reply of a mailbox: its sender, a greeting, and a foot."""

import re
from dataclasses import dataclass

from deskhand.mail.models import Mailbox

_WORD = re.compile(r"\{(name|agent|number|firm)\}")


@dataclass(frozen=True, slots=True)
class Frame:
    """Filled in for one letter; empty parts are left out."""

    sender_name: str
    greeting: str
    foot: str


def frame(mailbox: Mailbox, *, name: str, agent: str, number: int, firm: str) -> Frame:
    """Fill in {name}, {agent}, {number} and {firm}; other words in braces stay as they are."""
    words = {"name": name, "agent": agent, "number": str(number), "firm": firm}

    def fill(text: str) -> str:
        return _WORD.sub(lambda found: words[found[1]], text).strip()

    sender = {
        Mailbox.Bears.AGENT: agent,
        Mailbox.Bears.MAILBOX: mailbox.name,
        Mailbox.Bears.BOTH: f"{agent} ({mailbox.name})",
    }[Mailbox.Bears(mailbox.bears)]
    return Frame(sender, fill(mailbox.greeting), fill(mailbox.foot))
