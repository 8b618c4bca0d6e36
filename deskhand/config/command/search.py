"""`deskhand search rebuild | check`: the index of words, made anew or compared with the tickets."""

import argparse
import time

from deskhand.config.start import start

# So often a line tells how far it has come.
TELLS_SECONDS = 5.0


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    rebuild = acts.add_parser("rebuild", help="build the index; one that was begun goes on")
    rebuild.add_argument("--anew", action="store_true", help="begin with an empty index")
    acts.add_parser("check", help="say what differs from the tickets; exit 1 when something does")


def run(options: argparse.Namespace) -> int:
    start()
    return _rebuild(anew=options.anew) if options.act == "rebuild" else _check()


def _rebuild(*, anew: bool) -> int:
    from django.utils import timezone

    from deskhand.search import building
    from deskhand.search.engine import index

    building.begin(anew=anew)
    told = began = time.monotonic()
    while building.step(at=timezone.now()):
        if time.monotonic() - told > TELLS_SECONDS:
            told = time.monotonic()
            print(building.how_far(), flush=True)
    print("putting the index in order", flush=True)
    while index().tidy():
        pass
    print(f"{building.size()} entries in {time.monotonic() - began:.0f} s")
    return 0


def _check() -> int:
    from django.utils import timezone

    from deskhand.search import building

    count = 0
    for fault in building.faults(at=timezone.now()):
        print(f"{fault.kind} {fault.number} {fault.text}")
        count += 1
    if not count:
        print(f"The index is whole: {building.size()} entries.")
    return 1 if count else 0
