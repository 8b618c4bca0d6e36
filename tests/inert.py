"""Whether HTML is inert: judged by a parser of its own, not by the one that made it so."""

import re
from html.parser import HTMLParser

# Tags that load, run, submit, or change how the rest of the page is read.
_LIVE = frozenset(
    "script iframe frame frameset object embed applet form input button select textarea option "
    "isindex base meta link style svg math video audio source track template noscript xml portal "
    "slot dialog marquee bgsound plaintext xmp listing noembed noframes image keygen".split()
)
_ADDRESSES = frozenset(
    "href src srcset action formaction background poster data cite longdesc ping lowsrc dynsrc "
    "xlink:href codebase classid archive manifest usemap".split()
)
_SCHEME = re.compile(r"[\s\x00-\x20]*([a-z][a-z0-9+.\-\s\x00-\x20]*):", re.IGNORECASE)
_MAY_LINK = frozenset({"http", "https", "mailto", "tel", "sms"})
_PICTURE = re.compile(r"\s*(?:cid:|data:image/(?:png|gif|jpe?g|webp|bmp);base64,)", re.I)
_STYLE = re.compile(
    r"url\s*\(|expression|behaviou?r|@|\\|-moz-binding|javascript|(?<![\w-])position\s*:|z-index|image",
    re.I,
)
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.DOTALL)


class _Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LIVE or ":" in tag:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if reason := _why_live(tag, name, value or ""):
                self.faults.append(f"<{tag} {name}={value!r}> {reason}")

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"a comment: {data[:80]!r}")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"a declaration: {decl[:80]!r}")

    def handle_pi(self, data: str) -> None:
        self.faults.append(f"an instruction: {data[:80]!r}")

    def unknown_decl(self, data: str) -> None:
        self.faults.append(f"a declaration: {data[:80]!r}")


def faults_of(html: str) -> list[str]:
    """Return what in the HTML could run, load, submit, or cover something else."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    return judge.faults


def _why_live(tag: str, name: str, value: str) -> str:
    if name.startswith("on") or name in {"srcdoc", "nonce", "http-equiv", "id", "name", "slot"}:
        return "is not allowed"
    if name == "style":
        return "has a style that loads or moves" if _STYLE.search(_STRING.sub("", value)) else ""
    if name == "href" and tag == "a":
        scheme = _SCHEME.match(value)
        plain = re.sub(r"[\s\x00-\x20]", "", scheme[1]).lower() if scheme else ""
        return "" if plain in _MAY_LINK else "leads to an active or relative address"
    if name == "src" and tag == "img":
        return "" if _PICTURE.match(value) else "loads from outside"
    return "is an address" if name in _ADDRESSES else ""
