"""How long one more event takes in the book of a contract that has many: `python -m bench.books`.

It works in the database of the settings, which holds the demo, and takes back all that it wrote. It
prints the median of what is recorded at the end of the book, and of what is entered late; then how
long the balance, the statement, and the accounts and journals of as many postings of money take.
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


def took(act, runs: int = 5) -> float:
    """The median of some runs, in milliseconds."""
    found = []
    for _run in range(runs):
        begin = time.perf_counter()
        act()
        found.append((time.perf_counter() - begin) * 1000)
    return median(found)


def read_statement(contract) -> None:
    from deskhand.contracts.ledger import statement

    book = statement.book_of(contract)
    middle = book.postings.order_by("pk")[book.postings.count() // 2].pk
    first = took(lambda: statement.page(contract, book))
    deep = took(lambda: statement.page(contract, book, before=middle))
    left = took(lambda: statement.summary(contract, book))
    print(f"balance {left:.1f} ms, statement {first:.0f} ms, from its middle {deep:.0f} ms")


def move_money(contract, count: int) -> None:
    """As many postings of money, each an amount charged and not invoiced yet."""
    from deskhand.contracts.ledger import money
    from deskhand.contracts.ledger.posting import NewPosting, Place, post
    from deskhand.contracts.models import AccountKind
    from deskhand.contracts.moneybook import journal
    from deskhand.contracts.moneybook.accounts import accounts
    from deskhand.contracts.moneybook.scope import Scope
    from deskhand.people.reader import Reader

    book = money.client_book(contract.organization_id, at=BEGIN)
    spent = []
    for number in range(count):
        when = BEGIN + number * MINUTE
        new = NewPosting(
            key=f"charge:9{number:09}",
            kind="charge_made",
            effective_at=when,
            recorded_at=when,
            by="bench",
        )
        begin = time.perf_counter()
        moves = {AccountKind.UNBILLED: 100, AccountKind.REVENUE: -100}
        post(book, new, {Place("XTS", kind.value): amount for kind, amount in moves.items()})
        spent.append((time.perf_counter() - begin) * 1000)
    reader = Reader(person_id=1, agent_id=1, role="administrator")
    scope = Scope(reader=reader, since=date(2026, 1, 1), until=date(2026, 12, 31))
    middle = book.postings.order_by("pk")[count // 2].pk
    one = (scope, AccountKind.UNBILLED, "XTS")
    summed, first = took(lambda: accounts(scope)), took(lambda: journal.page(*one))
    deep = took(lambda: journal.page(*one, before=middle))
    print(f"money: one more {median(spent[-RUNS:]):.1f} ms, accounts {summed:.0f} ms")
    print(f"journal {first:.0f} ms, from its middle {deep:.0f} ms")


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
        each = [put(contract, n, when, when) for n, when in enumerate(moments, 1)]
        late = put(contract, count + RUNS, moments[0], moments[-1])
        read_statement(contract)
        move_money(contract, count)
        begin = time.perf_counter()
        faults = list(checking.faults())
        checked = time.perf_counter() - begin
        transaction.set_rollback(True)
    print(f"{count} events: one more {median(each[-RUNS:]):.1f} ms, one entered late {late:.0f} ms")
    print(f"checked in {checked:.1f} s, {len(faults)} faults")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
