"""The Message-IDs of our own letters: made so that those of others are hardly taken for them."""

import re
import secrets

_OURS = re.compile(r"[0-9a-f]{32}@[^@\s]+")


def new_message_id(sender: str) -> str:
    """Return a fresh Message-ID (bare) in the domain of a sender's address."""
    return f"{secrets.token_hex(16)}@{sender.rpartition('@')[2]}"


def may_be_ours(message_id: str) -> bool:
    """Whether a Message-ID has the shape of ours; only such are looked up."""
    return _OURS.fullmatch(message_id.strip().lower()) is not None
