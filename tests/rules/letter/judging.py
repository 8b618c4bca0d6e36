"""What holds for whatever bytes: they are read or refused, soon, and what comes out is fit to be
kept in a database, shown on a page and read again."""

import json

from deskhand.rules.letter import Letter, LetterRefused, Limits, as_json, content_hash, parse
from deskhand.rules.letter.authentication import finding
from deskhand.rules.letter.forwards import forwarded
from deskhand.rules.letter.verification import proves_an_address
from tests.inert import faults_of
from tests.pace import at_most
from tests.rules.letter.again import can_be_written, facts, written_again


def judge(raw: bytes) -> None:
    """Fail for a letter that breaks the reader, or that is read into something unfit."""
    with at_most(70):
        found = _read(raw)
        if isinstance(found, Letter):
            _judge_letter(found)
        else:
            # This reason stands for an exception that nobody foresaw.
            assert found.reason
            assert "cannot be read" not in found.reason, found.__cause__
        assert len(content_hash(raw)) == 64


def _judge_letter(letter: Letter) -> None:
    assert faults_of(letter.cleaned_html) == []
    # What a database or a page cannot carry must not come out.
    said = json.dumps(as_json(letter), ensure_ascii=False)
    said.encode()
    assert "\\u0000" not in said
    if not letter.html:
        kept = sorted(f"{letter.reply_text}\n{letter.quoted}".split())
        assert kept == sorted(letter.text.split())
    # Whoever asks further of a letter must get an answer too.
    proves_an_address(letter, is_known=False)
    finding(letter, ("mx.example",))
    original = forwarded(letter)
    if original is not None:
        assert "@" in original.sender.email
    if can_be_written(letter):
        again = _read(written_again(letter))
        assert isinstance(again, Letter)
        assert facts(again) == facts(letter)


def _read(raw: bytes) -> Letter | LetterRefused:
    try:
        return parse(raw, limits=Limits(parts=200))
    except LetterRefused as refusal:
        return refusal
