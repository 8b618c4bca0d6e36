"""Tags that are drawn once say to the byte what those of Django say, in each language."""

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from deskhand.web.addresses import address_of
from deskhand.web.templatetags.settled import Address, Settled

DJANGO = Engine(
    builtins=[
        "django.templatetags.i18n",
        "django.templatetags.static",
        "deskhand.web.templatetags.desk",
    ]
)
PAGES = [
    '{% translate "Tickets" %}',
    '{% translate "%(span)s left" %}',
    "{% translate \"No <such> & 'words'\" %}",
    '{% translate "Open" context "pack" %}',
    '{% translate "Tickets" as words %}[{{ words }}{{ words|upper }}]',
    "{% translate said %}{% trans said %}",
    '{% translate "Tickets"|upper %}',
    '{% translate "Tickets" noop %}',
    '{% autoescape off %}{% translate "a & b" %}{% endautoescape %}',
    '{% icon "x" %}{% icon "x" size=20 %}{% icon name %}{% icon "pencil" _("Draft") %}',
    '{% icon "x" label=_("Draft") %}{% icon "x" label=said %}',
    '{% url "console:home" %}{% url "console:ticket" number %}{% url "console:queue" slug %}',
    '{% url "console:panel" number "tasks" %}{% url name number %}',
    '{% url "console:ticket" number=number %}{% url "nosuch" as way %}[{{ way }}]',
    '{% url "console:ticket" number as way %}[{{ way }}]{% url "console:ticket" text %}',
    '{% static "img/mark.svg" %}{% static path %}{% static "img/mark.svg" as way %}{{ way }}',
]
SAID = {
    "said": "<Tickets> & more",
    "name": "console:ticket",
    "number": 17,
    "text": "17",
    "slug": "a-b",
    "path": "img/mark.svg",
}


@pytest.mark.parametrize("page", PAGES)
def test_a_tag_says_what_it_says_in_django(page):
    said = SAID | ({"name": "x"} if "icon" in page else {})
    ours, theirs = Template(page), DJANGO.from_string(page)
    for language in ("en", "de", "en"):
        with translation.override(language):
            assert ours.render(Context(said)) == theirs.render(Context(said)) != ""


def test_what_stands_in_the_page_is_settled_and_what_does_not_is_not():
    def kinds(page):
        return [type(node) for node in Template(page).nodelist]

    assert kinds('{% translate "Tickets" %}{% icon "x" %}{% static "a" %}') == [Settled] * 3
    assert Settled not in kinds("{% translate said %}{% icon name %}{% static path %}")
    assert kinds('{% url "console:home" %}') == [Address]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("console:home", ()),
        ("console:ticket", (17,)),
        ("console:ticket", ("17",)),
        ("console:panel", (17, "tasks")),
        ("console:why", (17, 4)),
        ("console:why", (0, 9_999_999)),
        ("console:queue", ("a-b",)),
        ("console:queue", (17,)),
        ("setup:home", ()),
    ],
)
def test_an_address_is_the_one_that_django_makes(name, values):
    assert address_of(name, *values) == reverse(name, args=values) == address_of(name, *values)


@pytest.mark.parametrize("values", [(), (1, 2), (-1,), (None,), ("x/y",), (1.5,)])
def test_an_address_that_there_is_not_is_refused(values):
    for _time in range(2):
        with pytest.raises(NoReverseMatch):
            address_of("console:ticket", *values)


def test_a_tag_without_words_is_refused():
    with pytest.raises(TemplateSyntaxError):
        Template("{% translate %}")
