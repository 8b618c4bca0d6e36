"""Every sentence on a page can be translated, and no page carries script or style of its own."""

import re

import lucide
import pytest

from deskhand.web.marks import icon
from tests.house import plan

TEMPLATES = sorted(plan.HOUSE.rglob("templates/**/*.html"))
ICON = re.compile(r'{% icon "([\w-]+)"|<c-[^>]*\bicon="([\w-]+)"')
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
UNSEEN = re.compile(r"<(style|script|svg|code|kbd)\b[^>]*>.*?</\1>", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)
# Blocks whose content is a word for the style sheet.
NAMES = re.compile(r"{% block shape %}[a-z -]*{% endblock[^%]*%}")
# Attributes that a block hands up to a tag of the page it extends.
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')
SAID = re.compile(r'(?<![:\w-])(?:title|alt|placeholder|aria-label|label|heading|hint)="([^"]*)"')
# Names (some of people on the style guide), units and marks that are the same in every language.
SAME_EVERYWHERE = {
    "Deskhand",
    "Dana",
    "Ruiz",
    "Sam",
    "Whitlock",
    "SLA",
    "IMAP",
    "SMTP",
    "TLS",
    "STARTTLS",
    "HTML",
    "UTC",
    "CSV",
    "ID",
    "PDF",
}


def raw_words(text: str) -> list[str]:
    """Return what a reader would see untranslated: text between tags, and spoken attributes."""
    text = NAMES.sub(" ", text)
    text = UNSEEN.sub(" ", TAG.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", text))))
    spoken = SAID.findall(text)
    visible = ATTRIBUTE.sub(" ", MARKUP.sub("\n", text))
    words = [
        word
        for piece in (*spoken, *visible.splitlines())
        for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"&#?\w+;|\S+@\S+", " ", piece))
    ]
    return [word for word in words if word not in SAME_EVERYWHERE]


@pytest.mark.parametrize("path", TEMPLATES, ids=plan.shown)
def test_a_page_has_no_raw_text(path):
    assert not raw_words(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=plan.shown)
def test_a_page_has_no_script_or_style_of_its_own(path):
    if "templates/mail" in plan.shown(path):
        pytest.skip("mail programs know inline styles alone")
    text = COMMENT.sub(" ", path.read_text("utf-8"))
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=[\"']|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<p>{% translate "Hello" %}</p>', []),
        ("<p>Hello</p>", ["Hello"]),
        ('<a title="Close it" href="#">x</a>', ["Close", "it"]),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", []),
        ('<input aria-label="{% translate "Name" %}">', []),
    ],
)
def test_the_checker_tells_raw_text_from_translated(text, words):
    assert raw_words(text) == words


def test_every_icon_that_a_page_names_is_there():
    """A missing one breaks the page, and perhaps only in a case that no other test shows."""
    drawn = set()
    for path in TEMPLATES:
        for one, other in ICON.findall(path.read_text("utf-8")):
            drawn.add(one or other)
    assert drawn
    missing = []
    for name in sorted(drawn):
        try:
            icon(name)
        except lucide.IconDoesNotExist:
            missing.append(name)
    assert not missing
