"""How texts are compared: without case, width, ligatures, control characters, extra blanks."""

from unicodedata import normalize


def fold(text: str) -> str:
    """Return the form in which texts are compared; folding twice changes nothing.

    Rows keep it beside the text, since an engine may fold ASCII only. The result holds no
    ASCII capital, so a comparison that ignores the case of ASCII is an exact one.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    plain = "".join(c if c.isprintable() else " " for c in text)
    # Once more after the second normalization, which may bring capitals back.
    folded = normalize("NFKC", normalize("NFKC", plain).casefold()).casefold()
    return " ".join(normalize("NFKC", folded).split())
