"""`make bench`: fill a fresh desk and measure its pages. COUNT says how many tickets."""

import logging
import os
import sys
import time
from datetime import UTC, datetime


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskhand.config.settings")
    import django

    django.setup()
    logging.disable(logging.INFO)
    from django.core.management import call_command
    from django.db import connection

    from bench import pages, tickets

    count = int(os.environ.get("COUNT", "10000"))
    at = datetime.now(UTC)
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    desk = tickets.make_desk(min(2_000, max(20, count // 200)), at=at)
    tickets.fill(desk, count, at=at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{count} tickets on {connection.vendor}, made in {time.perf_counter() - began:.0f} s")
    print(pages.HEAD)
    for measured in pages.measure(desk):
        print(measured, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
