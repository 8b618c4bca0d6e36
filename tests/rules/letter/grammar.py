"""A grammar of mail: letters as clients and relays write them, with what should come out.

`written()` makes well-formed letters and says what is in them; `damaged()` breaks such letters
the way the world does.
"""

import base64
import quopri
from dataclasses import dataclass, field

from hypothesis import strategies as st

_WORD = st.text(
    st.characters(codec="utf-8", categories=["L", "N"], exclude_characters="\u0345"),
    min_size=1,
    max_size=9,
)
_PLAIN_WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)
_NEWLINES = st.sampled_from([b"\r\n", b"\n"])
_CHARSETS = ("utf-8", "UTF-8", '"utf-8"', "utf8", "utf-16", "utf-7", "gb18030")
_QUOTE_HEADS = (
    "On Mon, 2 Mar 2026 at 10:12, Ann Lee <ann@example.com> wrote:",
    "Am 02.03.2026 um 10:12 schrieb Ann Lee:",
    "Le lun. 2 mars 2026 à 10:12, Ann Lee <ann@example.com> a écrit :",
    "El lun, 2 mar 2026 a las 10:12, Ann Lee (<ann@example.com>) escribió:",
    "-----Original Message-----\nFrom: Ann Lee\nSent: Monday\nTo: Bob\nSubject: Ovens",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A letter and what was put into it."""

    raw: bytes
    text: str
    subject: str
    files: list[bytes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Part:
    head: str
    body: bytes


def _spoken(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(words, min_size=1, max_size=12).map(" ".join)


@st.composite
def _text(draw: st.DrawFn) -> str:
    said = "\n".join(draw(st.lists(_spoken(_WORD), min_size=1, max_size=4)))
    if draw(st.booleans()):
        head = draw(st.sampled_from(_QUOTE_HEADS))
        marks = draw(st.sampled_from(("> ", ">", "| ", "")))
        said += f"\n\n{head}\n" + "\n".join(marks + line for line in draw(_spoken(_WORD)).split())
    return said


def _encoded(draw: st.DrawFn, content: bytes, *, is_text: bool) -> tuple[str, bytes]:
    ways = ["base64", "quoted-printable", "8bit"] if is_text else ["base64"]
    way = draw(st.sampled_from(ways))
    if way == "base64":
        return way, base64.encodebytes(content)
    if way == "quoted-printable":
        return way, quopri.encodestring(content)
    return way, content


def _text_part(draw: st.DrawFn, text: str, *, subtype: str = "plain") -> _Part:
    charset = draw(st.sampled_from(_CHARSETS))
    content = text.encode(charset.strip('"'))
    # Wide and shifted charsets cannot stand as they are.
    is_text = charset.strip('"').lower().replace("-", "") == "utf8"
    way, body = _encoded(draw, content, is_text=is_text)
    if not is_text and way != "base64":
        way, body = "base64", base64.encodebytes(content)
    head = f"Content-Type: text/{subtype}; charset={charset}\nContent-Transfer-Encoding: {way}"
    return _Part(head, body)


def _file_part(draw: st.DrawFn, content: bytes) -> _Part:
    way, body = _encoded(draw, content, is_text=False)
    name = draw(_PLAIN_WORD)
    return _Part(
        f"Content-Type: application/octet-stream; name={name}.bin\n"
        f"Content-Transfer-Encoding: {way}\nContent-Disposition: attachment",
        body,
    )


def _joined(draw: st.DrawFn, parts: list[_Part], subtype: str) -> _Part:
    boundary = draw(st.sampled_from(("b", "=_b'x", "----=_Part_1.2", "0" * 60, "a b c")))
    boundary += str(draw(st.integers(0, 10**9)))
    pieces = [b"--" + boundary.encode() + b"\n" + p.head.encode() + b"\n\n" + p.body for p in parts]
    end = draw(
        st.sampled_from((f"\n--{boundary}--\n", f"\n--{boundary}--", f"\n--{boundary}--  \n"))
    )
    preamble = draw(st.sampled_from((b"", b"This is a multi-part message.\n\n")))
    body = preamble + b"\n".join(pieces) + end.encode()
    return _Part(f'Content-Type: multipart/{subtype}; boundary="{boundary}"', body)


def _encoded_words(draw: st.DrawFn, text: str) -> str:
    if text.isascii() and draw(st.booleans()):
        return text
    way = draw(st.sampled_from("bBqQ"))
    if way in "bB":
        return f"=?utf-8?{way}?{base64.b64encode(text.encode()).decode()}?="
    octets = "".join(f"={octet:02X}" for octet in text.encode())
    return f"=?UTF-8?{way}?{octets}?="


def _head(draw: st.DrawFn, subject: str, top: _Part) -> str:
    fields = [
        "From: Ann Lee <ann@example.com>",
        "To: Help <help@example.org>, undisclosed: x@example.org;",
        f"Subject: {_encoded_words(draw, subject)}",
        "Date: Mon, 2 Mar 2026 10:12:00 +0100",
        f"Message-ID: <{draw(_PLAIN_WORD)}@example.com>",
        "MIME-Version: 1.0",
        "Received: from a by b;\n\tMon, 2 Mar 2026 10:12:01 +0100",
    ]
    return "\n".join([*draw(st.permutations(fields)), top.head])


@st.composite
def written(draw: st.DrawFn) -> Made:
    """Return a well-formed letter: text, perhaps HTML beside it, files, and a nest of parts."""
    text, subject = draw(_text()), draw(_spoken(_WORD))
    top = _text_part(draw, text)
    if draw(st.booleans()):
        html = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n"))
        top = _joined(draw, [top, _text_part(draw, html, subtype="html")], "alternative")
    files = draw(st.lists(st.binary(min_size=1, max_size=200), max_size=3))
    if files:
        top = _joined(draw, [top, *(_file_part(draw, file) for file in files)], "mixed")
    for _depth in range(draw(st.integers(0, 3)) if files else 0):
        top = _joined(draw, [top], "mixed")
    raw = _head(draw, subject, top).encode() + b"\n\n" + top.body
    newline = draw(_NEWLINES)
    # What stands as it is may hold bare line feeds of its own: only a clean letter is turned.
    if newline == b"\r\n" and b"\r" not in raw:
        raw = raw.replace(b"\n", newline)
    return Made(raw, text, subject, files)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Return a letter that something went wrong with on its way."""
    raw = draw(written()).raw
    for _wound in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 60))
        piece = draw(
            st.one_of(
                st.just(b""),
                st.binary(max_size=8),
                st.sampled_from([b"\n\n", b"\r", b"--b", b"=?", b"\x00", b"\xff\xfe", b'"', b";"]),
                st.just(raw[place // 2 : place // 2 + length]),
            )
        )
        raw = raw[:place] + piece + raw[place + length :]
    return raw
