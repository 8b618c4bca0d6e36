"""The four doors as senders use them: each gives a letter and says whether it was acknowledged."""

import http.client
import random
import smtplib
import subprocess
import sys
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from dataclasses import dataclass

from tests.config.running import ROOT
from tests.mail.dovecot import Dovecot

HELP = "help@northlight.example"


class Door(ABC):
    """A way in. `deliver` never raises for what a desk that dies does."""

    name: str

    @abstractmethod
    def deliver(self, raw: bytes) -> bool: ...


@dataclass
class Smtp(Door):
    port: int
    name: str = "smtp"

    def deliver(self, raw: bytes) -> bool:
        return self.answer(raw) == 250

    def answer(self, raw: bytes) -> int:
        """The answer to the letter, or to what was refused before; 0 when there was none."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as line:
                line.sendmail("writer@birch.example", [HELP], raw)
        except smtplib.SMTPRecipientsRefused as refused:
            return refused.recipients[HELP][0]
        except smtplib.SMTPResponseException as refused:
            return int(refused.smtp_code)
        except (OSError, smtplib.SMTPException):
            return 0
        return 250


@dataclass
class Http(Door):
    url: str
    token: str
    name: str = "http"

    def deliver(self, raw: bytes) -> bool:
        return self.answer(raw) == 202

    def answer(self, raw: bytes) -> int:
        """The status; 0 when nobody answered."""
        request = urllib.request.Request(
            f"{self.url}/api/v1/mail?to={HELP}",
            raw,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "message/rfc822"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except (OSError, http.client.HTTPException):
            return 0


@dataclass
class Pipe(Door):
    """A mail server starts the command for each letter; now and then it is killed itself."""

    environ: dict[str, str]
    chance: random.Random
    name: str = "pipe"

    def deliver(self, raw: bytes) -> bool:
        words = [sys.executable, "-m", "deskhand", "mail", "deliver", "--to", HELP]
        process = subprocess.Popen(
            words, env=self.environ, cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            if self.chance.random() < 0.2:
                process.stdin.write(raw)
                process.stdin.flush()
                time.sleep(self.chance.uniform(0, 0.4))
                process.kill()
            process.communicate(None if process.returncode else raw, timeout=30)
        except (OSError, ValueError):
            process.kill()
            process.communicate()
        return process.returncode == 0


@dataclass
class Imap(Door):
    """A mailbox that the desk fetches: what lies there must come in."""

    server: Dovecot
    name: str = "imap"

    def deliver(self, raw: bytes) -> bool:
        self.server.put(raw)
        return True
