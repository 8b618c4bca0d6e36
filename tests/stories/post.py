"""The mail servers of the world outside: what the desk sends ends up here."""

import email
import email.policy
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

PATIENCE = 45.0


class World:
    """Takes every letter that the desk posts, for whomever it is."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        letter["X-Went-To"] = ",".join(envelope.rcpt_tos)
        self.letters.append(letter)
        return "250 taken"

    def to(self, address: str, *, holding: str = "") -> list[EmailMessage]:
        """The letters to one address whose subject or text holds some words, oldest first."""
        return [
            letter
            for letter in self.letters
            if address in str(letter["X-Went-To"]).split(",")
            and (holding in str(letter["Subject"]) or holding in text_of(letter))
        ]

    def wait_for(self, address: str, *, holding: str = "", count: int = 1) -> EmailMessage:
        """Wait for a letter and return the last one."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if len(found := self.to(address, holding=holding)) >= count:
                return found[-1]
            time.sleep(0.05)
        subjects = [(str(x["X-Went-To"]), str(x["Subject"])) for x in self.letters]
        raise AssertionError(f"no letter to {address} with {holding!r}; there are {subjects}")


@contextmanager
def world(port: int) -> Iterator[World]:
    """Run the world's mail server on a port of the loopback."""
    taken = World()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield taken
    finally:
        controller.stop()


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def code_in(letter: EmailMessage) -> str:
    """The one-time code that a letter brings."""
    found = re.search(r"^\s*([A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8})?)\s*$", text_of(letter), re.MULTILINE)
    assert found, text_of(letter)
    return found.group(1)
