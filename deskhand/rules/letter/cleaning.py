"""HTML of strangers made inert: an allowlist of tags and styles, and nothing from outside."""

import re
from collections.abc import Mapping
from html import escape

import nh3

_MOST = 2_000_000  # characters; beyond that the letter is shown as text only
_MOST_TAGS = 100_000
_DEEPEST = 400  # open tags; beyond that a tree is an attack on its reader

TAGS = frozenset(
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del "
    "details dfn div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark "
    "ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody td tfoot "
    "th thead time tr tt u ul var wbr".split()
)
_EVERYWHERE = frozenset("align dir lang style title valign".split())
ATTRIBUTES = {
    "*": set(_EVERYWHERE),
    "a": {"href"},
    "blockquote": {"type"},
    "col": {"span", "width"},
    "font": {"color", "face", "size"},
    "hr": {"size", "width"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing", "width", "bgcolor"},
    "td": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "th": {"colspan", "rowspan", "width", "height", "bgcolor"},
    "tr": {"bgcolor"},
    "ul": {"type"},
}
# Nothing that moves a box out of its place or loads something.
STYLES = frozenset(
    "background-color border border-bottom border-bottom-color border-bottom-style "
    "border-bottom-width border-collapse border-color border-left border-left-color "
    "border-left-style border-left-width border-radius border-right border-right-color "
    "border-right-style border-right-width border-spacing border-style border-top "
    "border-top-color border-top-style border-top-width border-width color direction font "
    "font-family font-size font-style font-variant font-weight height letter-spacing line-height "
    "list-style-type margin margin-bottom margin-left margin-right margin-top max-width "
    "min-width padding padding-bottom padding-left padding-right padding-top text-align "
    "text-decoration text-indent text-transform vertical-align white-space width word-break "
    "word-spacing word-wrap".split()
)
_SCHEMES = {"http", "https", "mailto", "tel", "sms", "cid", "data"}
_LINK = re.compile(r"\s*(?:https?|mailto|tel|sms):", re.I)
_PICTURE = re.compile(r"data:image/(?:png|gif|jpe?g|webp|bmp);base64,[A-Za-z0-9+/=\s]*\Z", re.I)
_LOADS = re.compile(r"url|image|expression|@|\\|var\s*\(|attr\s*\(|element\s*\(", re.I)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Void elements, and those that close themselves when the next one opens.
_NOT_DEEP = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li td th tr dd dt option".split()
)


def clean(html: str, *, resources: Mapping[str, str] | None = None) -> str:
    """Return inert HTML. `resources` maps names of inline pictures to their Content-ID, so that
    pictures referred to by name or Content-Location are found too."""
    if not html.strip():
        return ""
    if len(html) > _MOST or too_tangled(html):
        return f"<pre>{escape(bare(html))}</pre>"
    return _cleaner(resources or {}).clean(html)


def _cleaner(resources: Mapping[str, str]) -> nh3.Cleaner:
    def judge(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "src":
            return _source(value, resources)
        if attribute == "style" and _LOADS.search(value):
            kept = [rule for rule in value.split(";") if not _LOADS.search(rule)]
            return ";".join(kept) or None
        if attribute == "href" and not _LINK.match(value):
            # What names no scheme leads to a page of ours.
            return None
        return value

    return nh3.Cleaner(
        tags=set(TAGS),
        clean_content_tags={"script", "style", "title", "template", "noscript", "iframe", "svg"},
        attributes=ATTRIBUTES,
        attribute_filter=judge,
        url_schemes=_SCHEMES,
        filter_style_properties=set(STYLES),
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _source(value: str, resources: Mapping[str, str]) -> str | None:
    value = value.strip()
    if value[:4].lower() == "cid:":
        return value
    if value.lower() in resources:
        return f"cid:{resources[value.lower()]}"
    return value if _PICTURE.match(value) else None


def too_tangled(html: str) -> bool:
    """Say whether tags nest or swarm beyond reason: a tree of them would cost too much time."""
    opened: dict[str, int] = {}
    depth = 0
    for number, found in enumerate(_TAG.finditer(html)):
        if number > _MOST_TAGS:
            return True
        tag = found[2].lower()
        if tag in _NOT_DEEP:
            continue
        if not found[1]:
            opened[tag] = opened.get(tag, 0) + 1
            depth += 1
        elif opened.get(tag):
            opened[tag] -= 1
            depth -= 1
        if depth > _DEEPEST:
            return True
    return False


def bare(html: str) -> str:
    """Strip the tags by pattern alone, for HTML that is not worth a tree."""
    return re.sub(r"<[^<>]{0,2000}>", " ", html[:_MOST])
