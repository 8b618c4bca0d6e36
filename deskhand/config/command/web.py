"""`deskhand web`: the pages alone."""

import argparse
import socket

from deskhand.config import lifeline, server
from deskhand.config.command import options as shared
from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.add_address(parser)
    shared.add_supervised(parser)
    parser.add_argument("--socket", type=int, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    lifeline.hold(options.lifeline)
    if options.socket is None:
        shared.settle_url(options.host, options.port)
        opened = server.listen(options.host, options.port)
    else:
        opened = socket.socket(fileno=options.socket)
    start()
    from django.conf import settings

    from deskhand.config import holding, preparing, settling

    holding.share(settings.DATA)
    preparing.collect()
    settling.settle()
    server.serve(
        opened, proxies=settings.PROXIES, on_ready=lambda: lifeline.tell_ready(options.ready)
    )
    return 0
