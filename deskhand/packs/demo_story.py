"""One ticket of the demo: how it comes in, and how each turn of its conversation is told."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cached_property
from typing import Any

from deskhand.catalog.choosing import fitting_priority
from deskhand.catalog.models import Status
from deskhand.desk import intake, releasing, reply, requester, triage
from deskhand.desk.submit import Entry, Request, enter, submit
from deskhand.files.store import shelve
from deskhand.mail.labels import label
from deskhand.mail.models import Letter
from deskhand.mail.noting import Kept, note_all
from deskhand.mail.spool import Envelope
from deskhand.packs.demo_people import Client, Firm
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent, Person
from deskhand.people.reader import Reader
from deskhand.tickets.models import Channel, Kind, Message, Ticket


@dataclass(frozen=True, slots=True)
class Part:
    """One turn: `who` is a for an agent's reply, n for a note, r for the requester."""

    who: str
    text: str

    @property
    def by_us(self) -> bool:
        return self.who != "r"


@dataclass
class Told:
    """A ticket whose story is being told."""

    ticket: Ticket
    person: Person
    agent: Agent
    firm: Firm
    parts: list[Part]
    end: str

    @cached_property
    def worker(self) -> Reader:
        return reader_of_person(self.agent.person)

    def play(self, part: Part, *, at: datetime, is_last: bool) -> None:
        """Tell one turn; the last one leaves the ticket as the story ends."""
        if part.who == "r":
            self._requester_writes(part.text, at=at)
            if is_last and self.end in {"solved", "closed"}:
                self._set_status("solved", at=at + timedelta(minutes=2))
            return
        text = part.text.format(first=self.person.name.removeprefix("Dr. ").split()[0])
        by = self.worker
        if part.who == "n":
            reply.note(self.ticket.pk, reply.Reply(text=text), by=by, at=at)
            if is_last:
                self._set_status(self._resting(), at=at)
            return
        status = self._status(self._resting() if is_last else "open")
        message = reply.reply(self.ticket.pk, reply.Reply(text=text, status=status), by=by, at=at)
        releasing.release(message.pk, at=message.released_at or at)

    def settle(self, *, at: datetime) -> None:
        """What waited is answered and solved in the end."""
        self._requester_writes("That is fine with us, please go ahead. Thank you!", at=at)
        by = self.worker
        said = reply.Reply(
            text="Done. Thank you for the quick word.", status=self._status("solved")
        )
        message = reply.reply(self.ticket.pk, said, by=by, at=at + timedelta(minutes=50))
        releasing.release(message.pk, at=message.released_at or at)

    def _resting(self) -> str:
        return "solved" if self.end == "closed" else self.end

    def _status(self, category: str) -> Status:
        return Status.objects.filter(scheme=self.ticket.status.scheme, category=category)[0]

    def _set_status(self, category: str, *, at: datetime) -> None:
        by = self.worker
        triage.set_field(self.ticket.pk, "status", self._status(category), by=by, at=at)

    def _requester_writes(self, text: str, *, at: datetime) -> None:
        if self.ticket.channel == Channel.EMAIL:
            last = Message.objects.filter(ticket=self.ticket, outgoing__isnull=False).last()
            answers = last.outgoing if last else None
            raw = _letter(self.person, self.firm, f"Re: {self.ticket.subject}", text, at=at)
            if answers is not None:
                raw["In-Reply-To"] = raw["References"] = f"<{answers.message_id}>"
            _arrive(raw, self.firm, self.person, at=at)
            return
        requester.answer(self.ticket.pk, text, by=reader_of_person(self.person), at=at)


def begin(
    story: dict[str, Any],
    client: Client,
    firm: Firm,
    *,
    chance: random.Random,
    at: datetime,
    person: Person | None = None,
) -> Told:
    """Let the ticket of a story come in, by one of the ways."""
    person = person or chance.choice([client.people[0], *client.people])
    agent = chance.choice(firm.agents)
    channel = chance.choices(("email", "web", "phone"), weights=(5, 3, 2))[0]
    kind = Kind(story.get("kind", "incident"))
    ticket = _COME_IN[channel](story, person, agent, firm, at)
    worker = reader_of_person(agent.person)
    priority = fitting_priority(ticket.priority.scheme, story["priority"])
    soon = at + timedelta(minutes=chance.randint(1, 4))
    triage.set_field(ticket.pk, "priority", priority, by=worker, at=soon)
    triage.set_field(ticket.pk, "kind", kind, by=worker, at=soon)
    if "site" in story.get("tags", []) or agent.teams.count() == 1:
        triage.set_field(ticket.pk, "team", agent.teams.first(), by=worker, at=soon)
    ticket.refresh_from_db()
    parts = [Part(who, text) for who, text in story["turns"]]
    return Told(ticket, person, agent, firm, parts, story["end"])


def _by_web(story: dict, person: Person, agent: Agent, firm: Firm, at: datetime) -> Ticket:
    asked = Request(subject=story["subject"], text=story["text"])
    return submit(asked, by=reader_of_person(person), at=at)


def _by_phone(story: dict, person: Person, agent: Agent, firm: Firm, at: datetime) -> Ticket:
    asked = Request(subject=story["subject"], text=story["text"])
    entry = Entry(asked=asked, requester=person, channel=Channel.PHONE)
    return enter(entry, by=reader_of_person(agent.person), at=at)


def _by_mail(story: dict, person: Person, agent: Agent, firm: Firm, at: datetime) -> Ticket:
    raw = _letter(person, firm, story["subject"], story["text"], at=at)
    ticket = _arrive(raw, firm, person, at=at)
    if ticket is None:
        raise RuntimeError("The letter of the demo made no ticket")
    return ticket


_COME_IN = {"web": _by_web, "phone": _by_phone, "email": _by_mail}


def _letter(person: Person, firm: Firm, subject: str, text: str, *, at: datetime) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = f"{person.name} <{person.main_address}>"
    letter["To"] = firm.mailbox.email
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{at.timestamp():.0f}.{person.pk}@{person.main_address.split('@')[1]}>"
    signature = f"{person.name}\n{person.job_title}"
    letter.set_content(f"Hello,\n\n{text}\n\nKind regards\n{signature}\n")
    letter.add_alternative(
        f"<p>Hello,</p><p>{text}</p><p>Kind regards<br>{person.name}<br>"
        f"<i>{person.job_title}</i></p>",
        subtype="html",
    )
    return letter


def _arrive(letter: EmailMessage, firm: Firm, person: Person, *, at: datetime) -> Ticket | None:
    raw = letter.as_bytes()
    name = f"demo-{letter['Message-ID']}"
    envelope = Envelope(
        door="smtp",
        received_at=at.isoformat(),
        sender=person.main_address,
        recipients=[firm.mailbox.email],
    )
    shelved = shelve(raw)
    note_all([Kept(envelope, label(raw, key=shelved.sha256), shelved, name)], at=at)
    row = Letter.objects.latest("pk")
    return intake.take_in(row.pk, at=at)
