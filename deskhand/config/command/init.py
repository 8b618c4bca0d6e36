"""`deskhand init`: make the database, the firm and its first administrator.

What is not given is asked for, when there is somebody to ask.
"""

import argparse
import sys
from getpass import getpass
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from deskhand.config.refusal import Refused
from deskhand.config.start import start

if TYPE_CHECKING:
    from deskhand.packs import founding

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
    parser.add_argument("--password", help="password; better asked for: others may see it here")
    parser.add_argument("--time-zone", default="UTC", help="time zone of the firm (%(default)s)")
    parser.add_argument("--language", default="en", help="its language: en or de (%(default)s)")
    parser.add_argument("--mailbox", default="", help="address that clients write to")


def run(options: argparse.Namespace) -> int:
    given = {word: getattr(options, word) for word in QUESTIONS}
    missing = [f"--{word}" for word, value in given.items() if not value]
    if missing and not sys.stdin.isatty():
        raise Refused(f"Nobody can be asked here; give {', '.join(missing)}.")
    start()
    from django.utils import timezone

    from deskhand.config import preparing
    from deskhand.packs import founding

    answers = {word: (value or _ask(word)).strip() for word, value in given.items()}
    chosen = {name: getattr(options, name) for name in ("time_zone", "language", "mailbox")}
    new = founding.NewFirm(**answers, **chosen)
    _check(new)
    preparing.prepare()
    try:
        founding.found(new, at=timezone.now())
    except founding.AlreadyFounded as error:
        raise Refused(str(error)) from error
    print(f"{new.firm} is set up; {new.email} may sign in.")
    return 0


def _check(new: "founding.NewFirm") -> None:
    from django.conf import settings
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    if new.language not in dict(settings.LANGUAGES):
        raise Refused(f"{new.language!r} is no language of the desk; give en or de.")
    if new.time_zone not in available_timezones():
        raise Refused(f"{new.time_zone!r} is no time zone; give one such as Europe/Berlin.")
    for email in filter(None, (new.email, new.mailbox)):
        try:
            validate_email(email)
        except ValidationError as error:
            raise Refused(f"{email!r} is not an e-mail address.") from error
    try:
        validate_password(new.password or "")
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def _ask(word: str) -> str:
    ask = getpass if word == "password" else input
    try:
        return ask(QUESTIONS[word])
    except EOFError as error:
        raise Refused(f"Give --{word}.") from error
