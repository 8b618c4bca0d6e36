"""`deskhand work`: jobs, the schedule, mail and the index of words, without pages."""

import argparse
import logging
import signal
import threading
from collections.abc import Callable, Mapping
from functools import partial

from deskhand.config import lifeline
from deskhand.config.command import options as shared
from deskhand.config.refusal import in_words
from deskhand.config.start import start

THREADS = 2
GRACE = 8.0

log = logging.getLogger("deskhand.work")


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.add_smtp(parser)
    shared.add_supervised(parser)


def run(options: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    lifeline.hold(options.lifeline)
    start()
    from django.conf import settings

    from deskhand.config import holding
    from deskhand.jobs import worker
    from deskhand.mail import work
    from deskhand.search import work as search

    holding.share(settings.DATA)
    port = settings.DESKHAND_SMTP_PORT if options.smtp_port is None else options.smtp_port
    host = options.smtp_host or settings.DESKHAND_SMTP_HOST
    parts = {
        "jobs": partial(worker.run_worker, stop, threads=THREADS),
        "mail": partial(work.run, stop, smtp_host=host, smtp_port=port),
        "search": partial(search.run, stop),
    }
    return _together(parts, stop, on_start=lambda: lifeline.tell_ready(options.ready))


def _together(
    parts: Mapping[str, Callable[[], object]],
    stop: threading.Event,
    *,
    on_start: Callable[[], None],
) -> int:
    failures: list[BaseException] = []

    def part(name: str, body: Callable[[], object]) -> None:
        try:
            body()
        except Exception as error:
            failures.append(error)
            if in_words(error) is None:
                log.exception("The %s of the desk failed.", name)
        finally:
            # One part without the other is no desk: stop, and let the supervisor start both.
            stop.set()

    threads = [
        threading.Thread(target=part, args=item, name=item[0], daemon=True)
        for item in parts.items()
    ]
    for thread in threads:
        thread.start()
    on_start()
    while not stop.wait(1.0):
        pass
    for thread in threads:
        thread.join(GRACE)
    return _code(failures)


def _code(failures: list[BaseException]) -> int:
    told = [failure for failure in failures if in_words(failure) is not None]
    if told:
        raise told[0]
    return 1 if failures else 0
