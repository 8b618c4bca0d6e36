"""`deskhand prepare`: bring the database up to date and collect static files."""

import argparse

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    start()
    from deskhand.config import preparing

    preparing.prepare()
    if line := preparing.invitation():
        print(line, flush=True)
    return 0
