"""Lives of tickets written down as rows, as the stories of the desk would have left them."""

import random
from collections.abc import Iterable

from bench import texts
from bench.lives import TARGETS, Life
from bench.moments import stamp
from bench.stage import Stage
from bench.tables import Table
from deskhand.journal.models import Event
from deskhand.sla.models import Clock, ClockEvent
from deskhand.tickets.models import Attachment, Message, Participant, Sight, Ticket

NOTHING_DUE = "9999-12-31 00:00:00"
DESK = ("system", None, "clocks")


class Ledgers:
    """The tables that lives are written to."""

    def __init__(self, stage: Stage, *, until: int, chance: random.Random) -> None:
        self.stage, self.until, self.chance = stage, until, chance
        self.subjects, self.texts = texts.subjects(chance), texts.messages(chance)
        self.tickets = Table(
            Ticket,
            "kind channel subject subject_folded requester_id organization_id site_id status_id "
            "category is_open priority_id priority_level team_id assignee_id tags tags_folded "
            "is_confidential needs_review received_at opened_at updated_at last_public_at "
            "awaits_agent solved_at closed_at due_order_at reply_key",
        )
        self.messages = Table(
            Message,
            "ticket_id is_public channel person_id agent_id author_name text "
            "written_at released_at",
        )
        self.attachments = Table(Attachment, "message_id blob_id filename content_type size key")
        self.clocks = Table(
            Clock,
            "ticket_id kind state policy_version_id calendar_version_id priority_level band "
            "promised reason started_at due_at next_fire_at met_at breached_at stopped_at",
        )
        self.clock_events = Table(ClockEvent, "clock_id seq at recorded_at kind payload actor")
        self.participants = Table(Participant, "ticket_id person_id added_at")
        self.sights = Table(Sight, "ticket_id agent_id seen_at")
        self.events = Table(
            Event,
            "name payload actor_kind actor_id actor_name at recorded_at subject_kind subject_id "
            "organization_id team_id is_public",
        )

    @property
    def all(self) -> list[Table]:
        return [table for table in vars(self).values() if isinstance(table, Table)]

    def write(self, lives: list[Life]) -> None:
        """Write a batch. Messages and events of different tickets stand between each other."""
        happened: list[tuple] = []
        self.tickets.write([self._ticket(life) for life in lives])
        self._clocks(lives, happened)
        self._messages(lives, happened)
        self._changes(lives, happened)
        self._readers(lives)
        happened.sort(key=lambda event: event[0])
        self.events.write(self._events(happened))

    def _ticket(self, life: Life) -> tuple:
        chance, stage = self.chance, self.stage
        subject, folded = chance.choice(self.subjects)
        tag = chance.choice(texts.TAGS) if chance.random() < 0.12 else ""
        received = stamp(life.received)
        public = [said for said in life.said if said[1] != "note"][-1]
        is_owed = life.is_open and life.answered is None
        return (
            life.number,
            life.kind,
            life.channel,
            subject,
            folded,
            life.asker.person,
            life.asker.organization,
            life.asker.site,
            stage.statuses[life.category],
            life.category,
            int(life.is_open),
            stage.priorities[life.level],
            life.level,
            life.team,
            life.agent and life.agent[0],
            f'["{tag}"]' if tag else "[]",
            f"\n{tag}\n" if tag else "",
            int(life.number % 100 == 7),
            int(life.is_open and life.asker.organization is None),
            received,
            received,
            stamp(life.updated),
            stamp(public[0]),
            int(life.is_open and public[1] == "requester"),
            life.solved and stamp(life.solved),
            life.closed and stamp(life.closed),
            stamp(life.due) if is_owed else NOTHING_DUE,
            f"{chance.getrandbits(128):032x}",
        )

    def _clocks(self, lives: list[Life], happened: list[tuple]) -> None:
        rows, facts = [], []
        first, fact = self.clocks.next_id, self.clock_events.next_id
        self.clocks.next_id += len(lives)
        for number, life in enumerate(lives, first):
            rows.append(self._clock(number, life))
            start = stamp(life.received)
            facts.append((fact, number, 1, start, start, "start", "{}", "intake"))
            fact += 1
            ended = life.answered or life.closed
            if ended:
                kind = "stop" if life.answered else "cancel"
                end = stamp(ended)
                facts.append((fact, number, 2, end, end, kind, "{}", "desk"))
                fact += 1
            if name := self._outcome(life):
                kept = name == "target_met"
                body = f'"ticket": {life.number}, "clock": {number}, "kind": "first_response"'
                happened.append((life.answered if kept else life.due, name, life, body, 0, DESK))
        self.clock_events.next_id = fact
        self.clocks.write(rows)
        self.clock_events.write(facts)

    def _outcome(self, life: Life) -> str:
        if life.answered is not None and life.answered <= life.due:
            return "target_met"
        return "target_breached" if life.due < self._watched_until(life) else ""

    def _watched_until(self, life: Life) -> int:
        return life.answered or life.closed or self.until

    def _clock(self, number: int, life: Life) -> tuple:
        due, stopped = stamp(life.due), life.answered and stamp(life.answered)
        outcome = self._outcome(life)
        state = {"target_met": "met", "target_breached": "breached", "": "running"}[outcome]
        is_cancelled = life.category == "cancelled"
        if is_cancelled:
            state, due = "cancelled", None
        return (
            number,
            life.number,
            "first_response",
            state,
            self.stage.policy.pk,
            self.stage.calendar.pk,
            life.level,
            "in",
            f'{{"unit": "calendar", "seconds": {TARGETS[life.level]}}}',
            "Bench promises",
            stamp(life.received),
            due,
            due if state == "running" else None,
            stopped if state == "met" else None,
            stamp(life.due) if outcome == "target_breached" else None,
            stopped,
        )

    def _messages(self, lives: list[Life], happened: list[tuple]) -> None:
        said = [(at, life, who, n == 0) for life in lives for n, (at, who) in enumerate(life.said)]
        said.sort(key=lambda each: each[0])
        chosen = self.chance.choices(self.texts, k=len(said))
        rows, files = [], []
        for number, ((at, life, who, is_first), text) in enumerate(
            zip(said, chosen, strict=True), self.messages.next_id
        ):
            marked = self._with_marks(text, who, is_first=is_first)
            rows.append(_message(number, (at, life, who), is_first=is_first, text=marked))
            self._note_message(number, at, life, who, happened)
            if is_first and self.chance.random() < 0.15:
                files.append(self._file(number))
        self.messages.next_id += len(said)
        self.messages.write(rows)
        self.attachments.write(files)

    def _with_marks(self, text: str, who: str, *, is_first: bool) -> str:
        """Say now and then what the measured searches look for, and what is said but once."""
        chance = self.chance
        marks = texts.NOTED if who == "note" else texts.ASKED if is_first else ()
        said = [mark for share, mark in marks if chance.random() < share]
        if is_first and chance.random() < 0.2:
            said.append(f"Serial number SN{chance.getrandbits(32):08x}.")
        return "\n\n".join([text, *said])

    def _note_message(
        self, number: int, at: int, life: Life, who: str, happened: list[tuple]
    ) -> None:
        by = _doer(life, who)
        is_note = "true" if who == "note" else "false"
        body = f'"ticket": {life.number}, "message": {number}, "is_note": {is_note}'
        happened.append((at, "message_added", life, body, int(who == "requester"), by))
        if who == "agent":
            body = f'"ticket": {life.number}, "message": {number}'
            happened.append((at, "message_released", life, body, 1, by))

    def _file(self, message: int) -> tuple:
        blob = self.chance.choice(self.stage.files)
        number = self.attachments.next_id
        self.attachments.next_id += 1
        name = self.chance.choice(texts.NAMES)
        key = f"{self.chance.getrandbits(128):032x}"
        return (number, message, blob.pk, name, "application/octet-stream", blob.size, key)

    def _changes(self, lives: list[Life], happened: list[tuple]) -> None:
        statuses = self.stage.statuses
        for life in lives:
            body = f'"ticket": {life.number}, "channel": "{life.channel}"'
            happened.append(
                (life.received, "ticket_opened", life, body, 1, _doer(life, "requester"))
            )
            ours = _doer(life, "agent") if life.agent else DESK
            if life.agent:
                seen = min(life.received + 600, self.until)
                happened.append(_change(life, seen, "assignee", (None, life.agent[0]), ours))
            before = statuses["new"]
            for at, category in _stations(life):
                happened.append(_change(life, at, "status", (before, statuses[category]), ours))
                before = statuses[category]

    def _readers(self, lives: list[Life]) -> None:
        chance = self.chance
        rows = [
            (number, life.number, life.agent[0], stamp(life.updated))
            for number, life in enumerate(
                (life for life in lives if life.agent and chance.random() < 0.9),
                self.sights.next_id,
            )
        ]
        self.sights.next_id += len(rows)
        self.sights.write(rows)
        askers = self.stage.askers
        beside = [(life, chance.choice(askers)) for life in lives if chance.random() < 0.06]
        self.participants.write(
            (number, life.number, other.person, stamp(life.received))
            for number, (life, other) in enumerate(beside, self.participants.next_id)
        )
        self.participants.next_id += len(beside)

    def _events(self, happened: Iterable[tuple]) -> Iterable[tuple]:
        number = self.events.next_id
        for at, name, life, body, is_public, (kind, actor, called) in happened:
            instant = stamp(at)
            yield (
                number,
                name,
                "{" + body + "}",
                kind,
                actor,
                called,
                instant,
                instant,
                "ticket",
                life.number,
                life.asker.organization,
                life.team,
                int(is_public and life.number % 100 != 7),
            )
            number += 1
        self.events.next_id = number


