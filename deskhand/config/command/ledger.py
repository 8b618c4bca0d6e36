"""`deskhand ledger check`: proves that the books of all contracts are right."""

import argparse

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("check", help="tell what does not hold, and end with 1 where something does")


def run(options: argparse.Namespace) -> int:
    start()
    from deskhand.contracts.ledger import checking

    count = 0
    for fault in checking.faults():
        print(fault)
        count += 1
    print(f"{count} faults" if count else "Every book is right.")
    return 1 if count else 0
