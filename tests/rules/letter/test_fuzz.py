"""Whatever the bytes: a Letter or LetterRefused, and soon."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rules.letter.corpora import ROOT
from tests.rules.letter.judging import judge

QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
SEEDS = [
    path.read_bytes()
    for path in sorted(ROOT.glob("stalwart-mail-parser/eml/*/*.eml"))[::3]
    if path.stat().st_size < 20_000
] + [path.read_bytes() for path in sorted(ROOT.glob("flufl.bounce/data/*.txt"))[::8]]
BROKEN = sorted((ROOT.parent / "broken-letters").glob("*.eml"))

TOKENS = st.sampled_from(
    [
        b"\n", b"\r\n", b"\r", b"\n\n", b"--b", b"--b--", b"--", b"From: ", b"To: ", b"Subject: ",
        b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: text/html\n",
        b"Content-Type: message/rfc822\n", b"Content-Type: message/delivery-status\n",
        b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\x01\x00",
        b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n",
        b"Content-Type: text/plain; charset=utf-7\n", b"Content-Type: text/plain; charset=x\n",
        b"=?utf-8?b?", b"?=", b"=?q?=", b"<", b">", b"\"", b"(", b")", b":", b";", b",", b"@",
        b"<div class=gmail_quote>", b"<blockquote type=cite>", b"</p>", b"<img src=cid:x>", b"&#",
        b"On Mon, 1 Jan 2024 at 10:00, A <a@b.c> wrote:\n", b"> ", b"-- \n", b"\x00", b"\xff",
        b"\xc3", b"\x1b$B", b"Date: ", b"References: <", b"Message-ID: ", b"*0*=", b"filename*=",
    ]
)  # fmt: skip


@QUICK
@given(st.binary(max_size=2000))
def test_random_bytes(raw: bytes) -> None:
    judge(raw)


@QUICK
@given(st.lists(st.one_of(TOKENS, st.binary(max_size=8)), max_size=60))
def test_pieces_of_mail_in_any_order(pieces: list[bytes]) -> None:
    judge(b"".join(pieces))


@QUICK
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(TOKENS, st.binary(max_size=20))),
        min_size=1,
        max_size=6,
    ),
)
def test_letters_with_stretches_overwritten(
    seed: bytes, wounds: list[tuple[float, int, bytes]]
) -> None:
    for place, length, piece in wounds:
        start = int(place * len(seed))
        seed = seed[:start] + piece + seed[start + length :]
    judge(seed)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_letters_cut_off_anywhere(seed: bytes) -> None:
    for end in range(0, len(seed), max(1, len(seed) // 25)):
        judge(seed[:end])


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in BROKEN])
def test_letters_that_once_broke_something(path: Path) -> None:
    judge(path.read_bytes())
