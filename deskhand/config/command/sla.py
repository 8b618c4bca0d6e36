"""`deskhand sla explain TICKET | rebuild [--check]`: how the clocks of tickets came about."""

import argparse

from deskhand.config.refusal import Refused
from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    explain = acts.add_parser("explain", help="tell the story of a ticket's clocks")
    explain.add_argument("ticket", type=int, metavar="TICKET", help="number of the ticket")
    rebuild = acts.add_parser("rebuild", help="compute all clocks afresh from their facts")
    rebuild.add_argument("--check", action="store_true", help="change nothing, tell what differs")


def run(options: argparse.Namespace) -> int:
    start()
    return _explain(options) if options.act == "explain" else _rebuild(options)


def _explain(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from deskhand.sla import explain
    from deskhand.tickets.access import TicketNotFound

    try:
        print(explain.explain(options.ticket, at=timezone.now()))
    except TicketNotFound as error:
        raise Refused(f"There is no ticket {options.ticket}.") from error
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from deskhand.sla import rebuild

    count = 0
    for line in rebuild.rebuild(at=timezone.now(), check=options.check):
        print(line)
        count += 1
    return 1 if options.check and count else 0
