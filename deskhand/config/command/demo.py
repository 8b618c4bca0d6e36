"""`deskhand demo`: fill an empty desk with a demo provider, once."""

import argparse

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    start()
    from django.utils import timezone

    from deskhand.config import preparing
    from deskhand.packs import demo

    preparing.prepare()
    print(
        demo.fill(once=True, at=timezone.now())
        or "The desk is in use already; nothing was changed."
    )
    return 0
