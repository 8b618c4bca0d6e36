"""`deskhand reports rebuild [--check]`: the facts and sums of the reports, made anew."""

import argparse
import sys

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    rebuild = acts.add_parser("rebuild", help="count all tickets afresh")
    rebuild.add_argument("--check", action="store_true", help="change nothing, tell what differs")


def run(options: argparse.Namespace) -> int:
    start()
    from django.utils import timezone

    from deskhand.reports import rebuild

    at, count, new, told = timezone.now(), 0, 0, -1
    for progress in rebuild.check(at=at) if options.check else rebuild.rebuild(at=at):
        for line in progress.differences:
            print(line)
        count += len(progress.differences)
        new += progress.new
        if progress.done != told:
            told = progress.done
            print(f"{told} of {progress.of} tickets", file=sys.stderr)
    if new:
        print(f"{new} counted for the first time", file=sys.stderr)
    return 1 if options.check and count else 0
