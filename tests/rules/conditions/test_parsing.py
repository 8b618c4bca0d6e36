"""What is a condition, how it is written, and how it is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.conditions import Condition, ConditionError, Field, Kind, field_table, parse
from tests.rules.conditions.language import FIELDS, conditions


def read(text: str) -> Condition:
    return parse(text, FIELDS, allow_words=True)


def refusal(text: str, *, allow_words: bool = True) -> ConditionError:
    with pytest.raises(ConditionError) as refused:
        parse(text, FIELDS, allow_words=allow_words)
    return refused.value


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        pytest.param("", "", id="nothing asks for nothing"),
        pytest.param("  status:open\tteam:net ", "status:open team:net", id="blanks are one blank"),
        pytest.param("STATUS:open", "status:open", id="names of fields ignore case"),
        pytest.param("priority<=2", "priority:<=2", id="an operator needs no colon"),
        pytest.param("priority:=2", "priority:2", id="equal is the colon for numbers"),
        pytest.param("subject:=jam", "subject:=jam", id="equal is the whole text"),
        pytest.param("priority:1..3,5", "priority:1..3,5", id="ranges in lists"),
        pytest.param("a and b AND c", "a b c", id="and may be written"),
        pytest.param("a OR b c", "a or b c", id="a blank binds closer than or"),
        pytest.param("(a or b) c", "(a or b) c", id="parentheses stay where they matter"),
        pytest.param("((a) (b c))", "a b c", id="parentheses go where they do not"),
        pytest.param("--a", "a", id="two minus signs are none"),
        pytest.param("-(a or b)", "-(a or b)", id="a minus before parentheses"),
        pytest.param("created:<1w due:<90m", "created:<7d due:<90m", id="durations are reduced"),
        pytest.param("due:<1d12h due:<-120m", "due:<36h due:<-2h", id="durations add up"),
        pytest.param("due:<0d", "due:<0h", id="no time is 0h"),
        pytest.param("review:TRUE", "review:yes", id="true is yes"),
        pytest.param('"printer  jam"', '"printer jam"', id="quotes hold words together"),
        pytest.param('"printer"', "printer", id="quotes go where they are not needed"),
        pytest.param('"or" "a:b" "-x"', '"or" "a:b" "-x"', id="quotes stay where they are"),
        pytest.param(r'subject:"say \"hi\" \\"', r'subject:"say \"hi\" \\"', id="escapes"),
        pytest.param('team:"none"', 'team:"none"', id="a team called none"),
        pytest.param("subject:none", 'subject:"none"', id="none is a word where it can be"),
        pytest.param("10:30 #12 c++", "10:30 #12 c++", id="free words may hold signs"),
        pytest.param("a\x00b", "a b", id="what cannot be printed is a blank"),
    ],
)
def test_a_condition_has_one_written_form(text: str, canonical: str) -> None:
    assert str(read(text)) == canonical
    assert str(read(canonical)) == canonical


@given(conditions())
def test_the_written_form_means_the_same(condition: Condition) -> None:
    assert parse(str(condition), FIELDS, allow_words=True) == condition


@pytest.mark.parametrize(
    ("text", "position", "message", "hint"),
    [
        ("prio:1", 0, "unknown field `prio`", "did you mean `priority`?"),
        ("a http://x", 2, "unknown field `http`", "put it in quotes to look for these words"),
        ("status: open", 7, "a value is missing after `status:`", "without a blank"),
        ("status:new,", 11, "a value is missing", "without a blank"),
        ('a "b', 2, "this quote is never closed", "close it"),
        ("(a", 0, "this parenthesis is never closed", ""),
        ("a)", 1, "`)` does not belong", ""),
        ("()", 1, "`)` does not belong", ""),
        ("or a", 0, "`or` does not belong", 'write `"or"` for the word'),
        ("a or", 4, "something is missing", ""),
        ("a -", 3, "something is missing", ""),
        ('team:a"b"', 6, "a blank is missing", ""),
        ('""', 0, "nothing to look for", ""),
        ('subject:""', 8, "the value of `subject` is empty", ""),
        ("category:opn", 9, "`opn` is not a value of `category`", "did you mean `open`?"),
        ("category:xyz", 9, "`xyz` is not a value of `category`", "one of new, open, held"),
        ("number:x", 7, "`number` is a number", ""),
        ("number:" + "9" * 19, 7, "`number` is a number", ""),
        ("review:maybe", 7, "`review` is `yes` or `no`", ""),
        ("created:soon", 8, "neither a duration nor a day", "`2026-03-31`"),
        ("created:2026-02-30", 8, "neither a duration nor a day", "`7d`"),
        ("created:<999999d", 9, "too long a time", ""),
        ("created:7d", 0, "needs `<` or `>`", "`created:<7d` is younger, `created:>7d` older"),
        ("due:2h", 0, "needs `<` or `>`", "`due:<2h` is sooner, `due:>2h` later"),
        ("team:<3", 0, "`team` cannot be compared by `<`", "write `team:3`"),
        ("priority:<1,2", 0, "`<` takes one number", ""),
        ("priority:<critical", 0, "`<` takes one number", ""),
        ("due:<none", 0, "`<` takes one time", ""),
        ("created:1d..today", 10, "this is no range", "both ends must be of one sort"),
        ("tag:a..b", 5, "this is no range", "put it in quotes"),
        ("a" * 2001, 2000, "longer than 2000 characters", ""),
        ("(" * 21 + "a", 20, "nested too deeply", ""),
        ("-" * 21 + "a", 20, "nested too deeply", ""),
        ("a " * 101, 200, "more than 100 values", ""),
        ("tag:" + ",".join("a" * 101), 204, "more than 100 values", ""),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    text: str, position: int, message: str, hint: str
) -> None:
    refused = refusal(text)
    assert message in refused.message
    assert refused.position == position
    assert (hint in refused.hint) if hint else refused.hint == ""
    assert f"at character {position + 1}" in str(refused)


@given(st.one_of(st.text(max_size=60), st.text(alphabet='():-,.<>="\\ aor1status', max_size=40)))
def test_any_heap_of_signs_is_read_or_refused(text: str) -> None:
    refused = None
    try:
        condition = read(text)
    except ConditionError as error:
        refused = error
    if refused is None:
        assert read(str(condition)) == condition
    else:
        assert 0 <= refused.position <= len(text)


def test_rules_must_name_their_fields() -> None:
    assert refusal("status:new printer", allow_words=False).position == 11
    assert "write `field:value`" in refusal("printer", allow_words=False).hint


def test_parts_know_where_they_stood() -> None:
    condition = read("a (b or  c) -team:net")
    places = [part.place for part in condition.root.parts]  # type: ignore[union-attr]
    written = [condition.text[place.start : place.end] for place in places]
    assert written == ["a", "(b or  c)", "-team:net"]


def test_two_fields_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="same name"):
        field_table(Field("a", Kind.TEXT), Field("a", Kind.NUMBER))
