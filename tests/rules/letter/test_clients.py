"""Letters in the manner of the common mail programs: what a reader wants to see first."""

from pathlib import Path

import pytest

from deskhand.rules.letter import parse
from tests.rules.letter.corpora import ROOT, squeezed
from tests.rules.letter.judging import judge

LETTERS = sorted((ROOT.parent / "letters").glob("*.eml"))


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in LETTERS])
def test_the_new_words_are_shown_and_the_others_kept(path: Path) -> None:
    letter = parse(path.read_bytes())
    assert squeezed(letter.reply_text) == squeezed(path.with_suffix(".txt").read_text("utf-8"))
    judge(path.read_bytes())
