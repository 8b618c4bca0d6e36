"""Words that must not stand in the repository, and words that we do not say."""

import re

import pytest

from tests.house import plan

# Written in halves, so that this file may stand in the repository too.
FOREIGN = [
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "index" + "-url",
    "npm" + "js.org",
    "jsdeliver".replace("deliver", "delivr"),
    "unpkg" + ".com",
    "fonts.google" + "apis",
    "proxy.golang" + ".org",
    "/work" + "/",
    "/opt" + "/dh",
    "clau" + "de",
    "anthro" + "pic",
    "chat" + "gpt",
    "copi" + "lot",
]
MAY_NAME = {"bin/lock": {"index" + "-url"}}
HOST = re.compile(r"https?://([a-z0-9.-]+)", re.IGNORECASE)
OUR_HOSTS = re.compile(
    r"^(localhost|127\.0\.0\.1|testserver|(.+\.)?(example|test|invalid|example\.(com|org|net))"
    r"|www\.w3\.org|www\.apache\.org|docs\.djangoproject\.com|[\d.]+"
    # Asked only for mailboxes that an administrator put there; each is a setting.
    r"|login\.microsoftonline\.com|graph\.microsoft\.com|outlook\.office(365)?\.com"
    r"|oauth2\.googleapis\.com"
    # Asked only where an administrator has text messages sent by it; a setting too.
    r"|api\.twilio\.com"
    # The name of a scope; nobody is called there.
    r"|mail\.google\.com)$"
)


def text_of(path):
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("word", FOREIGN)
def test_no_file_names_a_registry_or_a_workplace(word):
    named = [
        plan.shown(path)
        for path in plan.tracked()
        if word.lower() in text_of(path).lower()
        if word not in MAY_NAME.get(plan.shown(path), ())
    ]
    assert not named


def test_requirements_name_no_host():
    for path in (plan.ROOT / "requirements").glob("*.txt"):
        assert "://" not in path.read_text("utf-8")


def test_pages_styles_and_scripts_load_nothing_from_elsewhere():
    wrong = [
        f"{plan.shown(path)}: {host}"
        for path in (plan.HOUSE).rglob("*")
        if path.suffix in {".html", ".css", ".js", ".py", ".toml", ".txt"}
        for host in HOST.findall(text_of(path))
        if not OUR_HOSTS.match(host.rstrip(".").lower())
    ]
    assert not wrong


def test_the_glossary_says_one_word_for_one_idea():
    page = (plan.ROOT / "GLOSSARY.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith("| we say")
    ]
    said = {word.strip() for row in rows for word in row[0].split(",")}
    unsaid = [word.strip() for row in rows for word in row[2].split(",") if word.strip()]
    assert len(rows) == len({row[0] for row in rows})
    assert not said & set(unsaid)


# A model or a column so named would be a second word for one idea.
@pytest.mark.parametrize("word", ["customer", "technician", "tenant", "severity"])
def test_code_does_not_say_what_the_glossary_replaces(word):
    named = [
        f"{plan.shown(path)}:{number}"
        for path in plan.sources("deskhand")
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if re.search(rf"^\s*(class \w*{word}|def \w*{word}|\w*{word}\w* =)", line, re.IGNORECASE)
    ]
    assert not named