def _message(number: int, said: tuple[int, Life, str], *, is_first: bool, text: str) -> tuple:
    at, life, who = said
    instant = stamp(at)
    is_ours = who != "requester"
    return (
        number,
        life.number,
        int(who != "note"),
        life.channel if is_first else "desk" if is_ours else "email",
        None if is_ours else life.asker.person,
        life.agent[0] if is_ours and life.agent else None,
        life.agent[1] if is_ours and life.agent else life.asker.name,
        text,
        instant,
        None if who == "note" else instant,
    )


def _doer(life: Life, who: str) -> tuple[str, int, str]:
    if who == "requester" or life.agent is None:
        return ("requester", life.asker.person, life.asker.name)
    return ("agent", *life.agent)


def _stations(life: Life) -> Iterable[tuple[int, str]]:
    """The statuses that a ticket went through after New."""
    if life.is_open:
        if life.category != "new":
            yield life.said[-1][0], life.category
        return
    if life.solved and life.category != "cancelled":
        yield life.solved, "solved"
    if life.closed:
        yield life.closed, life.category


def _change(life: Life, at: int, field: str, values: tuple, by: tuple) -> tuple:
    old, new = ("null" if value is None else value for value in values)
    body = f'"ticket": {life.number}, "field": "{field}", "old": {old}, "new": {new}'
    return (at, "ticket_changed", life, body, int(field == "status"), by)
