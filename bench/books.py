"""How long one more event takes in the book of a contract that has many: `python -m bench.books`.

It works in the database of the settings, which holds the demo, and takes back all that it wrote. It
prints the median of what is recorded at the end of the book, and of what is entered late.
"""

import sys
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median

import django

RUNS = 20
MINUTE = timedelta(minutes=1)
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)


def contract_of(at: datetime):
    from deskhand.contracts import keeping, versions
    from deskhand.contracts.keeping import Head
    from deskhand.contracts.terms import Terms
    from deskhand.contracts.versions import VersionDraft
    from deskhand.people.models import Organization
    from deskhand.sla.models import Calendar, Policy

    client, calendar = Organization.objects.first(), Calendar.objects.first()
    made = keeping.make(client, Head("Bench", date(2026, 1, 1)), calendar=calendar, at=at)
    heads = dict.fromkeys(("currency", "tax_code", "condition", "summary"), "")
    heads |= {"policy": Policy.objects.first(), "calendar": calendar, "covers_subsidiaries": False}
    says = VersionDraft(heads, terms=Terms(when_empty="block"))
    draft = versions.write(versions.begin(made), says)
    versions.publish(draft, valid_from=made.begins_on, why="", by="bench", at=at)
    return made


def main(count: int) -> None:
    django.setup()
    from django.db import transaction

    from deskhand.contracts.ledger import checking
    from deskhand.contracts.ledger.recording import NewEvent, record
    from deskhand.contracts.models import EventKind
    from deskhand.journal.actor import system
    from deskhand.tickets.models import Ticket

    by, tickets = system("bench"), list(Ticket.objects.order_by("pk"))

    def put(contract, number: int, when: datetime, recorded: datetime, **more) -> float:
        more = more or {"ticket": tickets[number % len(tickets)], "facts": {"minutes": 60}}
        kind = EventKind.APPOINTMENT if "ticket" in more else EventKind.PURCHASE
        new = NewEvent(key=f"bench:{number}", kind=kind, effective_at=when, **more)
        begin = time.perf_counter()
        record(contract, new, by=by, at=recorded)
        return (time.perf_counter() - begin) * 1000

    with transaction.atomic():
        contract = contract_of(BEGIN)
        put(contract, 0, BEGIN, BEGIN, facts={"units": 10 * count, "price": 0})
        moments = [BEGIN + n * MINUTE for n in range(1, count + RUNS)]
        took = [put(contract, n, when, when) for n, when in enumerate(moments, 1)]
        late = put(contract, count + RUNS, moments[0], moments[-1])
        begin = time.perf_counter()
        faults = list(checking.faults())
        checked = time.perf_counter() - begin
        transaction.set_rollback(True)
    print(f"{count} events: one more {median(took[-RUNS:]):.1f} ms, one entered late {late:.0f} ms")
    print(f"checked in {checked:.1f} s, {len(faults)} faults")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
