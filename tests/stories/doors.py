"""The four doors as senders use them: each gives a letter and says whether it was acknowledged."""

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
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=10) as line:
                return not line.sendmail("writer@birch.example", [HELP], raw)
        except (OSError, smtplib.SMTPException):
            return False


@dataclass
class Http(Door):
    url: str
    token: str
    name: str = "http"

    def deliver(self, raw: bytes) -> bool:
        request = urllib.request.Request(
            f"{self.url}/api/v1/mail?to={HELP}",
            raw,
            {"Authorization": f"Bearer {self.token}", "Content-Type": "message/rfc822"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return bool(answer.status == 202)
        except (urllib.error.HTTPError, OSError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            return False


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
