"""The arithmetic of charges as JSON lines: the operations of `deskhand rating`.

A refusal is the result {"error": code}.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from deskhand.rules import json_lines
from deskhand.rules.json_lines import (
    Answer,
    Args,
    chosen,
    day,
    integer,
    moment,
    objects,
    part,
    text,
    told,
    whole,
    word,
    zone,
)
from deskhand.rules.ledger import events as book
from deskhand.rules.ledger.book import record_all
from deskhand.rules.ledger.contract import Contract, WhenEmpty
from deskhand.rules.rating import budgets
from deskhand.rules.rating.appointments import Charge, Outcome, UnitRule, units_for
from deskhand.rules.rating.budgets import Month, Span
from deskhand.rules.rating.entries import Effect, Line, NoRate, Rule, Terms, Travel, Work, rate
from deskhand.rules.rating.rounding import Mode, Rounding
from deskhand.rules.rating.splitting import Reversed, SplitMode, Splitting
from deskhand.rules.worktime import Calendar

MINUTE = 60


def answers(lines: Iterable[str]) -> Iterator[Answer]:
    """Answer each line as it comes; empty lines are passed over."""
    return json_lines.answers(lines, _result)


def _result(question: Args) -> Any:
    answer, args = chosen(question, _OPS)
    return answer(args)


@lru_cache(maxsize=256)
def _read(spec: str) -> Calendar:
    return Calendar.from_spec(json.loads(spec))


def _calendar(args: Args) -> Calendar:
    return _read(json.dumps(args["calendar"], sort_keys=True))


def _units(args: Args) -> int:
    outcome = word(Outcome, args, "outcome", "concluded")
    decides = args.get(outcome, "none")
    return units_for(
        integer(args, "seconds") if "seconds" in args else integer(args, "minutes", 0) * MINUTE,
        outcome,
        rule=UnitRule(**{name: whole(args["rule"], name) for name in part_or({}, args, "rule")}),
        charge=word(Charge, {outcome: decides}, outcome),
        booked_seconds=integer(args, "booked_minutes", 0) * MINUTE,
    )


def part_or(default: Args, args: Args, name: str) -> Args:
    """An object that may be left out."""
    return part(args, name) if args.get(name) is not None else default


def _round_time(args: Args) -> int:
    return _rounding(args).round(integer(args, "seconds"))


def _rounding(args: Args) -> Rounding:
    return Rounding(
        whole(args, "minimum_seconds", 0),
        whole(args, "increment_seconds", 0),
        word(Mode, args, "mode", "up"),
    )


def _splitting(args: Args) -> Splitting:
    is_endless = "grace_seconds" in args and args["grace_seconds"] is None
    return Splitting(
        word(SplitMode, args, "mode", "split"),
        None if is_endless else whole(args, "grace_seconds", 0),
    )


def _split_bands(args: Args) -> Any:
    try:
        pieces = _splitting(args).pieces(
            moment(args, "from"), moment(args, "to"), calendar=_calendar(args)
        )
    except Reversed:
        return {"error": "reversed"}
    return [{"band": piece.band, "seconds": piece.seconds} for piece in pieces]


def _rate_entry(args: Args) -> Any:
    entry = part(args, "entry")
    work = Work(
        moment(entry, "from"),
        moment(entry, "to"),
        facts=entry,
        is_billable=bool(entry.get("billable", True)),
    )
    left = args.get("block_left_seconds")
    try:
        rated = rate(
            work,
            _terms(args),
            block_left_seconds=None if left is None else whole(args, "block_left_seconds"),
        )
    except Reversed:
        return {"error": "reversed"}
    except NoRate:
        return {"error": "no_rate"}
    return {"lines": [_line(line) for line in rated.lines], "total": rated.total}


def _terms(args: Args) -> Terms:
    return Terms(
        calendar=_calendar(args),
        rules=[_rule(rule) for rule in objects(args, "rules")],
        default=word(Effect, args, "default", "covered"),
        rounding=_rounding(part_or({}, args, "rounding")),
        rates=part_or({}, args, "rates"),
        splitting=_splitting(part_or({}, args, "bands")),
        unit_seconds=whole(args, "unit_seconds", 3600),
        travel=_travel(part(args, "travel")) if args.get("travel") else None,
    )


def _rule(spec: Args) -> Rule:
    wanted = part_or({}, spec, "if")

    def holds(facts: Mapping[str, Any]) -> bool:
        return all(
            facts.get(name) in value if isinstance(value, list) else facts.get(name) == value
            for name, value in wanted.items()
        )

    return Rule(holds, word(Effect, spec, "effect"), whole(spec, "multiplier_permille", 1000))


def _travel(spec: Args) -> Travel:
    mode = text(spec, "mode")
    names = {
        "flat": ("amount",),
        "per_km": ("metres", "minor_per_km"),
        "time": ("seconds", "minor_per_hour"),
    }
    if mode not in names:
        raise ValueError(f"travel is flat, per_km or time, not {mode!r:.40}")
    return Travel(mode, **{name: whole(spec, name) for name in names[mode]})


def _line(line: Line) -> dict[str, Any]:
    shown = {
        "effect": str(line.effect),
        "band": line.band,
        "seconds": line.seconds,
        "billed_seconds": line.billed_seconds,
        "amount": line.amount,
    }
    return shown if line.units is None else {**shown, "units": line.units}


def _ledger(args: Args) -> Any:
    as_of = moment(args, "as_of")
    made = record_all(
        _contract(part(args, "contract")),
        [_EVENTS[text(event, "kind")](event) for event in objects(args, "events")],
        as_of=as_of,
    )
    state = made.state(as_of)
    return {
        "available": state.available,
        "consumed": state.consumed,
        "expired": state.expired,
        "carried": [
            {"at": told(each.at), "carried": each.carried, "expired": each.expired}
            for each in state.carries
        ],
        "lots": [
            {"origin": lot.origin, "left": lot.left, "expires_at": told(lot.expires_at)}
            for lot in state.living(as_of)
        ],
        "tm_units": made.materials,
        "refused": made.refused,
        "asked": made.asked,
        "errors": made.errors,
    }


def _contract(spec: Args) -> Contract:
    expiry, empty = part(spec, "expiry"), part(spec, "when_empty")
    month, _dash, number = text(spec, "year_start").partition("-")
    return Contract(
        zone=zone(spec),
        starts_at=moment(spec, "starts_at"),
        year_start=(int(month), int(number)),
        rollover_cap=whole(spec, "rollover_cap", 15),
        pack_days=whole(expiry, "days") if expiry["mode"] == "per_pack" else None,
        when_empty=word(WhenEmpty, empty, "mode"),
        limit=whole(empty, "limit", 0),
        both=spec.get("answer_plus_appointment", "higher") == "both",
    )


def _written(event: Args) -> dict[str, Any]:
    return {
        "key": text(event, "key"),
        "effective_at": moment(event, "effective_at"),
        "recorded_at": moment(event, "recorded_at"),
    }


def _days(event: Args) -> int | None:
    return whole(event, "days") if event.get("days") is not None else None


_EVENTS: dict[str, Callable[[Args], book.Event]] = {
    "purchase": lambda e: book.Purchase(
        **_written(e), units=integer(e, "units"), price=integer(e, "price", 0), days=_days(e)
    ),
    "goodwill": lambda e: book.Goodwill(**_written(e), units=integer(e, "units"), days=_days(e)),
    "answer": lambda e: book.Answer(**_written(e), ticket=text(e, "ticket")),
    "appointment": lambda e: book.Appointment(
        **_written(e),
        ticket=text(e, "ticket"),
        minutes=integer(e, "minutes"),
        technicians=whole(e, "technicians", 1),
    ),
    "reverse": lambda e: book.Reversal(
        **_written(e), target=text(e, "target"), as_goodwill=e.get("as") == "goodwill"
    ),
    "correct": lambda e: book.Correction(
        **_written(e), target=text(e, "target"), minutes=integer(e, "minutes")
    ),
    "close_period": lambda e: book.Closing(**_written(e), until=moment(e, "until")),
}


def _budget(args: Args) -> Any:
    span = Span(zone(args), _month(args, "first"), _month(args, "last"))
    records = [_record(entry) for entry in objects(args, "entries")]
    if args.get("kind") == "fixed_fee":
        return _fixed_fee(args, span, records)
    if args.get("kind") == "block_hours":
        return _block_hours(args, span, records)
    raise ValueError("kind must be fixed_fee or block_hours")


def _fixed_fee(args: Args, span: Span, records: list[budgets.Record]) -> Any:
    plans = [
        budgets.Plan(day(row, "from"), whole(row, "planned_seconds"), whole(row, "fee"))
        for row in objects(args, "plan")
    ]
    taken = moment(args, "snapshot_at") if args.get("snapshot_at") else None
    by_month = budgets.fixed_fee(span, plans, records, snapshot_at=taken)
    return {
        "months": [{"month": str(month), **_engagement(each)} for month, each in by_month.items()],
        "quarters": [
            {"quarter": f"{year:04}-Q{number}", **_engagement(each)}
            for (year, number), each in budgets.quarters(by_month).items()
        ],
    }


def _engagement(each: budgets.Engagement) -> dict[str, Any]:
    return {
        "planned": each.planned,
        "actual": each.actual,
        "late": each.late,
        "ratio_permille": each.ratio_permille,
        "invoice_minor": each.fee,
    }


def _block_hours(args: Args, span: Span, records: list[budgets.Record]) -> Any:
    carry = part_or({}, args, "carry")
    block = budgets.Block(
        whole(args, "allowance_seconds"),
        whole(args, "fee"),
        whole(args, "overrun_minor_per_hour"),
        carry_months=whole(carry, "months", 0),
        cap_seconds=whole(carry, "cap_seconds") if carry.get("cap_seconds") is not None else None,
    )
    return {
        "months": [
            {
                "month": str(month),
                "allowance": each.allowance,
                "carried_in": each.carried_in,
                "covered": each.covered,
                "overrun": each.overrun,
                "lapsed": each.lapsed,
                "carried_out": each.carried_out,
                "invoice_minor": each.invoice,
                "lines": [
                    {"id": x.id, "covered": x.covered, "overrun": x.overrun, "amount": x.amount}
                    for x in each.lines
                ],
            }
            for month, each in budgets.block_hours(span, block, records).items()
        ]
    }


def _month(args: Args, name: str) -> Month:
    year, _dash, number = text(args, name).partition("-")
    try:
        return Month.of(date(int(year), int(number), 1))
    except ValueError:
        raise ValueError(f"{name}: {args[name]!r:.40} is no month (YYYY-MM)") from None


def _record(entry: Args) -> budgets.Record:
    return budgets.Record(
        moment(entry, "from"),
        whole(entry, "seconds"),
        word(Effect, entry, "effect", "covered"),
        recorded_at=moment(entry, "recorded_at") if entry.get("recorded_at") else None,
        id=str(entry.get("id", "")),
    )


_OPS: dict[str, Callable[[Args], Any]] = {
    "units_for_appointment": _units,
    "round_time": _round_time,
    "split_bands": _split_bands,
    "rate_entry": _rate_entry,
    "ledger": _ledger,
    "budget": _budget,
}
