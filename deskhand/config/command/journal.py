"""`deskhand journal verify`: has anybody changed what was written down?"""

import argparse

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("verify", help="check the seal of the whole journal; exit 1 on a fault")


def run(options: argparse.Namespace) -> int:
    start()
    from deskhand.journal import sealing

    count = 0
    for fault in sealing.verify():
        print(f"seal {fault.seal}: {fault.text}")
        count += 1
    if not count:
        print("The journal is whole.")
    return 1 if count else 0
