"""From the words of a command line to one subcommand and its exit code.

Each subcommand is a module with `arguments(parser)` and `run(options) -> int`. Only the one
that is called is imported, so that `mail deliver` and `--help` start at once. Exit codes: 0
done, 1 done and not well, 2 refused with one line.
"""

import argparse
import os
import sys
from importlib import import_module
from typing import NoReturn

from deskhand import __version__
from deskhand.config.refusal import in_words

COMMANDS = {
    "up": "start the desk: prepare the database, then serve pages, mail and jobs",
    "web": "serve the pages alone",
    "work": "run jobs and mail alone",
    "prepare": "bring the database up to date and collect static files",
    "init": "make the database and the first administrator",
    "check": "say whether the desk is well; exit 1 when it is not",
    "demo": "fill an empty desk with a demo provider",
    "backup": "write database, files and keys into one file",
    "restore": "bring a backup back into an empty desk",
    "mail": "deliver, parse or take in letters",
    "worktime": "answer questions of working time, JSON lines in and out",
    "rating": "answer questions of units, charges and budgets, JSON lines in and out",
    "sla": "explain or rebuild the clocks of tickets",
    "ledger": "prove the books of all contracts",
    "reports": "count the facts and sums of reports afresh, or compare them",
    "pack": "list, show, check or apply service packs",
    "search": "build the index of words anew, or check it",
    "journal": "verify the seal of the journal",
    "manage": "Django's own commands",
}


class Parser(argparse.ArgumentParser):
    """Refuses in one line, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def run(words: list[str]) -> int:
    """Run one command; returns the exit code. Only faults of the program leave a traceback."""
    if words[:1] == ["manage"]:
        return _spoken("manage", words[1:])
    if words[:2] == ["mail", "deliver"]:
        return _spoken("mail", words[2:])
    anywhere = Parser(prog="deskhand", add_help=False, allow_abbrev=False)
    anywhere.add_argument("--data")
    found, words = anywhere.parse_known_args(words)
    options = _parser(words[0] if words else "").parse_args(words)
    if found.data:
        os.environ["DESKHAND_DATA"] = found.data
    return _spoken(options.command, options)


def _spoken(name: str, options: argparse.Namespace | list[str]) -> int:
    try:
        return int(import_module(f"deskhand.config.command.{name}").run(options))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        line = in_words(error)
        if line is None:
            raise
        print(f"deskhand: {line}", file=sys.stderr)
        return 2


def _parser(called: str) -> Parser:
    parser = Parser(prog="deskhand", description="The service desk of a managed-support provider.")
    parser.add_argument("--version", action="version", version=f"deskhand {__version__}")
    parser.add_argument("--data", metavar="DIR", help="data folder (DESKHAND_DATA)")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, meaning in COMMANDS.items():
        command = commands.add_parser(name, help=meaning, description=meaning.capitalize() + ".")
        if name == called:
            import_module(f"deskhand.config.command.{name}").arguments(command)
    return parser
