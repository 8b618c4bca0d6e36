"""`bin/fuzz`: letters without end, broken in all ways, over the reader or over the whole intake.

    python -m tests.fuzzing parse --minutes 5
    python -m tests.fuzzing intake --minutes 60

Where atheris is installed it steers the reader's letters by the code that they reach; else, and
for the intake, they come from the grammar of tests/rules/letter and from the corpora, mutated.
Ends with 1 at the first fault, whose letter is kept in fuzz-found/.
"""

import argparse
import hashlib
import logging
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

FOUND = Path("fuzz-found")
BATCH = 50
Judge = Callable[[list[bytes]], None]


def main() -> int:
    told = argparse.ArgumentParser(prog="bin/fuzz", description=__doc__)
    told.add_argument("over", choices=("parse", "intake", "steered"))
    told.add_argument("--minutes", type=float, default=2.0)
    asked = told.parse_args()
    seconds = asked.minutes * 60
    if asked.over == "steered":
        return _steer(seconds)
    if asked.over == "parse" and _has_atheris():
        again = [sys.executable, "-m", "tests.fuzzing", "steered", "--minutes", str(asked.minutes)]
        # In a process of its own: libFuzzer ends the one it runs in.
        return subprocess.run(again, check=False).returncode
    judge = _parsed if asked.over == "parse" else _intake()
    return _loop(judge, seconds)


def _loop(judge: Judge, seconds: float) -> int:
    end, tried, chance = time.monotonic() + seconds, 0, random.Random()
    for batch in _batches(chance):
        try:
            judge(batch)
        except Exception as fault:
            sys.stderr.write(f"{type(fault).__name__}: {fault}\nkept in {_keep(batch)}\n")
            return 1
        tried += len(batch)
        if time.monotonic() > end:
            break
    sys.stdout.write(f"{tried} letters, no fault\n")
    return 0


def _batches(chance: random.Random) -> Iterator[list[bytes]]:
    """Letters of the grammar (half of them damaged) and of the corpora, mutated."""
    import warnings

    from hypothesis.errors import NonInteractiveExampleWarning

    from tests.rules.letter.grammar import damaged, written

    warnings.simplefilter("ignore", NonInteractiveExampleWarning)
    seeds = list(_seeds())
    while True:
        batch = [written().example().raw, damaged().example()]
        while len(batch) < BATCH:
            batch.append(_mutated(chance.choice([*seeds, *batch]), seeds, chance))
        yield batch


def _seeds() -> Iterator[bytes]:
    from tests.rules.letter.corpora import cases, messages

    paths = [path for path in messages() if path.stat().st_size < 50_000]
    yield from (path.read_bytes() for path in paths)
    for corpus in ("talon", "flufl.bounce", "crisp-email-reply-parser"):
        yield from (case.raw for case in cases(corpus))


def _mutated(seed: bytes, seeds: list[bytes], chance: random.Random) -> bytes:
    raw = bytearray(seed or b"x")
    for _wound in range(chance.randint(1, 20)):
        place, length = chance.randrange(len(raw) + 1), chance.randint(0, 80)
        match chance.randrange(5):
            case 0:
                raw[place : place + length] = b""
            case 1:
                raw[place:place] = chance.randbytes(chance.randint(1, 6))
            case 2:
                other = chance.choice(seeds)
                start = chance.randrange(len(other) + 1)
                raw[place : place + length] = other[start : start + chance.randint(1, 400)]
            case 3:
                raw[place:place] = bytes(raw[place : place + length]) * chance.randint(1, 40)
            case _:
                raw[place:place] = chance.choice([b"\n\n", b"\r", b"\0", b"=?", b"--", b"\xed\xa0"])
    return bytes(raw[:200_000]) or b"x"


def _parsed(batch: list[bytes]) -> None:
    from tests.rules.letter.test_fuzz import judge

    for raw in batch:
        judge(raw)


def _steer(seconds: float) -> int:
    """Let atheris look for letters that reach new code."""
    import atheris

    with atheris.instrument_imports(include=["deskhand.rules"]):
        from tests.rules.letter.test_fuzz import judge
    FOUND.mkdir(exist_ok=True)
    corpus = FOUND / "corpus"
    corpus.mkdir(exist_ok=True)
    for seed in _seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)
    words = ["bin/fuzz", str(corpus), f"-max_total_time={int(seconds)}", "-max_len=60000"]
    atheris.Setup([*words, f"-artifact_prefix={FOUND}/", "-timeout=20", "-verbosity=0"], judge)
    atheris.Fuzz()
    return 0


def _intake() -> Judge:
    """Take batches in on a desk of its own: each letter is accounted for, and no job fails."""
    _desk()
    from datetime import UTC, datetime

    from deskhand.jobs.engine import engine
    from deskhand.jobs.models import Job
    from deskhand.mail import ingest, spool
    from deskhand.mail.models import Letter, Sighting

    logging.disable(logging.CRITICAL)
    folder = Path(_data()) / "spool"

    def take(batch: list[bytes]) -> None:
        before = Sighting.objects.count()
        now = datetime.now(UTC)
        for raw in batch:
            envelope = spool.Envelope("smtp", now.isoformat(), "", ("help@desk.example",))
            spool.keep(folder, raw, envelope)
        ingest.ingest(folder, at=now)
        engine().drain(limit=None, at=datetime.now(UTC))
        failed = Job.objects.exclude(error="").first()
        assert failed is None, f"{failed.path} failed: {failed.error}"
        assert spool.waiting(folder) == [], "a file stays in the spool"
        assert Sighting.objects.count() == before + len(batch), "a letter is not accounted for"
        assert not Letter.objects.filter(state="kept").exists(), "a letter was not taken in"

    return take


def _data() -> str:
    from django.conf import settings

    return str(settings.DATA)


def _desk() -> None:
    """Found a desk in the data folder that bin/fuzz made."""
    from datetime import UTC, datetime

    from bench.generate import set_up

    set_up()
    from django.core.management import call_command

    from deskhand.packs.founding import NewFirm, found

    call_command("migrate", verbosity=0)
    firm = NewFirm(
        "Fuzz", "Europe/Berlin", "Ada", "ada@desk.example", "a-fuzz-secret", "help@desk.example"
    )
    found(firm, at=datetime.now(UTC))


def _has_atheris() -> bool:
    import importlib.util

    return importlib.util.find_spec("atheris") is not None


def _keep(batch: list[bytes]) -> Path:
    FOUND.mkdir(exist_ok=True)
    folder = FOUND / hashlib.sha256(b"".join(batch)).hexdigest()[:12]
    folder.mkdir(exist_ok=True)
    for number, raw in enumerate(batch):
        (folder / f"{number:02}.eml").write_bytes(raw)
    return folder


if __name__ == "__main__":
    sys.exit(main())
