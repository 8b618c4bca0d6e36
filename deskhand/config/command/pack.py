"""`deskhand pack list | show | check | apply`: service packs, by name or from a file."""

import argparse
import sys
from datetime import datetime
from typing import TYPE_CHECKING

from deskhand.config.refusal import Refused
from deskhand.config.start import start

if TYPE_CHECKING:
    from deskhand.packs.loading import Planned
    from deskhand.packs.reading import Pack, Problem

NONSENSE = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="name the packs that ship with the desk")
    what = "a pack's name, or the path of a file"
    show = acts.add_parser("show", help="print what a pack says")
    show.add_argument("name", metavar="NAME", help=what)
    check = acts.add_parser("check", help="say what is wrong with a pack; exit code 2 for faults")
    check.add_argument("names", metavar="FILE", nargs="*", help=f"{what}; all packs without one")
    apply = acts.add_parser("apply", help="put a pack into force; what was edited stays")
    apply.add_argument("name", metavar="NAME", help=what)
    apply.add_argument("--dry-run", action="store_true", help="change nothing, tell what would be")


def run(options: argparse.Namespace) -> int:
    start()
    from django.db import DatabaseError

    try:
        return _ACTS[options.act](options)
    except DatabaseError as error:
        raise Refused(f"The database is not ready: {error}. Run deskhand prepare.") from error


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()


def _list(options: argparse.Namespace) -> int:
    from deskhand.packs import reading

    for name in reading.names():
        print(f"{name}: {reading.read(name).title}")
    return 0


def _show(options: argparse.Namespace) -> int:
    from deskhand.packs.showing import shown

    print(shown(_found(options.name)), end="")
    return 0


def _found(words: str) -> "Pack":
    from deskhand.packs import reading

    try:
        return reading.find(words)
    except reading.PackRefused as error:
        raise Refused(str(error)) from error


def _check(options: argparse.Namespace) -> int:
    from deskhand.packs import reading

    code = 0
    for words in options.names or reading.names():
        problems = _problems(words)
        for problem in problems:
            print(problem, file=sys.stderr if problem.is_fault else sys.stdout)
        if any(problem.is_fault for problem in problems):
            code = NONSENSE
        else:
            print(f"The pack {words} makes sense.")
    return code


def _problems(words: str) -> "list[Problem]":
    from deskhand.packs import checking, reading

    try:
        pack = reading.find(words)
    except reading.PackRefused as error:
        if not error.problems:
            raise Refused(str(error)) from error
        return list(error.problems)
    return checking.check(pack, at=_now())


def _apply(options: argparse.Namespace) -> int:
    from deskhand.packs import loading

    pack = _found(options.name)
    doing = loading.plan(pack)
    if not options.dry_run:
        _put_into_force(pack)
    if not (doing.made or doing.changed or doing.kept or doing.gone):
        print(f"The pack {pack.name} is in force already, as it is here.")
    for each in doing.made:
        print(f"made {each.item}")
    for each in doing.changed:
        print(f"changed {each.item}")
    for each in doing.kept:
        print("\n".join(_difference(each)))
    for key in doing.gone:
        print(f"left {key}, which the pack no longer has")
    return 0


def _put_into_force(pack: "Pack") -> None:
    from django.db import transaction

    from deskhand.journal.actor import system
    from deskhand.journal.record import record
    from deskhand.packs import loading
    from deskhand.provider.events import SettingChanged

    at = _now()
    try:
        with transaction.atomic():
            loading.apply(pack, at=at)
            event = SettingChanged(what="packs", setting=None, act="applied")
            record(event, by=system("command line"), at=at)
    except loading.PackRefused as error:
        raise Refused(str(error)) from error


def _difference(each: "Planned") -> list[str]:
    if each.is_removed:
        return [f"kept away {each.item}, which was taken away here"]
    lines = [f"kept {each.item}, which differs from the pack"]
    for fact in each.differences:
        change = f"  {fact.field}: here {fact.here!r}, in the pack {fact.now!r}"
        was = f", before {fact.then!r}" if fact.then != fact.now else ""
        lines.append(change + was)
    return lines


_ACTS = {"list": _list, "show": _show, "check": _check, "apply": _apply}
