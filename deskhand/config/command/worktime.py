"""`deskhand worktime`: questions of working time on standard input, answers on standard output."""

import argparse
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    from deskhand.rules import worktime_lines

    for line in worktime_lines.answers(sys.stdin):
        print(line, flush=True)
    return 0
