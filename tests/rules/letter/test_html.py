"""HTML read as text, and HTML made inert."""

import re

import pytest

from deskhand.rules.letter import parse
from deskhand.rules.letter.cleaning import clean
from deskhand.rules.letter.html import text_of
from tests.inert import faults_of
from tests.rules.letter.corpora import wrapped


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("a  b\n c", "a b c"),
        ("<b>bo</b>ld <i>it</i>", "bold it"),
        ("<a href='https://x.example/a'>here</a>", "here <https://x.example/a>"),
        ("<a href='https://x.example/'>https://x.example</a>", "https://x.example"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example"),
        ("<a href='javascript:x'>go</a>", "go"),
        ("<ul><li>One<li>Two</ul>", "- One\n- Two"),
        ("<ol start=3><li>One<li>Two</ol>", "3. One\n4. Two"),
        ("<ul><li>One<ul><li>Deep</ul></ul>", "- One\n  - Deep"),
        (
            "<table><tr><th>Name<th>No</tr><tr><td>Ann<td>12</tr></table>",
            "Name  No\nAnn  12",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<p>Say:</p><blockquote>old<br>words</blockquote>", "Say:\n\n> old\n> words"),
        ("<img alt='Logo' src=x> Hi", "[Logo] Hi"),
        ("<style>p{}</style><script>x()</script><title>t</title>Hi", "Hi"),
        ("<div style='display:none'>preview</div>Hi", "Hi"),
        ("&lt;tag&gt; &amp; &nbsp;&euro;", "<tag> & \xa0€"),
        ("<p>broken <b>tags</p> here", "broken tags\n\nhere"),
    ],
)
def test_html_reads_like_typed_text(html: str, text: str) -> None:
    assert text_of(html) == text


PAYLOADS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><a xlink:href='javascript:alert(1)'>x</a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data=x></object><embed src=x>",
    "<form action=https://evil.example><input name=p><button>x</button></form>",
    "<base href='https://evil.example/'>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>body{background:url(https://evil.example/x)}</style>",
    "<div style='background:url(https://evil.example/x)'>x</div>",
    "<div style='background-image:u\\72l(https://evil.example/x)'>x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<div style='position:fixed;top:0;left:0;width:100%;z-index:9'>x</div>",
    "<img src='https://evil.example/pixel.gif'>",
    "<img srcset='https://evil.example/pixel.gif 1x'>",
    "<img src='//evil.example/pixel.gif'>",
    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
    "<body background='https://evil.example/x' onload=alert(1)>x</body>",
    "<table background='https://evil.example/x'><tr><td background=https://evil.example/y>x</table>",
    "<video src='https://evil.example/x' poster=https://evil.example/y></video>",
    "<input type=image src=https://evil.example/x onfocus=alert(1) autofocus>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<a href='cid:x' ping='https://evil.example'>x</a>",
    "<a href='/setup/rows/people/?q=a:b'>x</a>",
    "<a href='?next=https://evil.example'>x</a>",
    "<a href='//evil.example/a:b'>x</a>",
]
ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|form|input|button|base|meta|link|style|svg|math|video)\b|"
    r"<[^>]*\son\w+\s*=|<[^>]*(?:javascript|vbscript):|<[^>]*data:text|url\(|expression|position|"
    r"<[^>]*\s(?:src|srcset|background|poster|ping)=[\"']?(?!cid:|data:image/(?:png|gif|jpe))",
    re.IGNORECASE,
)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cleaned_html_is_inert(payload: str) -> None:
    for html in (payload, f"<div><p>{payload}</p></div>", payload * 3):
        cleaned = parse(wrapped(html.encode(), subtype="html")).cleaned_html
        assert not ACTIVE.search(cleaned), cleaned
        assert faults_of(cleaned) == []


def test_a_character_reference_spells_nothing_that_the_bytes_must_not() -> None:
    html = "<p>pay&#8238;me&#14;&#0; now&#8232;end</p><pre>a&#8238;b</pre>"
    text = parse(wrapped(html.encode(), subtype="html")).text
    assert text == "payme\ufffd now end\n\nab"


def test_an_address_broken_over_lines_stays_on_one() -> None:
    html = '<a href="https://x.example/a\n\tb&#8238;c">here</a> it is'
    assert text_of(html) == "here <https://x.example/abc> it is"


def test_html_that_calls_itself_plain_text_is_shown_as_what_it_is() -> None:
    letter = parse(wrapped(b"<!DOCTYPE html><p>one <b>two</b></p>"))
    assert letter.text == "one two"
    assert "<b>two</b>" in letter.cleaned_html


def test_what_harms_nobody_stays() -> None:
    html = (
        '<p style="color: red; margin-left: 4px">Hi <b>you</b></p><ul><li>one</li></ul>'
        '<img src="cid:a@b" alt="x" width="10"><table><tr><td colspan="2">c</td></tr></table>'
        '<img src="data:image/png;base64,iVBORw0KGgo=">'
    )
    cleaned = clean(html)
    for piece in ("color:red", "<b>you</b>", "<li>one</li>", 'src="cid:a@b"', 'colspan="2"'):
        assert piece in cleaned.replace(": ", ":")
    assert "data:image/png" in cleaned
    link = clean('<a href="https://x.example/">x</a>')
    assert 'href="https://x.example/"' in link
    assert "noopener" in link
