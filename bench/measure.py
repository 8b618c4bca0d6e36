"""`python -m bench.measure SMALL LARGE`: open the pages of two generated desks in turns.

SMALL and LARGE are files (SQLite) or databases on the server of DESKHAND_DATABASE_URL. In
turns, so that whatever else the machine does weighs on both: their ratio is what counts.
"""

import argparse
import sys
from pathlib import Path

from bench.generate import set_up

RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> int:
    told = argparse.ArgumentParser(prog="python -m bench.measure", description=__doc__)
    told.add_argument("small")
    told.add_argument("large")
    told.add_argument("--runs", type=int, default=9)
    told.add_argument("--plans", action="store_true", help="show what the database intends")
    told.add_argument("--write", action="store_true", help=f"put the table into {RESULTS.name}")
    asked = told.parse_args()
    set_up()
    from bench.timing import Desk, compare
    from deskhand.config.settling import settle

    settle()  # as the web process does
    few, many = Desk(asked.small), Desk(asked.large)
    found = _plans(many, is_long=asked.plans)
    print(*found, sep="\n")
    table = "\n".join(compare(few, many, runs=asked.runs))
    print(table)
    if asked.write:
        with many.connected():
            _write("\n".join([table, "", *found]), runs=asked.runs)
    return 0


def _plans(desk: "Desk", *, is_long: bool) -> list[str]:  # noqa: F821  # known after set_up
    from bench.plans import plans_of

    found = []
    with desk.connected():
        for page in desk.pages.values():
            for plan in plans_of(page):
                if is_long:
                    print(page.name, plan.sql, *plan.lines, "", sep="\n  ")
                if plan.whole_tables:
                    found.append(f"- {page.name} reads all of {', '.join(plan.whole_tables)}")
    return found or ["No page reads a whole table of tickets, messages, clocks or events."]


def _write(text: str, *, runs: int) -> None:
    """Put a table into its engine's section of the results."""
    from django.db import connection

    name = connection.display_name
    version = ".".join(str(part) for part in connection.get_database_version())
    old = RESULTS.read_text("utf-8") if RESULTS.exists() else ""
    parts = [part.strip() for part in old.split("\n## ") if not part.startswith(name)]
    section = f"{name} {version}, median of {runs} runs\n\n{text}"
    RESULTS.write_text("\n\n## ".join([*parts, section]) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
