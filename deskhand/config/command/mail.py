"""`deskhand mail deliver | parse | ingest`: letters from the command line.

`deliver` loads neither Django nor the settings, so that it takes letters while the database
is down and starts at once for each of them.
"""

import argparse
import json
import sys


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("deliver", help="keep the raw message on standard input; exit 0, 75 or 65")
    acts.add_parser("parse", help="show the raw message on standard input as JSON")
    acts.add_parser("ingest", help="take in the letters of the spool now")


def run(options: argparse.Namespace) -> int:
    acts = {"deliver": _deliver, "parse": _parse, "ingest": _ingest}
    return acts[options.act]()


def _deliver() -> int:
    from deskhand.mail import deliver

    return int(deliver.main() or 0)


def _parse() -> int:
    from deskhand.rules import letter

    found = letter.as_json(letter.parse(sys.stdin.buffer.read()))
    print(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def _ingest() -> int:
    from deskhand.config.start import start

    start()
    from deskhand.mail import work

    work.ingest()
    return 0
