"""`deskhand restore FILE`: bring a backup back; the desk must not run meanwhile."""

import argparse
from pathlib import Path

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what `deskhand backup` wrote")
    parser.add_argument("--force", action="store_true", help="replace a desk that is in use")


def run(options: argparse.Namespace) -> int:
    start()
    from django.conf import settings
    from django.utils import timezone

    from deskhand.config import archive, holding

    holding.take(settings.DATA)
    archive.read(options.file, force=options.force, at=timezone.now())
    print("The desk is restored. Start it with `deskhand up`.")
    return 0
