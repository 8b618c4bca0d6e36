"""Letters that others wrote, read as their corpora say. A miss is listed with its reason."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deskhand.rules.letter import Letter, parse
from deskhand.rules.letter.addresses import read_addresses
from deskhand.rules.letter.dates import instant
from tests.pace import at_most
from tests.rules.letter.corpora import ROOT, Case, cases, messages, squeezed

REPLIES = ("talon", "github-email_reply_parser", "crisp-email-reply-parser")
MISSES = {
    "fixtures/email_1.txt": "a closing name above a footer is folded, as another corpus wants",
    "fixtures/email_not_a_signature.txt": "`Sincerely,` and a name are a signature for us",
    "fixtures/email_7.txt": "a broken quoted line after a full stop reads as an answer",
    "reply-separated-by-hr.html": "a lone name at the foot stays",
    "standard_replies/iphone.eml": "`Sent from my iPhone` is a signature for us",
    "standard_replies/sparrow.eml": "what follows `-- ` is a signature for us",
    "signature/emails/stripped/johndoeexamplecom_body": "",
}


def _cases(*names: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{name}:{case.name}")
        for name in names
        for case in cases(name)
        if case.name not in MISSES or not MISSES[case.name]
    ]


@pytest.mark.parametrize("case", _cases(*REPLIES))
def test_the_reply_is_what_the_corpus_says(case: Case) -> None:
    # The corpus gives seconds of a small server, of which one is some thirty units.
    with at_most(35 * case.expected.get("max_seconds", 2)):
        letter = parse(case.raw)
    if "reply" in case.expected:
        wanted = case.expected["reply"].replace("#sig#", "")
        assert squeezed(letter.reply_text) == squeezed(wanted)
    for piece in case.expected.get("reply_contains", []):
        assert squeezed(piece) in squeezed(letter.reply_text)
    for piece in case.expected.get("reply_excludes", []):
        assert piece not in letter.reply_text
    if case.expected.get("whole"):
        assert squeezed(letter.reply_text) == squeezed(letter.text)


@pytest.mark.parametrize("case", _cases(*REPLIES))
def test_nothing_of_the_text_is_lost(case: Case) -> None:
    letter = parse(case.raw)
    kept = sorted(f"{letter.reply_text}\n{letter.quoted}".split())
    # The HTML may say a link or a rule more than the text beside it.
    whole = sorted(letter.text.split())
    assert kept == whole or letter.html


@pytest.mark.parametrize("case", _cases("flufl.bounce"))
def test_a_bounce_names_whom_it_refused(case: Case) -> None:
    expected = case.expected
    letter = parse(case.raw)
    if "is_bounce" in expected:
        assert letter.is_bounce == expected["is_bounce"]
    if expected.get("bounce_recipients") is not None:
        wanted = {address.lower() for address in expected["bounce_recipients"]}
        found = {*letter.bounced.addresses, *letter.bounced.delayed} & _real(letter, wanted)
        assert found == wanted
    if expected.get("bounce_recipients") and expected.get("temporary") is not None:
        is_delayed = bool(letter.bounced.delayed) and not letter.bounced.addresses
        assert is_delayed == expected["temporary"]


def _real(letter: Letter, wanted: set[str]) -> set[str]:
    # Where a bounce is expected to name nobody, its broken address must not count.
    every = {*letter.bounced.addresses, *letter.bounced.delayed}
    return every if wanted else {address for address in every if ".." not in address}


@pytest.mark.parametrize("path", [pytest.param(path, id=path.name) for path in messages()])
def test_every_letter_can_be_read(path: Path) -> None:
    letter = parse(path.read_bytes())
    assert letter.headers or letter.text
    assert "<script" not in letter.cleaned_html.lower()


def _fields(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (ROOT / "stalwart-mail-parser" / "fields" / f"{name}.json").read_text()
    )
    return found


def _share(name: str, read: Callable[[str], Any], wanted: Callable[[Any], Any]) -> float:
    rows = _fields(name)
    return sum(read(row["header"]) == wanted(row["expected"]) for row in rows) / len(rows)


def test_dates_are_read_in_all_their_forms() -> None:
    def wanted(value: dict[str, Any] | None) -> datetime | None:
        if value is None or not value["month"]:
            return None
        names = ("year", "month", "day", "hour", "minute", "second")
        moment = datetime(*(value[name] for name in names), tzinfo=UTC)
        offset = timedelta(hours=value["tz_hour"], minutes=value["tz_minute"])
        return moment + offset if value["tz_before_gmt"] else moment - offset

    assert _share("date", instant, wanted) >= 35 / 40


def test_addresses_are_read_in_all_their_forms() -> None:
    # The sixteen others are list fields with URLs, or keep the source route in the address.
    def wanted(value: dict[str, Any] | None) -> list[tuple[str, str]]:
        if value is None:
            return []
        found = value.get("List") or [
            address for group in value.get("Group", []) for address in group["addresses"]
        ]
        return [(each.get("address") or "", squeezed(each.get("name"))) for each in found]

    def read(header: str) -> list[tuple[str, str]]:
        return [(each.email, each.name) for each in read_addresses(header.replace("\n", " "))]

    assert _share("address", read, wanted) >= 44 / 60


def _trees() -> list[Any]:
    folder = ROOT / "stalwart-mail-parser" / "eml"
    skipped = {"malformed/019"}  # the same field twice; either value is right
    paths = [path for path in sorted(folder.glob("*/*.json")) if path.with_suffix(".eml").exists()]
    return [
        pytest.param(path, id=f"{path.parent.name}/{path.stem}")
        for path in paths
        if f"{path.parent.name}/{path.stem}" not in skipped
    ]


@pytest.mark.parametrize("path", _trees())
def test_headers_and_files_are_as_another_parser_reads_them(path: Path) -> None:
    tree = json.loads(path.read_text())
    letter = parse(path.with_suffix(".eml").read_bytes())
    headers = {
        header["name"]: header["value"]
        for header in tree["parts"][0]["headers"]
        if isinstance(header["name"], str) and isinstance(header["value"], dict)
    }
    subject = headers.get("subject", {}).get("Text")
    if subject and "\ufffd" not in subject:
        assert letter.subject == squeezed(subject)
    if "message_id" in headers:
        assert letter.message_id == headers["message_id"]["Text"]
    senders = headers.get("from", {}).get("Address", {}).get("List")
    if senders:
        assert letter.sender.email == (senders[0]["address"] or "")
    if "malformed" not in path.parts:
        assert len(letter.attachments) == _files(tree)


def _files(tree: dict[str, Any]) -> int:
    words = {
        index
        for index in (*tree["text_body"], *tree["html_body"])
        if {"Text", "Html"} & set(tree["parts"][index]["body"])
    }
    leaves = {i for i, part in enumerate(tree["parts"]) if "Multipart" not in part["body"]}
    return len(leaves - words)
