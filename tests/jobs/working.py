"""A worker process as the tests start it: `python -m tests.jobs.working SECONDS`.

It gives dead workers' jobs back after two seconds instead of thirty.
"""

import signal
import sys
import threading

import django
from django.conf import settings


def main() -> None:
    django.setup()
    settings.TASKS["default"]["OPTIONS"] = {"LEASE_SECONDS": 2}
    from deskhand.jobs.worker import run_worker

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    limit = threading.Timer(float(sys.argv[1]), stop.set)
    limit.daemon = True
    limit.start()
    run_worker(stop, threads=2)


if __name__ == "__main__":
    main()
