"""`deskhand init`: make the database, the firm and its first administrator.

What is not given is asked for, when there is somebody to ask.
"""

import argparse
import sys
from getpass import getpass

from deskhand.config.refusal import Refused
from deskhand.config.start import start

QUESTIONS = {
    "firm": "Name of the firm: ",
    "name": "Your name: ",
    "email": "Your e-mail address: ",
    "password": "Password (10 characters or more): ",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--firm", help="name of the firm")
    parser.add_argument("--name", help="name of the first administrator")
    parser.add_argument("--email", help="address of the first administrator")
    parser.add_argument("--password", help="password; better asked for, since programs see it here")


def run(options: argparse.Namespace) -> int:
    given = {word: getattr(options, word) for word in QUESTIONS}
    missing = [f"--{word}" for word, value in given.items() if not value]
    if missing and not sys.stdin.isatty():
        raise Refused(f"Nobody can be asked here; give {', '.join(missing)}.")
    start()
    from deskhand.config import founding, preparing

    preparing.prepare()
    founding.refuse_second()
    answers = {word: value or _ask(word) for word, value in given.items()}
    founding.found_firm(**answers)
    print(f"{answers['firm']} is set up; {answers['email']} may sign in.")
    return 0


def _ask(word: str) -> str:
    ask = getpass if word == "password" else input
    try:
        return ask(QUESTIONS[word]).strip()
    except EOFError as error:
        raise Refused(f"Give --{word}.") from error
