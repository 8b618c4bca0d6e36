"""Brand colours for mail: every hue is readable, by day and by night."""

import pytest

from deskhand.rules.colour import DARK, READABLE, WHITE, accent, contrast, hex_of


@pytest.mark.parametrize("hue", range(0, 361, 5))
def test_every_hue_is_readable(hue):
    found = accent(hue)
    assert contrast(found.strong, WHITE) >= READABLE
    assert contrast(found.bright, DARK) >= READABLE


@pytest.mark.parametrize(
    ("oklch", "colour"),
    [
        pytest.param((1, 0, 0), "#ffffff", id="white"),
        pytest.param((0, 0, 0), "#000000", id="black"),
        pytest.param((0.62796, 0.25768, 29.234), "#ff0000", id="red"),
        pytest.param((0.86644, 0.29483, 142.495), "#00ff00", id="green"),
        pytest.param((0.45201, 0.31321, 264.052), "#0000ff", id="blue"),
    ],
)
def test_known_colours_come_out(oklch, colour):
    assert hex_of(*oklch) == colour


def test_a_colour_that_no_screen_has_loses_chroma_until_one_has_it():
    assert hex_of(0.5, 0.4, 150) == hex_of(0.5, 0.2, 150)
    assert hex_of(0.5, 0.4, 150) != hex_of(0.5, 0.05, 150)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#123456", "#123456", 1.0)],
)
def test_contrast_is_that_of_the_standard(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.01)
    assert contrast(other, one) == pytest.approx(expected, abs=0.01)
