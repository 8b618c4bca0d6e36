"""Letters made by a grammar: what was put in comes out, and what is broken breaks nothing."""

from hypothesis import HealthCheck, given, settings

from deskhand.rules.letter import content_hash, parse
from tests.rules.letter.corpora import squeezed
from tests.rules.letter.grammar import Made, damaged, written
from tests.rules.letter.judging import judge

SOME = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@SOME
@given(written())
def test_what_was_written_is_read(made: Made) -> None:
    letter = parse(made.raw)
    assert squeezed(letter.text) == squeezed(made.text)
    assert letter.subject == squeezed(made.subject)
    assert letter.sender.email == "ann@example.com"
    assert sorted(file.content for file in letter.attachments) == sorted(made.files)


@SOME
@given(written())
def test_no_word_is_lost_between_reply_and_quote(made: Made) -> None:
    letter = parse(made.raw)
    kept = f"{letter.reply_text}\n{letter.quoted}".split()
    assert sorted(kept) == sorted(letter.text.split())


@SOME
@given(written())
def test_another_way_leaves_the_letter_the_same(made: Made) -> None:
    forwarded = b"Received: by y;\r\n\tMon\r\nDelivered-To: x@example.org\r\n" + made.raw
    assert content_hash(forwarded) == content_hash(made.raw)


@SOME
@given(damaged())
def test_a_damaged_letter_is_read_or_refused(raw: bytes) -> None:
    judge(raw)
