"""HTML read as text: links with their addresses, lists, tables and quotes as a person types them.

Each line remembers whether the structure says that it is quoted (Gmail's, Outlook's, Yahoo's
containers), so that the search for quotes need not guess what the author's program marked.
"""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from deskhand.rules.letter.cleaning import bare, too_tangled
from deskhand.rules.letter.flowed import plain

_MOST = 4_000_000  # characters read
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_BLOCKS = frozenset(
    "address article aside body center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table "
    "tbody tfoot thead tr ul caption blockquote".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre".split())
_SILENT = frozenset(
    "script style head title template noscript iframe object embed svg math select "
    "textarea button meta link base".split()
)
_QUOTE_CLASSES = frozenset(
    "gmail_attr yahoo_quoted moz-cite-prefix protonmail_quote "
    "tutanota_quote zmail_extra zmail_extra_hr zmail_quote mailbox_signature_quote "
    "freebirdFormviewerViewHeaderHeader yahooquoted ydp-yahoo-quoted cloudmagic-smart-beak-quote "
    "outlookmessageheader quoted-mail quotedtext reply-previous-message x_gmail_quote "
    "ms-outlook-ios-reply-separator moz-forward-container wiseStamp_quote".lower().split()
)
_QUOTE_IDS = re.compile(
    r"(?:x_|m_-?\d+)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|reply-intro|yahoo_quoted_"
    r"\d+|ms-outlook-mobile-body-separator-line|mail-editor-reference-message-container|"
    r"isForwardContent|isReplyContent|replySplit|origbody|stopSpelling|_origmsg|zwchr|"
    r"x_divRplyFwdMsg|ymail_android_quote|cm_replymail_content_wrap)",
    re.I,
)
# After these nothing of the new text follows: the rest of the letter is the old one.
_COLOUR = re.compile(r"(?:^|;)\s*color\s*:\s*([^;!]{1,60})", re.I)
_COLOURED = re.compile(r"#[0-9a-f]{3,8}|[a-z]+|rgba?\(")
_NO_COLOURS = set("black windowtext inherit initial unset currentcolor auto gray grey #000".split())
_ENDS_REPLY = re.compile(
    r"(?:x_|m_-?\d+)*(?:divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|stopSpelling|replySplit|"
    r"ms-outlook-mobile-body-separator-line|mail-editor-reference-message-container|zwchr)",
    re.I,
)
_SIGNATURE_CLASSES = frozenset(
    "gmail_signature gmail_signature_prefix moz-signature protonmail_signature_block "
    "ms-outlook-mobile-signature tutanota_signature bloop_sign applemailsignature".split()
)
_SIGNATURE_IDS = re.compile(
    r"(?:x_|m_-?\d+)*(?:signature|appleMailSignature|lineBreakAtBeginningOfSignature|"
    r"ms-outlook-mobile-signature|Signature|mobileSignature)\Z",
    re.I,
)


@dataclass(slots=True)
class Line:
    """One line of text; `is_quoted` and `is_signature` only when the structure says so. `tint` is
    the colour of all its words, where it is one."""

    text: str
    is_quoted: bool = False
    is_signature: bool = False
    tint: str = ""


@dataclass(slots=True)
class _State:
    tints: list[str] = field(default_factory=list)
    quotes: int = 0  # depth of blockquotes
    quoted: int = 0  # depth inside containers that a mail program marks as old
    signed: int = 0
    preformatted: int = 0
    lists: list[int] = field(default_factory=list)  # 0 for bullets, else the next number
    links: list[tuple[str, int]] = field(default_factory=list)
    rest_is_quoted: bool = False
    gmail: list[bool] = field(default_factory=list)  # per open container: does it still hide?
    gmail_depths: list[int] = field(default_factory=list)  # quotes outside of it


def lines_of(html: str) -> list[Line]:
    """Read the HTML into lines. Never raises on malformed HTML; reads its first 4 MB."""
    html = html[:_MOST]
    if too_tangled(html):
        return [Line(text.strip()) for text in bare(html).splitlines() if text.strip()]
    tree = LexborHTMLParser(html)
    if tree.root is None:
        return []
    return _Reader().read(tree.root)


def text_of(html: str) -> str:
    """Return the HTML as text that reads well."""
    return "\n".join(line.text for line in lines_of(html)).strip("\n")


class _Reader:
    """A walk over the tree without recursion: an enter and a leave for each element."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.pieces: list[str] = []
        self.state = _State()
        self.wants_space = False
        self.tinted: set[str] = set()
        self.gap: int | None = None  # depth of quotes at which a blank line is due

    def read(self, root: LexborNode) -> list[Line]:
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, is_leaving = stack.pop()
            if is_leaving:
                self._leave(node, node.tag or "")
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._say(node.text_content or "")
                continue
            if tag in _SILENT or tag.startswith(("-", "!")) or _is_hidden(node):
                continue
            self._enter(node, tag)
            stack.append((node, True))
            child = node.last_child
            while child is not None:
                stack.append((child, False))
                child = child.prev
        self._break()
        return _trimmed(self.lines)

    def _say(self, text: str) -> None:
        # A character reference may spell what the bytes must not.
        text = plain(text)
        if self.state.preformatted:
            first, *others = text.split("\n")
            self.pieces.append(first)
            for other in others:
                self._break(force=True)
                self.pieces.append(other)
            return
        words = _SPACES.sub(" ", text)
        if words.startswith(" "):
            self.wants_space = True
            words = words[1:]
        if not words:
            return
        if self.wants_space and self.pieces and not self.pieces[-1].endswith((" ", "\t")):
            self.pieces.append(" ")
        self.wants_space = words.endswith(" ")
        if words.strip():
            self.tinted.add(self.state.tints[-1] if self.state.tints else "")
        self.pieces.append(words.rstrip(" "))

    def _break(self, *, force: bool = False) -> None:
        text = "".join(self.pieces).rstrip()
        tint = self.tinted.pop() if len(self.tinted) == 1 else ""
        self.pieces, self.tinted = [], set()
        self.wants_space = False
        if not text and not force:
            return
        if self.gap is not None and self.lines and self.lines[-1].text.strip("> "):
            self._append("", depth=min(self.gap, self.state.quotes))
        self.gap = None
        self._append(text, tint=tint)

    def _part(self, tag: str) -> None:
        is_nested_list = tag in {"ul", "ol"} and bool(self.state.lists)
        if tag in _PARAGRAPHS and not is_nested_list and self.gap is None:
            self.gap = self.state.quotes

    def _append(self, text: str, *, depth: int | None = None, tint: str = "") -> None:
        state = self.state
        prefix = "> " * (state.quotes if depth is None else depth)
        self.lines.append(
            Line(
                (prefix + text).rstrip() if text or prefix else "",
                is_quoted=state.quoted > 0 or state.rest_is_quoted,
                is_signature=state.signed > 0,
                tint=tint,
            )
        )

    def _enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
            self._part(tag)
        attributes = node.attributes
        if attributes:
            self._mark(attributes, tag, 1)
        entering = _ENTER.get(tag)
        if entering:
            entering(self, attributes)

    def _leave(self, node: LexborNode, tag: str) -> None:
        leaving = _LEAVE.get(tag)
        if leaving:
            leaving(self)
        if tag in _BLOCKS:
            self._break()
            self._part(tag)
        if tag == "blockquote":
            self.state.quotes -= 1
            self._end_gmail_quote()
        attributes = node.attributes
        if attributes:
            self._mark(attributes, tag, -1)

    def _mark(self, attributes: dict[str, str | None], tag: str, step: int) -> None:
        names = (attributes.get("class") or "").lower().split()
        identity = attributes.get("id") or attributes.get("name") or ""
        if (tint := _tint(attributes)) is not None:
            _shift(self.state.tints, tint, step)
        if tag == "div" and "gmail_quote" in names:
            self._open_gmail(step)
        if _is_quote(attributes, names, identity, tag):
            if step > 0:
                self._break()
            self.state.quoted += step
        if _SIGNATURE_CLASSES.intersection(names) or _SIGNATURE_IDS.match(identity):
            if step > 0:
                self._break()
            self.state.signed += step
        if step > 0 and (identity and _ENDS_REPLY.match(identity)):
            self.state.rest_is_quoted = True

    def _open_gmail(self, step: int) -> None:
        """Hide what stands in Gmail's container before its quote; answers may follow that."""
        state = self.state
        if step > 0:
            self._break()
            state.gmail.append(True)
            state.gmail_depths.append(state.quotes)
            state.quoted += 1
        elif state.gmail:
            state.gmail_depths.pop()
            state.quoted -= state.gmail.pop()

    def _end_gmail_quote(self) -> None:
        state = self.state
        if state.gmail and state.gmail[-1] and state.quotes == state.gmail_depths[-1]:
            state.gmail[-1] = False
            state.quoted -= 1

    def open_quote(self, attributes: dict[str, str | None]) -> None:
        self.state.quotes += 1

    def new_line(self, attributes: dict[str, str | None]) -> None:
        self._break(force=True)

    def rule(self, attributes: dict[str, str | None]) -> None:
        self.pieces.append("-" * 20)
        self._break()

    def open_list(self, attributes: dict[str, str | None]) -> None:
        self.state.lists.append(0)

    def open_numbers(self, attributes: dict[str, str | None]) -> None:
        start = attributes.get("start") or "1"
        self.state.lists.append(int(start) if start.isdecimal() and len(start) < 7 else 1)

    def close_list(self) -> None:
        if self.state.lists:
            self.state.lists.pop()

    def item(self, attributes: dict[str, str | None]) -> None:
        lists = self.state.lists
        indent = "  " * min(max(len(lists) - 1, 0), 20)
        if lists and lists[-1]:
            self.pieces.append(f"{indent}{lists[-1]}. ")
            lists[-1] += 1
        else:
            self.pieces.append(f"{indent}- ")

    def cell(self, attributes: dict[str, str | None]) -> None:
        if "".join(self.pieces).strip():
            self.pieces.append("  ")
            self.wants_space = False

    def open_link(self, attributes: dict[str, str | None]) -> None:
        self.state.links.append((attributes.get("href") or "", len(self.pieces)))

    def close_link(self) -> None:
        if not self.state.links:
            return
        href, start = self.state.links.pop()
        said = "".join(self.pieces[start:]).strip()
        # As browsers read it: line breaks and tabs are no part of an address.
        href = re.sub(r"[\t\n]+", "", plain(href)).strip()
        address = href.removeprefix("mailto:")
        if not said or not href.lower().startswith(("http:", "https:", "mailto:", "ftp:")):
            return
        if address.rstrip("/").lower() not in {said.rstrip("/").lower(), _full(said)}:
            self.pieces.append(f" <{address}>")

    def picture(self, attributes: dict[str, str | None]) -> None:
        alt = _SPACES.sub(" ", attributes.get("alt") or "").strip()
        if alt:
            self._say(f" [{alt[:200]}] ")

    def open_pre(self, attributes: dict[str, str | None]) -> None:
        self.state.preformatted += 1

    def close_pre(self) -> None:
        self.state.preformatted -= 1


_ENTER = {
    "blockquote": _Reader.open_quote,
    "br": _Reader.new_line,
    "hr": _Reader.rule,
    "ul": _Reader.open_list,
    "ol": _Reader.open_numbers,
    "li": _Reader.item,
    "td": _Reader.cell,
    "th": _Reader.cell,
    "a": _Reader.open_link,
    "img": _Reader.picture,
    "pre": _Reader.open_pre,
}
_LEAVE = {
    "ul": _Reader.close_list,
    "ol": _Reader.close_list,
    "a": _Reader.close_link,
    "pre": _Reader.close_pre,
}


def _tint(attributes: dict[str, str | None]) -> str | None:
    """The colour that an element gives its words; empty for black and greys, None for none."""
    found = _COLOUR.search(attributes.get("style") or "")
    said = found[1] if found else attributes.get("color")
    if not said:
        return None
    colour = re.sub(r"\s", "", said.lower())
    code = re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", colour)
    is_grey = bool(code and len(set(code.groups())) == 1)
    return "" if is_grey or colour in _NO_COLOURS or not _COLOURED.match(colour) else colour[:20]


def _shift(tints: list[str], tint: str, step: int) -> None:
    if step > 0:
        tints.append(tint)
    elif tints:
        tints.pop()


def _is_quote(attributes: dict[str, str | None], names: list[str], identity: str, tag: str) -> bool:
    if tag == "blockquote":
        return (attributes.get("type") or "").lower() == "cite" or "gmail_quote" in names
    return bool(_QUOTE_CLASSES.intersection(names) or (identity and _QUOTE_IDS.match(identity)))


def _is_hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style")
    if not style:
        return "hidden" in node.attributes
    plain = style.replace(" ", "").lower()
    return "display:none" in plain or "mso-hide:all" in plain or "visibility:hidden" in plain


def _full(said: str) -> str:
    return f"http://{said.rstrip('/').lower()}"


def _trimmed(lines: list[Line]) -> list[Line]:
    """At most one blank line between two lines, none at either end."""
    kept: list[Line] = []
    for line in lines:
        if line.text.strip("> ") or (kept and kept[-1].text.strip("> ")):
            kept.append(line)
    while kept and not kept[-1].text.strip("> "):
        kept.pop()
    return kept
