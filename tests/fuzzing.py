"""`bin/fuzz`: letters without end, broken in all ways, over the reader or over the whole intake.

    python -m tests.fuzzing parse --minutes 5
    python -m tests.fuzzing intake --minutes 60

Where atheris is installed it steers the reader's letters by the code that they reach; else, and
for the intake, they come from the grammar of tests/rules/letter and from the corpora, mutated.
Ends with 1 at the first fault, whose letter is kept in fuzz-found/.
"""

import argparse
import hashlib
import importlib.util
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests import mutating

BATCH = 50
Judge = Callable[[list[bytes]], None]


def main() -> int:
    told = argparse.ArgumentParser(prog="bin/fuzz", description=__doc__)
    told.add_argument("over", choices=("parse", "intake", "steered"))
    told.add_argument("--minutes", type=float, default=2.0)
    told.add_argument("--found", type=Path, default=Path("fuzz-found"), help="where faults go")
    asked = told.parse_args()
    seconds = asked.minutes * 60
    if asked.over == "steered":
        return _steer(seconds, asked.found)
    if asked.over == "parse" and importlib.util.find_spec("atheris") is not None:
        # In a process of its own: libFuzzer ends the one it runs in.
        words = ["steered", "--minutes", str(asked.minutes), "--found", str(asked.found)]
        again = [sys.executable, "-m", "tests.fuzzing", *words]
        return subprocess.run(again, check=False).returncode
    return _loop(_parsed if asked.over == "parse" else _intake(), seconds, asked.found)


def _loop(judge: Judge, seconds: float, found: Path) -> int:
    end, tried = time.monotonic() + seconds, 0
    for batch in mutating.batches(random.Random(), size=BATCH):
        try:
            judge(batch)
        except Exception as fault:
            sys.stderr.write(f"{type(fault).__name__}: {fault}\nkept in {_keep(batch, found)}\n")
            return 1
        tried += len(batch)
        if time.monotonic() > end:
            break
    sys.stdout.write(f"{tried} letters, no fault\n")
    return 0


def _parsed(batch: list[bytes]) -> None:
    from tests.rules.letter.judging import judge

    for raw in batch:
        judge(raw)


def _intake() -> Judge:
    from tests.fuzzed_intake import found_desk, take

    found_desk()
    return take


def _steer(seconds: float, found: Path) -> int:
    """Let atheris look for letters that reach new code."""
    import atheris

    with atheris.instrument_imports(include=["deskhand.rules"]):
        from tests.rules.letter.judging import judge
    corpus, words = found / "corpus", found / "words.dict"
    corpus.mkdir(parents=True, exist_ok=True)
    words.write_text(mutating.dictionary(), "ascii")
    known = list(mutating.seeds())
    for seed in known:
        (corpus / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        return mutating.mutated(data, known, chance)[:most]

    def one(data: bytes) -> None:
        raw = mutating.whole(data)
        try:
            judge(raw)
        except BaseException:
            _keep([raw], found)
            raise

    options = [
        *(str(corpus), f"-max_total_time={int(seconds)}", "-max_len=60000", f"-dict={words}"),
        *(f"-artifact_prefix={found}/", "-timeout=20", "-rss_limit_mb=1500", "-verbosity=0"),
        "-print_final_stats=1",
    ]
    atheris.Setup(["bin/fuzz", *options], one, custom_mutator=mutate)
    atheris.Fuzz()
    return 0


def _keep(batch: list[bytes], found: Path) -> Path:
    folder = found / hashlib.sha256(b"".join(batch)).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    for number, raw in enumerate(batch):
        (folder / f"{number:02}.eml").write_bytes(raw)
    return folder


if __name__ == "__main__":
    sys.exit(main())
