"""A picture is told by its bytes, not by its name."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.pictures import PictureRefused, measured


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x06"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0"


def jpeg(width: int, height: int) -> bytes:
    frame = b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width)
    return b"\xff\xd8\xff\xe0\x00\x04JF\xff\xff\xff\xc4\x00\x02" + frame + b"\x03"


@pytest.mark.parametrize(
    ("make", "kind"), [(png, "image/png"), (gif, "image/gif"), (jpeg, "image/jpeg")]
)
def test_kind_and_size_are_told(make, kind):
    found = measured(make(320, 80))
    assert (found.content_type, found.width, found.height) == (kind, 320, 80)


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg/>", b"\xff\xd8", b"\x89PNG", png(0, 5), png(5, 99_999), b"\xff\xd8\xff\xd9" * 9],
)
def test_all_else_is_refused(content):
    with pytest.raises(PictureRefused):
        measured(content)


@given(st.sampled_from([b"", b"\xff\xd8", b"GIF89a", b"\x89PNG\r\n\x1a\n"]), st.binary())
def test_no_bytes_break_it(start, rest):
    try:
        measured(start + rest)
    except PictureRefused:
        return


@pytest.mark.parametrize(
    ("size", "frame", "fits"),
    [
        ((320, 80), (220, 44), (176, 44)),
        ((100, 20), (220, 44), (100, 20)),
        ((4000, 1), (220, 44), (220, 1)),
    ],
)
def test_it_fits_into_a_frame(size, frame, fits):
    assert measured(png(*size)).within(*frame) == fits
