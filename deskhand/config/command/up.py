"""`deskhand up`: the whole desk with one command."""

import argparse
import subprocess
import sys

from deskhand.config import environment, server
from deskhand.config.command import options as shared
from deskhand.config.supervisor import Child, Supervisor


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.add_address(parser)
    shared.add_smtp(parser)


def run(options: argparse.Namespace) -> int:
    shared.settle_url(options.host, options.port)
    settings = environment.read()
    smtp_port = settings.smtp_port if options.smtp_port is None else options.smtp_port
    smtp_host = options.smtp_host or settings.smtp_host
    # Opened before anything else, so that a taken port is told within the first second; the
    # web child inherits the socket and may be started again without losing it.
    opened = server.listen(options.host, options.port)
    if smtp_port:
        server.listen(smtp_host, smtp_port).close()
    prepared = subprocess.run([sys.executable, "-m", "deskhand", "prepare"], check=False)
    if prepared.returncode:
        return prepared.returncode
    return Supervisor(
        [
            Child("web", ["web", "--socket", str(opened.fileno())], (opened.fileno(),)),
            Child("work", ["work", "--smtp-host", smtp_host, "--smtp-port", str(smtp_port)]),
        ],
        on_ready=lambda: print(f"Deskhand is ready at {settings.url}/", flush=True),
    ).run()
