"""Options that several commands share."""

import argparse
import os

# Addresses that mean this machine, or all of its addresses; compared, never bound to.
HERE = {"127.0.0.1", "0.0.0.0", "::", "::1", ""}  # noqa: S104


def port(text: str) -> int:
    """Read a port number, 0 to 65535."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number")
    return int(text)


def add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=port, default=8000, help="port of the pages (%(default)s)")


def add_smtp(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--smtp-host", metavar="HOST", help="address to take mail on (DESKHAND_SMTP_HOST)"
    )
    parser.add_argument(
        "--smtp-port",
        type=port,
        metavar="PORT",
        help="port to take mail on, 0 for none (DESKHAND_SMTP_PORT, else none)",
    )


def add_supervised(parser: argparse.ArgumentParser) -> None:
    """What the supervisor hands its children: descriptors of inherited pipes."""
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--ready", type=int, help=argparse.SUPPRESS)


def settle_url(host: str, number: int) -> None:
    """Let links lead to where the desk listens when no DESKHAND_URL is given."""
    if not os.environ.get("DESKHAND_URL_FILE") and not os.environ.get("DESKHAND_URL"):
        shown = "localhost" if host in HERE else host
        os.environ["DESKHAND_URL"] = f"http://{shown}:{number}"
