"""Some seconds of letters that are steered by the code they reach; `bin/fuzz` goes on for hours."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import surroundings
from tests.config.running import ROOT

SECONDS = int(os.environ.get("DESKHAND_TEST_FUZZ_SECONDS", "12"))

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(
        importlib.util.find_spec("atheris") is None, reason="atheris has no wheel here"
    ),
    pytest.mark.skipif(surroundings.is_postgres(), reason="reading asks no database"),
    pytest.mark.timeout(SECONDS + 120),
]


def test_letters_steered_through_the_reader_find_no_fault(tmp_path: Path) -> None:
    words = ("steered", "--minutes", str(SECONDS / 60), "--found", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.fuzzing", *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")[-4000:]
    assert b"number_of_executed_units" in done.stderr
