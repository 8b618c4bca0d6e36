"""Rules on letters that come: in their order, before a ticket exists.

Rules set what a new ticket begins with, or end the matter. None of them can let anybody read:
there is no act for that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from deskhand.mail.conditions import facts_of, matches
from deskhand.mail.incoming import letter_of
from deskhand.mail.models import InboundRule
from deskhand.mail.models import Letter as Row
from deskhand.people.models import Team
from deskhand.rules.conditions import ConditionError
from deskhand.rules.letter import Letter, LetterRefused

Act = InboundRule.Act
MOST_LETTERS = 500
# A dry run reads letters again: as many bytes of them as a page may take.
MOST_BYTES = 60 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules make of a letter. Of each field the first rule that sets it decides.

    `settings` says it of the fields of a new ticket, `words` of all else, in plain sentences.
    """

    team: Team | None = None
    kind: str = ""
    service: str = ""
    priority_level: int | None = None
    forward_to: tuple[str, ...] = ()
    end: str = ""
    settings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    matched: tuple[int, ...] = ()

    @property
    def told(self) -> tuple[str, ...]:
        return (*self.settings, *self.words)


@dataclass(frozen=True, slots=True)
class Trial:
    """A letter that a changed rule would match, or treat otherwise than now."""

    row: Row
    is_matched: bool
    now: tuple[str, ...]
    then: tuple[str, ...]

    @property
    def is_changed(self) -> bool:
        return self.now != self.then


def ruling(
    row: Row,
    letter: Letter,
    rules: Sequence[InboundRule],
    *,
    relays: tuple[str, ...],
    at: datetime,
) -> Ruling:
    """Ask all active rules in order; the first that ends the matter is the last that is asked."""
    made = Ruling()
    facts = facts_of(row, letter, relays=relays)
    for rule in rules:
        if not rule.is_active:
            continue
        try:
            is_met = matches(rule.condition, facts, at=at)
        except ConditionError:
            made = replace(made, words=(*made.words, f"{_called(rule)} cannot be read: skipped"))
            continue
        if is_met:
            made = _follow(made, rule)
        if made.end:
            break
    return made


def dry_run(
    rule: InboundRule, rules: Sequence[InboundRule], *, relays: tuple[str, ...], at: datetime
) -> tuple[list[Trial], int]:
    """Try a rule, saved or not, on the last letters; nothing is changed.

    Returns the letters that it would match or treat otherwise, newest first, and how many
    were read.
    """
    changed = [rule if known.pk == rule.pk else known for known in rules]
    if rule.pk is None:
        changed.append(rule)
    trials, count = [], 0
    for row, letter in _last_letters():
        count += 1
        now = ruling(row, letter, rules, relays=relays, at=at)
        then = ruling(row, letter, changed, relays=relays, at=at)
        is_matched = rule.position in then.matched
        if is_matched or now.told != then.told:
            trials.append(Trial(row, is_matched, now.told, then.told))
    return trials, count


def _last_letters() -> Iterator[tuple[Row, Letter]]:
    rows = Row.objects.select_related("mailbox", "raw").order_by("-received_at", "-id")
    left = MOST_BYTES
    for row in rows[:MOST_LETTERS]:
        left -= row.raw.size
        if left < 0:
            return
        try:
            letter = letter_of(row)
        except LetterRefused:
            continue
        if not letter.is_bounce:  # no rule is asked of these
            yield row, letter


def _follow(made: Ruling, rule: InboundRule) -> Ruling:
    made = replace(made, matched=(*made.matched, rule.position))
    if rule.act == Act.SET:
        return _set(made, rule)
    word = {
        Act.DROP: "drops it: it is kept without a ticket",
        Act.QUARANTINE: "puts it in quarantine",
        Act.FORWARD: f"forwards it to {rule.forward_to}",
    }[Act(rule.act)]
    words = (*made.words, f"{_called(rule)} {word}")
    if rule.act == Act.FORWARD:
        return replace(made, words=words, forward_to=(*made.forward_to, rule.forward_to))
    return replace(made, words=words, end=rule.act)


def _set(made: Ruling, rule: InboundRule) -> Ruling:
    settings = list(made.settings)
    if rule.team is not None and made.team is None:
        settings.append(f"{_called(rule)} sets the team {rule.team}")
        made = replace(made, team=rule.team)
    if rule.kind and not made.kind:
        settings.append(f"{_called(rule)} sets the type {rule.kind}")
        made = replace(made, kind=rule.kind)
    if rule.service and not made.service:
        settings.append(f"{_called(rule)} sets the service {rule.service}")
        made = replace(made, service=rule.service)
    if rule.priority_level is not None and made.priority_level is None:
        settings.append(f"{_called(rule)} sets the priority {rule.priority_level}")
        made = replace(made, priority_level=rule.priority_level)
    return replace(made, settings=tuple(settings))


def _called(rule: InboundRule) -> str:
    return f"Rule {rule.position} ({rule.name})"
