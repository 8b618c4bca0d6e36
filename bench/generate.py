"""`python -m bench.generate --tickets N`: fill a fresh desk with believable tickets.

The desk is the one of DESKHAND_DATABASE_URL. The same seed and last day give the same tickets.
"""

import argparse
import logging
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import islice

YEARS = 3
BATCH = 20_000


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    told.add_argument("--tickets", type=int, default=10_000)
    told.add_argument("--seed", type=int, default=1)
    told.add_argument("--until", type=_instant, help="last day, in UTC (default: today)")
    asked = told.parse_args()
    if not 1 <= asked.tickets <= 5_000_000:
        told.error("--tickets takes a number from 1 to 5000000")
    set_up()
    from django.core.management import call_command

    from bench.stage import AGENT, PASSWORD
    from deskhand.packs.founding import AlreadyFounded

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    try:
        fill(asked.tickets, seed=asked.seed, until=asked.until or datetime.now(UTC), tell=_tell)
    except AlreadyFounded:
        print("This desk is in use already; the generator fills an empty one.", file=sys.stderr)
        return 2
    _tell(f"{asked.tickets} tickets in {time.perf_counter() - began:.0f} s")
    _tell(f"Sign in as {AGENT} with the password {PASSWORD}")
    return 0


def set_up() -> None:
    """Have Django read the settings of this environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskhand.config.settings")
    import django

    django.setup()
    logging.disable(logging.INFO)


def fill(
    tickets: int, *, seed: int = 1, until: datetime, tell: Callable[[str], None] = lambda _: None
) -> None:
    """Fill an empty, migrated desk; raises AlreadyFounded on one that is in use."""
    from django.db import transaction

    from bench.lives import lives, open_numbers
    from bench.moments import receipts, seconds
    from bench.stage import set_stage
    from bench.tables import unguarded
    from bench.writing import Ledgers

    chance = random.Random(seed)
    since = until - timedelta(days=365 * YEARS)
    stage = set_stage(tickets, since=since, chance=chance)
    last = seconds(until)
    ledgers = Ledgers(stage, until=last, chance=chance)
    still_open = open_numbers(tickets, chance)
    days = receipts(tickets, since=seconds(since), until=last, chance=random.Random(seed))
    with unguarded(ledgers.all):
        first = 1
        while received := list(islice(days, BATCH)):
            with transaction.atomic():
                ledgers.write(
                    list(
                        lives(
                            stage,
                            received,
                            first=first,
                            still_open=still_open,
                            until=last,
                            chance=chance,
                        )
                    )
                )
            first += len(received)
            tell(f"{first - 1} of {tickets} written")
        tell("making indexes, checking relations")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
