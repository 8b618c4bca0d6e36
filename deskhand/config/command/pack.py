"""`deskhand pack list | show | check | apply NAME`: service packs."""

import argparse
import json

from deskhand.config.refusal import Refused
from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help="name the packs that ship with the desk")
    for act, meaning in {
        "show": "print a pack's data as JSON",
        "check": "read a pack and say whether it makes sense",
        "apply": "put a pack into force; what was edited stays",
    }.items():
        acts.add_parser(act, help=meaning).add_argument("name", metavar="NAME")


def run(options: argparse.Namespace) -> int:
    start()
    from deskhand.packs import loading

    try:
        return _ACTS[options.act](options)
    except loading.PackRefused as error:
        raise Refused(str(error)) from error


def _list(options: argparse.Namespace) -> int:
    from deskhand.packs import loading

    for name in loading.names():
        print(f"{name}: {loading.read(name)['title']}")
    return 0


def _show(options: argparse.Namespace) -> int:
    from deskhand.packs import loading

    print(json.dumps(loading.read(options.name), ensure_ascii=False, indent=2, default=str))
    return 0


def _check(options: argparse.Namespace) -> int:
    from deskhand.packs import loading

    loading.read(options.name)
    print(f"The pack {options.name} makes sense.")
    return 0


def _apply(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from deskhand.packs import loading

    done = loading.apply(options.name, at=timezone.now())
    for line in done.made:
        print(f"made {line}")
    for line in done.kept:
        print(f"kept {line}, which differs from the pack")
    return 0


_ACTS = {"list": _list, "show": _show, "check": _check, "apply": _apply}
