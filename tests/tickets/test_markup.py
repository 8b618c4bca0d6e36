"""What agents write: pictures of the message stand in its text, and nothing else is loaded."""

import pytest

from deskhand.tickets.markup import html_of, letter_text_of, pictures_named

SHOWN = {"picture-1.png": "/files/k/picture-1.png", "my own.png": "cid:k@deskhand"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![](picture-1.png)", '<p><img src="/files/k/picture-1.png" alt=""></p>\n'),
        ("![screen](<my own.png>)", '<p><img src="cid:k@deskhand" alt="screen"></p>\n'),
        ("![screen](other.png)", "<p>screen</p>\n"),
        ("![](other.png)", "<p>other.png</p>\n"),
        ("![x](https://spy.example/pixel.png)", "<p>x</p>\n"),
        ('![" onerror="x](picture-1.png)',
         '<p><img src="/files/k/picture-1.png" alt="&quot; onerror=&quot;x"></p>\n'),
    ],
)  # fmt: skip
def test_pictures(text, html):
    assert html_of(text, SHOWN) == html


def test_html_that_is_typed_stays_text():
    html = html_of('<img src="https://spy.example/p.png"> <script>x</script>', SHOWN)
    assert "<img" not in html and "<script" not in html


def test_a_link_cannot_point_into_the_letter():
    assert "href" not in html_of("[x](javascript:alert)")


def test_names_of_pictures_are_told():
    text = "See ![a](picture-1.png) and\n\n> ![](<my own.png>) `![](no.png)`"
    assert pictures_named(text) == {"picture-1.png", "my own.png"}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See ![](picture-1.png)!", "See [picture-1.png]!"),
        ("![the button](<my own.png>)", "[the button my own.png]"),
        ("[a link](https://x.example)", "a link (https://x.example)"),
    ],
)
def test_the_plain_part_of_a_letter_names_its_pictures(text, plain):
    assert letter_text_of(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See [our page](https://a.example/x).", "See our page (https://a.example/x)."),
        ("[https://a.example](https://a.example)", "https://a.example"),
        ("[bea@birch.example](mailto:bea@birch.example)", "bea@birch.example"),
        (r"2 \* 3 \[not a link\]", "2 * 3 [not a link]"),
        (r"`[a](https://b.example) \*`", r"`[a](https://b.example) \*`"),
        ("```\n[a](https://b.example)\n```", "```\n[a](https://b.example)\n```"),
        ("**Please**:\n\n1. the oven\n2. the till", "**Please**:\n\n1. the oven\n2. the till"),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
    ],
)  # fmt: skip
def test_the_plain_part_of_a_letter_reads_well(text, plain):
    assert letter_text_of(text) == plain
