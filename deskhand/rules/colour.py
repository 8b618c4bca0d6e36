"""Colours of a brand as mail programs want them: sRGB in hex, made from a hue, and readable.

A firm chooses a hue alone; lightness and chroma are ours, and are corrected until the contrast
holds (WCAG 2: 4.5 to 1). The arithmetic is that of OKLCH.
"""

import math
from dataclasses import dataclass

READABLE = 4.5
WHITE, DARK = "#ffffff", "#16191f"


@dataclass(frozen=True, slots=True)
class Accent:
    """`strong` is read on white, and white is read on it; `bright` is read on dark ground."""

    strong: str
    bright: str


def accent(hue: int) -> Accent:
    """Return the colours of a hue (0 to 360 on the wheel)."""
    return Accent(
        strong=_readable(hue, lightness=0.49, chroma=0.125, step=-0.01, ground=WHITE),
        bright=_readable(hue, lightness=0.775, chroma=0.105, step=0.01, ground=DARK),
    )


def hex_of(lightness: float, chroma: float, hue: float) -> str:
    """Return a colour of OKLCH in hex; one that no screen has loses chroma until one has it."""
    while True:
        linear = _linear(lightness, chroma, hue)
        if chroma <= 0 or all(-0.0005 <= part <= 1.0005 for part in linear):
            return "#" + "".join(f"{round(255 * _curved(part)):02x}" for part in linear)
        chroma = max(chroma - 0.005, 0)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours in hex, from 1 to 21 (WCAG 2)."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _readable(hue: int, *, lightness: float, chroma: float, step: float, ground: str) -> str:
    found = hex_of(lightness, chroma, hue)
    while contrast(found, ground) < READABLE and 0 < lightness < 1:
        lightness += step
        found = hex_of(lightness, chroma, hue)
    return found


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _curved(linear: float) -> float:
    part = min(max(linear, 0.0), 1.0)
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
