"""Broken letters over the whole intake: each is accounted for, no job fails, and its pages show."""

import logging
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

SHOWN = 8  # letters of a batch whose pages are looked at


def found_desk() -> None:
    """Found a desk in the data folder that bin/fuzz made."""
    from bench.generate import set_up

    set_up()
    from django.core.management import call_command

    from deskhand.packs.founding import NewFirm, found

    call_command("migrate", verbosity=0)
    firm = NewFirm(
        "Fuzz", "Europe/Berlin", "Ada", "ada@desk.example", "a-fuzz-secret", "help@desk.example"
    )
    found(firm, at=datetime.now(UTC))
    logging.disable(logging.CRITICAL)


def take(batch: list[bytes]) -> None:
    """Take letters in on the desk of this process; fails for one that is not accounted for."""
    from django.conf import settings

    from deskhand.files.store import read_blob
    from deskhand.jobs.engine import engine
    from deskhand.jobs.models import Job
    from deskhand.mail import ingest, spool
    from deskhand.mail.models import Letter, Sighting

    folder, now = Path(settings.DATA) / "spool", datetime.now(UTC)
    newest = Sighting.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for raw in batch:
        spool.keep(folder, raw, spool.Envelope("smtp", now.isoformat(), "", ("help@desk.example",)))
    ingest.ingest(folder, at=now)
    # A turn that takes long leaves the rest to the next, which is due a little later.
    engine().drain(limit=None, at=datetime.now(UTC) + timedelta(days=1))
    failed = Job.objects.exclude(error="").first()
    assert failed is None, f"{failed.path} failed: {failed.error}"
    assert spool.waiting(folder) == [], "a file stays in the spool"
    seen = Sighting.objects.filter(pk__gt=newest).select_related("letter__raw", "raw")
    kept = [read_blob(sighting.raw or sighting.letter.raw) for sighting in seen]
    assert sorted(kept) == sorted(batch), "a letter is not kept byte for byte"
    left = list(Letter.objects.filter(state="kept").values_list("pk", "attempts", "subject"))
    assert left == [], f"letters were not taken in: {left}"
    letters = list({sighting.letter_id: sighting.letter for sighting in seen}.values())
    for letter in letters:
        assert letter.state != "quarantined" or letter.reason, "a quarantine without a reason"
        assert letter.state != "taken" or letter.thread, "a letter was taken into nothing"
    _look_at(random.sample(letters, min(SHOWN, len(letters))))


def _look_at(letters: list) -> None:
    """Open the pages of letters and of their tickets as an administrator."""
    from django.test import Client

    from deskhand.people.models import Agent
    from deskhand.tickets.models import Message
    from tests.inert import faults_of

    client = Client()
    asta = Agent.objects.get(role=Agent.Role.ADMINISTRATOR)
    client.force_login(asta.person.user, backend="django.contrib.auth.backends.ModelBackend")
    for letter in letters:
        _opens(client, f"/setup/letters/{letter.pk}/")
        for message in Message.objects.filter(letter=letter):
            _opens(client, f"/desk/tickets/{message.ticket_id}/")
            _opens(client, f"/desk/messages/{message.pk}/original/")
            page = _opens(client, f"/desk/messages/{message.pk}/html/")
            shown = page.partition("<body>")[2].rpartition("</body>")[0]
            assert faults_of(shown) == [], letter.pk


def _opens(client: object, path: str) -> str:
    answer = client.get(path, HTTP_HOST="testserver")
    assert answer.status_code == 200, f"{path} answers {answer.status_code}"
    return answer.content.decode()
