"""`deskhand mail deliver | parse | ingest`: letters from the command line.

`deliver` loads neither Django nor the settings, so that it takes letters while the database
is down and starts at once for each of them.
"""

import argparse
import json
import sys

LATER = 75


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("deliver", help="keep the message on standard input; exit 0, 75 or 65")
    acts.add_parser("parse", help="show the message on standard input as JSON")
    acts.add_parser("ingest", help="take in the letters of the spool now")


def run(options: argparse.Namespace | list[str]) -> int:
    """`deliver` reads its own words; the others come as options."""
    if isinstance(options, list):
        return _deliver(options)
    return _parse() if options.act == "parse" else _ingest()


def _deliver(words: list[str]) -> int:
    from deskhand.mail import deliver

    try:
        return int(deliver.main(words))
    except Exception as error:
        # To a mail server every code but 0 and 75 means: send it back to the writer.
        print(f"deskhand: The message cannot be kept now: {error}", file=sys.stderr)
        return LATER


def _parse() -> int:
    from deskhand.config.refusal import Refused
    from deskhand.rules import letter

    try:
        found = letter.as_json(letter.parse(sys.stdin.buffer.read()))
    except letter.LetterRefused as refused:
        raise Refused(f"This letter is not read: {refused}.") from refused
    print(found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, indent=2))
    return 0


def _ingest() -> int:
    from deskhand.config.start import start

    start()
    from deskhand.mail import work

    work.ingest()
    return 0
