"""What a browser sends for a signature, and what is kept of it."""

import pytest

from deskhand.rules.strokes import NoSignature, strokes


def test_strokes_are_kept_as_they_were_drawn():
    path = "M10,10L100,50L200,20M300,100L400,120"
    assert strokes(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "M1,1", "M1,1L2,2", "M0,0L700,10", "M0,0L10,300", 'M0,0L90,90"/><script>', "M0,0 L90,90",
     "M0,0L90,90Z", "L0,0L90,90", "M0,0L-90,90", "M0,0L90,90" + "L1,1" * 5000, "M٠,0L90,90"],
)  # fmt: skip
def test_anything_else_is_no_signature(path):
    with pytest.raises(NoSignature):
        strokes(path)
