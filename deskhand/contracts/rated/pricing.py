"""What an entry of time comes to by the contract in force when the work was done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from deskhand.contracts.covering import kept
from deskhand.contracts.deciding import Sheet, sheet_for
from deskhand.contracts.models import Rate
from deskhand.contracts.supposing import CannotRate, Outcome, Supposed, rate_by
from deskhand.contracts.terms import Bands, Travelling
from deskhand.contracts.wording import money, price
from deskhand.rules import worktime
from deskhand.rules.bands import IN
from deskhand.rules.rating.entries import PERMILLE, Effect, Line
from deskhand.tickets.models import Ticket
from deskhand.work.models import TimeEntry

MINUTE, HOUR = 60, 3600
A_DAY_MINUTES = 24 * 60
COSTS = frozenset({Effect.EXCLUDED, Effect.TRAVEL})


@dataclass(frozen=True, slots=True)
class Priced:
    """What is excluded of an entry: minor units, rounded once, with the sentences that explain it.

    `rate` is what an hour costs where one says it all; `fault` is set where no price can be said.
    """

    sheet: Sheet
    amount: int
    billed_seconds: int
    rate: Decimal | None
    why: tuple[str, ...]
    fault: str = ""


def priced(entry: TimeEntry, ticket: Ticket) -> Priced | None:
    """Price the excluded part of an entry; None where nothing of it is, or no contract holds."""
    sheet = sheet_of_entry(entry, ticket)
    if sheet is None or not entry.is_billable or entry.seconds <= 0:
        return None
    try:
        outcome = outcome_of(sheet, entry, ticket)
    except CannotRate as error:
        return Priced(sheet, 0, 0, None, (str(error),), fault=str(error))
    lines = [line for line in outcome.rated.lines if line.effect in COSTS]
    if not any(line.effect is Effect.EXCLUDED for line in lines):
        return None
    role = _role(entry)
    return Priced(
        sheet=sheet,
        amount=sum(line.amount for line in lines),
        billed_seconds=sum(line.billed_seconds for line in lines if line.band is not None),
        rate=_one_rate(lines, sheet, role),
        why=tuple(_why(outcome, lines, role)),
    )


def sheet_of_entry(entry: TimeEntry, ticket: Ticket) -> Sheet | None:
    """Return the version by which an entry is rated: the one that held when the work was done."""
    first = entry.began_at or datetime.combine(entry.worked_on, time(12), tzinfo=UTC)
    return sheet_for(ticket, first)


def outcome_of(sheet: Sheet, entry: TimeEntry, ticket: Ticket) -> Outcome:
    """Rate an entry line by line: budgets count what this says too, so that nothing is both charged
    and counted. Raises CannotRate."""
    entered = _as_entered(sheet, entry)
    begin = entry.began_at or _begin_of_day(sheet, entry)
    found = rate_by(entered, ticket, _work(entry, ticket, begin))
    answered_at = _answered_at(entry)
    if answered_at is None:
        return found
    # An answer by e-mail is one act: where it could draw a unit, its time goes by its hour.
    whole = rate_by(_of_one_band(entered), ticket, _work(entry, ticket, answered_at))
    return whole if _draws(whole) or _draws(found) else found


def _answered_at(entry: TimeEntry) -> datetime | None:
    message = entry.message if entry.message_id is not None else None
    return message.released_at if message is not None and message.outgoing_id is not None else None


def _draws(outcome: Outcome) -> bool:
    return any(line.effect is Effect.UNITS for line in outcome.rated.lines)


def _work(entry: TimeEntry, ticket: Ticket, begin: datetime) -> Supposed:
    seconds = entry.seconds
    if entry.began_at is not None and entry.ended_at is not None:
        seconds = int((entry.ended_at - entry.began_at).total_seconds())
    return Supposed(
        begin=begin,
        minutes=seconds // MINUTE,
        seconds=seconds % MINUTE,
        role=_role(entry),
        place=entry.place,
        work_type=str(entry.work_type),
        is_minor=_is_minor(ticket),
        metres=entry.travel_metres,
        travel_minutes=entry.travel_seconds // MINUTE,
    )


def _role(entry: TimeEntry) -> str:
    return entry.role.name if entry.role is not None else ""


def _is_minor(ticket: Ticket) -> bool:
    row = kept(ticket)
    return row is not None and row.is_minor


def _as_entered(sheet: Sheet, entry: TimeEntry) -> Sheet:
    """A version as it is asked of this entry: without travel that nobody entered, and without a
    split where the times of day are not known."""
    if not entry.travel:
        sheet = replace(sheet, terms=replace(sheet.terms, travelling=Travelling.NONE.value))
    return sheet if entry.began_at is not None else _of_one_band(sheet)


def _of_one_band(sheet: Sheet) -> Sheet:
    """A version that does not split: all of an entry is in the band of its beginning."""
    bands = Bands.BAND_OF_START.value
    return replace(sheet, terms=replace(sheet.terms, bands=bands, grace_minutes=A_DAY_MINUTES))


def _begin_of_day(sheet: Sheet, entry: TimeEntry) -> datetime:
    """Where only the day is known: when its business hours open, else noon."""
    zone = sheet.contract.zone
    midnight = datetime.combine(entry.worked_on, time.min, tzinfo=zone).astimezone(UTC)
    opens = worktime.next_open(sheet.calendar(midnight), midnight)
    is_of_day = opens is not None and opens < midnight + timedelta(days=1)
    noon = midnight + timedelta(hours=12)
    return opens.astimezone(UTC) if is_of_day and opens is not None else noon


def _one_rate(lines: list[Line], sheet: Sheet, role: str) -> Decimal | None:
    """The rate of an hour, where the entry is one line at it and nothing else."""
    if len(lines) != 1 or lines[0].band is None or lines[0].multiplier_permille != PERMILLE:
        return None
    return _rate(sheet, role, lines[0].band)


def _rate(sheet: Sheet, role: str, band: str) -> Decimal | None:
    rates: list[Rate] = list(sheet.version.rates.all())
    found = (
        rate.per_hour
        for rate in rates
        if rate.role.casefold() == role.casefold() and rate.band == band
    )
    return next(found, None)


def _why(outcome: Outcome, lines: list[Line], role: str) -> Iterator[str]:
    """The sentences of an entry: its contract, each line, and the rounding."""
    version = outcome.sheet.version
    words = _("%(contract)s, version %(number)d.")
    yield words % {"contract": outcome.sheet.contract, "number": version.number}
    for line in lines:
        if line.effect is Effect.TRAVEL:
            yield _("Travel: %(amount)s.") % {"amount": money(line.amount, outcome.currency)}
            continue
        yield _line_words(outcome, line, role)


def _line_words(outcome: Outcome, line: Line, role: str) -> str:
    rule = outcome.rules[line.rule.name].rule.name if line.rule is not None else ""
    per_hour = _rate(outcome.sheet, role, line.band or IN) or Decimal(0)
    words = (
        _(
            "%(worked)s min in business hours, counted as %(billed)s, at %(rate)s an hour: "
            "%(amount)s. Rule: %(rule)s."
        )
        if line.band == IN
        else _(
            "%(worked)s min after hours, counted as %(billed)s, at %(rate)s an hour: "
            "%(amount)s. Rule: %(rule)s."
        )
    )
    factor = Decimal(line.multiplier_permille) / PERMILLE
    return words % {
        "worked": _minutes(line.seconds),
        "billed": _minutes(line.billed_seconds),
        "rate": price(per_hour * factor, outcome.currency),
        "amount": money(line.amount, outcome.currency),
        "rule": rule or _("no rule names it"),
    }


def _minutes(seconds: int) -> str:
    whole = seconds % MINUTE == 0
    return str(formats.number_format(Decimal(seconds) / MINUTE, 0 if whole else 1))
