"""What a trusted relay found out about the sender of a letter (RFC 8601).

Anybody can write an Authentication-Results header. Only the topmost one that bears the name of
a trusted relay counts, since the relay sets its own above what it was handed; and it is read
strictly, because senders choose some of the words in it.
"""

import re
from collections.abc import Collection, Iterator

from deskhand.rules.letter.model import Letter

_QUOTED = r'"(?:\\.|[^"\\])*"'
_PAIR = re.compile(rf'\s*([\w.-]+)(?:/\d+)?\s*=\s*((?:{_QUOTED}|[^\s"])+)')
_PIECE = re.compile(rf"{_QUOTED}|[^\";]+|;")
_SERVER = re.compile(rf"\s*({_QUOTED}|[^\s\"=]+)(?:\s+\d+)?\s*")
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_LONGEST = 10_000


def finding(letter: Letter, trusted: Collection[str]) -> str:
    """Return what a trusted relay says of the domain in From.

    "dmarc" for a pass of exactly this domain, "dkim" for a signature of it or of a domain
    above it, "fail" where the domain's own policy disowns the letter, "" where nothing is
    known. A letter with several authors is never proved.
    """
    domain = letter.sender.email.rpartition("@")[2].lower()
    wanted = {name.lower() for name in trusted}
    for value in letter.authentication_results:
        name, checks = _read(value)
        if name in wanted:
            return _found(checks, domain if _has_one_author(letter) else "")
    return ""


def _has_one_author(letter: Letter) -> bool:
    authors = [value for name, value in letter.headers if name.lower() == "from"]
    if len(authors) != 1:
        return False
    named = {email.lower() for email in _EMAIL.findall(authors[0])}
    return named == {letter.sender.email.lower()}


def _found(checks: list[list[tuple[str, str]]], domain: str) -> str:
    results = [(check[0], dict(reversed(check[1:]))) for check in checks if check]
    if any(result == ("dmarc", "fail") for result, _properties in results):
        return "fail"
    if not domain:
        return ""
    for result, properties in results:
        if result == ("dmarc", "pass") and properties.get("header.from") == domain:
            return "dmarc"
    signers = [_signer(properties) for result, properties in results if result == ("dkim", "pass")]
    return "dkim" if any(_covers(signer, domain) for signer in signers) else ""


def _signer(properties: dict[str, str]) -> str:
    return properties.get("header.d") or properties.get("header.i", "").rpartition("@")[2]


def _covers(signer: str, domain: str) -> bool:
    return bool(signer) and (domain == signer or ("." in signer and domain.endswith(f".{signer}")))


def _read(value: str) -> tuple[str, list[list[tuple[str, str]]]]:
    """Return the relay's name and its checks; ("", []) for what is not well formed."""
    bare = _without_comments(value[:_LONGEST])
    head, *rest = _statements(bare)
    server = _SERVER.fullmatch(head)
    if server is None:
        return "", []
    return server[1].strip('"').lower(), [_pairs(statement) for statement in rest]


def _statements(text: str) -> list[str]:
    """Split at semicolons outside of quotes; one empty statement for unbalanced quotes."""
    statements, end = [""], 0
    for piece in _PIECE.finditer(text):
        if piece.start() != end:
            return [""]
        end = piece.end()
        if piece[0] == ";":
            statements.append("")
        else:
            statements[-1] += piece[0]
    return statements if end == len(text) else [""]


def _pairs(statement: str) -> list[tuple[str, str]]:
    pairs, end = [], 0
    while found := _PAIR.match(statement, end):
        pairs.append((found[1].lower(), found[2].strip('"').lower()))
        end = found.end()
    return pairs if not statement[end:].strip() else []


def _without_comments(text: str) -> str:
    return "".join(_outside(text))


def _outside(text: str) -> Iterator[str]:
    depth, quoted, escaped = 0, False, False
    for letter in text:
        if escaped:
            escaped = False
        elif letter == "\\" and (quoted or depth):
            escaped = True
        elif letter == '"' and not depth:
            quoted = not quoted
        elif letter == "(" and not quoted:
            depth += 1
            continue
        elif letter == ")" and depth:
            depth -= 1
            yield " "
            continue
        if not depth:
            yield letter
