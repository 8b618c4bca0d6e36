"""Bytes to text, whatever the letter claims: the charset named, corrected, or guessed."""

import codecs
import re

# Names that mailers write and Python does not know, or knows as something narrower.
_ALIASES = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "ansi_x3.4-1968": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "ansi": "cp1252",
    "x-ansi": "cp1252",
    "x-user-defined": "cp1252",
    "cp-850": "cp850",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "korean": "cp949",
    "big5": "big5hkscs",
    "x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc-jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "windows-874": "cp874",
    "x-windows-874": "cp874",
    "x-koi8-r": "koi8-r",
    "iso-10646-ucs-2": "utf-16",
    "ucs-2": "utf-16",
    "unicode": "utf-16",
}
# Codecs that are not charsets; punycode and idna are quadratic in the length of their input.
_NOT_CHARSETS = frozenset(
    "punycode idna unicode_escape unicode-escape raw_unicode_escape raw-unicode-escape "
    "undefined mbcs oem".split()
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In these even ASCII bytes may stand for something else.
_STATEFUL = re.compile(r"utf-?(?:7|16|32)|^hz|ucs|^unicode", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][\w.:+-]{0,60}")


def codec_for(name: str) -> str | None:
    """Return Python's codec for a charset as mailers write it; None when there is none."""
    found = _NAME.search(name)
    if not found:
        return None
    plain = found[0].lower()
    plain = _ALIASES.get(plain, plain)
    if plain in _NOT_CHARSETS:
        return None
    try:
        known = codecs.lookup(plain)
    except (LookupError, ValueError):
        return _codec_in(plain)
    if known.name in _NOT_CHARSETS or not getattr(known, "_is_text_encoding", True):
        return None
    return plain if known.name != "ascii" else "cp1252"


def _codec_in(name: str) -> str | None:
    """Find the charset in a mangled name such as `x-windows-1251` or `charset=cp1250`."""
    found = re.search(r"(?:windows|cp|win)[-_]?(\d{3,4})", name)
    if found:
        return _known(f"cp{found[1]}")
    found = re.search(r"8859[-_]?(\d{1,2})", name)
    if found:
        return _known(f"iso-8859-{found[1]}")
    return "utf-8" if "utf-8" in name or "utf8" in name else None


def _known(name: str) -> str | None:
    name = _ALIASES.get(name, name)
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return name


def decode(content: bytes, charset: str = "") -> str:
    """Decode always: as declared if that fits, else as UTF-8 if that fits, else by a guess."""
    if content.isascii() and not _STATEFUL.search(charset) and b"\x1b" not in content:
        return content.decode("ascii")
    for bom, marked in _BOMS:
        if content.startswith(bom):
            return content.decode(marked, "replace")
    declared = codec_for(charset) if charset else None
    for codec in dict.fromkeys((declared, _guess(content))):
        if codec is None:
            continue
        text = _strictly(content, codec)
        if text is not None:
            return text
    return content.decode(declared or "utf-8", "replace")


def _strictly(content: bytes, codec: str) -> str | None:
    # Bytes that are valid UTF-8 but claim to be Western are UTF-8: the reverse hardly occurs.
    if codec == "cp1252":
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return _western(content)
    try:
        text = content.decode(codec)
        # UTF-7 can spell half a character, which nothing can store.
        return text.encode("utf-8", "replace").decode() if codec == "utf-7" else text
    except (UnicodeError, ValueError, LookupError):
        return None


def _western(content: bytes) -> str:
    # cp1252 leaves five bytes undefined; browsers read them as C1 controls.
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(
            chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes((byte,)).decode("cp1252")
            for byte in content
        )


def _guess(content: bytes) -> str:
    if b"\x1b$" in content or b"\x1b(" in content:
        return "iso2022_jp_ext"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _guess_legacy(content[:4000])
    return "utf-8"


def _guess_legacy(sample: bytes) -> str:
    """Tell Cyrillic from Western by what dominates the upper half; all else reads as Western."""
    high = [byte for byte in sample if byte >= 0x80]
    letters = sum(1 for byte in sample if byte < 0x80 and chr(byte).isalpha())
    if len(high) > 8 and len(high) > letters:
        small = sum(1 for byte in high if byte >= 0xE0)
        koi = sum(1 for byte in high if 0xC0 <= byte < 0xE0)
        if small + koi > 0.9 * len(high):
            return "cp1251" if small >= koi else "koi8-r"
    return "cp1252"
