"""`deskhand backup FILE`: database, files, spool and keys in one file, while the desk runs."""

import argparse
from pathlib import Path

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a tar; with .gz it is compressed")


def run(options: argparse.Namespace) -> int:
    start()
    from django.utils import timezone

    from deskhand.config import archive

    size = archive.write(options.file, at=timezone.now())
    print(f"{options.file}: {size / 1024**2:.1f} MB. It holds the keys of the desk: keep it safe.")
    return 0
