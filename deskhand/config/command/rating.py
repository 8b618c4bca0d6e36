"""`deskhand rating`: questions of charges on standard input, answers on standard output."""

import argparse

from deskhand.config.command.answering import answer_all


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    from deskhand.rules import rating_lines

    return answer_all(rating_lines.answers)
