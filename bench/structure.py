"""How many bounces, whole letters and single fields we read as their corpora say."""

import email
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.replies import Rate
from deskhand.rules.letter import Letter, LetterRefused, parse
from deskhand.rules.letter.addresses import read_addresses
from deskhand.rules.letter.dates import instant
from deskhand.rules.letter.headers import unfold
from tests.rules.letter.corpora import ROOT, Case, cases, messages, squeezed


def rates() -> list[tuple[str, Rate]]:
    """Return what was looked at, and how much of it was right."""
    return [
        ("every file of the corpora is read, none refused or failing", _readable()),
        ("flufl.bounce: a bounce or not, whom it refuses, for good or for now", _bounces()),
        ("stalwart-mail-parser: subject, sender, Message-ID and number of files", _trees()),
        ("stalwart-mail-parser: single date fields", _fields("date", instant, _moment)),
        ("stalwart-mail-parser: single address fields", _fields("address", _people, _wanted)),
        ("cpython-test_email: Subject, sender and Message-ID as in the raw header", _raw_heads()),
    ]


def _rate(judgements: list[bool]) -> Rate:
    return Rate(sum(judgements), len(judgements))


def _readable() -> Rate:
    corpora = ("talon", "github-email_reply_parser", "crisp-email-reply-parser", "flufl.bounce")
    raws = [case.raw for corpus in corpora for case in cases(corpus)]
    raws += [path.read_bytes() for path in messages()]
    return _rate([_is_read(raw) for raw in raws])


def _is_read(raw: bytes) -> bool:
    try:
        parse(raw)
    except LetterRefused:
        return False
    return True


def _bounces() -> Rate:
    return _rate([_is_bounce_right(case) for case in cases("flufl.bounce")])


def _is_bounce_right(case: Case) -> bool:
    expected, letter = case.expected, parse(case.raw)
    named = {*letter.bounced.addresses, *letter.bounced.delayed}
    judgements = [letter.is_bounce == expected.get("is_bounce", letter.is_bounce)]
    if expected.get("bounce_recipients"):
        judgements.append(named == {each.lower() for each in expected["bounce_recipients"]})
        if expected.get("temporary") is not None:
            is_delayed = bool(letter.bounced.delayed) and not letter.bounced.addresses
            judgements.append(is_delayed == expected["temporary"])
    return all(judgements)


def _trees() -> Rate:
    folder = ROOT / "stalwart-mail-parser" / "eml"
    paths = [p for p in sorted(folder.glob("*/*.json")) if p.with_suffix(".eml").exists()]
    return _rate([_is_tree_right(path) for path in paths])


def _is_tree_right(path: Path) -> bool:
    tree = json.loads(path.read_text("utf-8"))
    letter = parse(path.with_suffix(".eml").read_bytes())
    heads = {
        head["name"]: head["value"]
        for head in tree["parts"][0]["headers"]
        if isinstance(head["name"], str) and isinstance(head["value"], dict)
    }
    return len(letter.attachments) == _files(tree) and _has_heads(letter, heads)


def _has_heads(letter: Letter, heads: dict[str, Any]) -> bool:
    senders = heads.get("from", {}).get("Address", {}).get("List")
    found = [letter.subject, letter.message_id, letter.sender.email]
    wanted = [
        _legible(squeezed(heads["subject"].get("Text")), found[0])
        if "subject" in heads
        else found[0],
        heads["message_id"]["Text"] if "message_id" in heads else found[1],
        senders[0]["address"] or "" if senders else found[2],
    ]
    return found == wanted


def _legible(wanted: str, found: str) -> str:
    """Where the corpus could not read a letter (U+FFFD), any one stands there."""
    pattern = re.escape(wanted).replace("\ufffd", ".")
    return found if "\ufffd" in wanted and re.fullmatch(pattern, found) else wanted


def _files(tree: dict[str, Any]) -> int:
    words = {
        index
        for index in (*tree["text_body"], *tree["html_body"])
        if {"Text", "Html"} & set(tree["parts"][index]["body"])
    }
    leaves = {i for i, part in enumerate(tree["parts"]) if "Multipart" not in part["body"]}
    return len(leaves - words)


def _fields(name: str, read: Callable[[str], Any], wanted: Callable[[Any], Any]) -> Rate:
    path = ROOT / "stalwart-mail-parser" / "fields" / f"{name}.json"
    rows = json.loads(path.read_text("utf-8"))
    return _rate([read(_field(row["header"])) == wanted(row["expected"]) for row in rows])


def _field(text: str) -> str:
    """The field as the reader of a letter hands it on: a line that is not indented is another."""
    return unfold(re.split(r"\n(?![ \t])", text, maxsplit=1)[0].encode())


def _moment(value: dict[str, Any] | None) -> datetime | None:
    if value is None or not value["month"]:
        return None
    names = ("year", "month", "day", "hour", "minute", "second")
    moment = datetime(*(value[name] for name in names), tzinfo=UTC)
    offset = timedelta(hours=value["tz_hour"], minutes=value["tz_minute"])
    return moment + offset if value["tz_before_gmt"] else moment - offset


def _people(header: str) -> list[tuple[str, str]]:
    return [(each.email, each.name) for each in read_addresses(header)]


def _wanted(value: dict[str, Any] | None) -> list[tuple[str, str]]:
    if value is None:
        return []
    found = value.get("List") or [
        address for group in value.get("Group", []) for address in group["addresses"]
    ]
    return [(each.get("address") or "", squeezed(each.get("name"))) for each in found]


def _raw_heads() -> Rate:
    paths = [path for path in messages() if "cpython-test_email" in path.parts]
    return _rate([_is_as_in_head(path.read_bytes()) for path in paths])


def _is_as_in_head(raw: bytes) -> bool:
    """Compare plain fields only: encoded ones do not stand in the letter as they read."""
    head, letter = email.message_from_bytes(raw), parse(raw)
    plain = {name: squeezed(str(head[name] or "")) for name in ("Subject", "From", "Message-ID")}
    found = {
        "Subject": letter.subject == plain["Subject"],
        "From": letter.sender.email in plain["From"],
        "Message-ID": letter.message_id == plain["Message-ID"].strip("<> "),
    }
    return all(found[name] for name, text in plain.items() if text.isascii() and "=?" not in text)
