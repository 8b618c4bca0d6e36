"""Names of what a conversation and its changes tell of, all read in one statement."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from deskhand.automation.macros import uses_asked
from deskhand.automation.runs import run_in, runs_asked
from deskhand.automation.wording import run_words
from deskhand.jobs.together import Row, read_together
from deskhand.people.reader import Reader
from deskhand.sla.call_board import lengths_asked
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.naming import FIELDS, names_asked, names_in
from deskhand.tickets.reading import Change, numbers_asked
from deskhand.web.console.pieces.grades import grade_words
from deskhand.web.written import numbers_in
from deskhand.work.tasks import titles_asked

MACRO_USED, RULE_RAN, TASK = "macro_used", "rule_ran", "task"
REGROUPED = frozenset({"ticket_merged", "ticket_split", "regrouping_undone"})
RELATED = frozenset({"relation_made", "relation_removed"})
OTHERS = REGROUPED | RELATED
# Where an event says the number of another ticket.
FURTHER = ("other", "origin", "into")


@dataclass(frozen=True, slots=True)
class Names:
    """The words by what they are of and its id, the tickets that may be seen, and all as read."""

    words: dict[tuple[str, int], str]
    numbers: set[int]
    found: Mapping[str, list[Row]]


def names_told(
    reader: Reader, ticket: Ticket, said: Iterable[Message], changes: Iterable[Change]
) -> Names:
    """Return the names of what is told; of other tickets those that the reader may see."""
    said, changes = list(said), list(changes)
    wanted = _wanted(changes)
    asked: dict[str, Any] = {
        **names_asked({name: ids for name, ids in wanted.items() if name in FIELDS}),
        MACRO_USED: uses_asked(sorted(wanted.get(MACRO_USED, set()))),
        RULE_RAN: runs_asked(sorted(wanted.get(RULE_RAN, set()))),
        TASK: titles_asked(sorted(wanted.get(TASK, set()))),
        "numbers": numbers_asked(reader, wanted.get("ticket", set()) | _named(ticket, said)),
        "lengths": lengths_asked(ticket),
    }
    if not any(message.call for message in said):
        asked["lengths"] = asked["lengths"].none()
    found = read_together(**asked)
    numbers = {row["id"] for row in found["numbers"]}
    words = names_in(found) | {("ticket", number): f"#{number}" for number in numbers}
    words |= grade_words(ticket.priority.scheme)
    for row in found[RULE_RAN]:
        words[RULE_RAN, row["pk"]] = run_words(run_in(row))
    return Names(words, numbers, found)


def _wanted(changes: Iterable[Change]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = {}
    for change in changes:
        name, payload = change.event.name, change.event.payload
        if change.field in FIELDS:
            ids = [payload.get(key) for key in ("old", "new", "person")]
            wanted.setdefault(change.field, set()).update(i for i in ids if i)
        elif name == MACRO_USED:
            wanted.setdefault(name, set()).add(payload["use"])
        elif name == RULE_RAN:
            wanted.setdefault(name, set()).add(payload["run"])
        elif name == "task_changed":
            wanted.setdefault(TASK, set()).add(payload["task"])
        elif name in OTHERS:
            ids = [payload[key] for key in FURTHER if key in payload]
            wanted.setdefault("ticket", set()).update(ids)
    return wanted


def _named(ticket: Ticket, said: Iterable[Message]) -> set[int]:
    """The tickets that agents name, and those to which this one belongs."""
    texts = (message.text for message in said if message.agent_id and "#" in message.text)
    return {*numbers_in(texts), *filter(None, (ticket.related_id, ticket.merged_into_id))}
