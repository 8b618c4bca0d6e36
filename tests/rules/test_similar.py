"""Texts about the same are found by the rare words that they share."""

from deskhand.rules.similar import Text, alike, rarest

OVEN = Text("Oven is dark", "The oven in the bakery is dark since Monday.")
OTHERS = {
    1: Text("Dark oven", "Our oven stays dark."),
    2: Text("Printer jams", "The printer in the office eats the paper since Monday."),
    3: Text("Password", "I forgot it."),
}


def test_the_likest_comes_first_with_the_words_that_make_it_so():
    found = alike(OVEN, OTHERS, {}, most=5, least=0.1)
    assert found[0].key == 1
    assert set(found[0].shared[:2]) == {"oven", "dark"}


def test_what_shares_nothing_telling_is_not_found():
    assert 3 not in {each.key for each in alike(OVEN, OTHERS, {}, most=5)}


def test_a_usual_word_tells_less_than_a_rare_one():
    text = Text("monday oven")
    others = {1: Text("monday report"), 2: Text("oven report")}
    found = alike(text, others, {"monday": 900, "oven": 2}, most=2)
    assert [each.key for each in found] == [2, 1]


def test_likeness_lies_between_nothing_and_the_same():
    same = alike(OVEN, {1: OVEN, 2: OTHERS[3]}, {}, most=1)[0]
    assert 0.99 < same.score < 1.01
    assert alike(Text(""), OTHERS, {}, most=5) == []
    assert alike(OVEN, {}, {}, most=5) == []


def test_the_rarest_words_are_those_with_the_fewest_entries():
    text = Text("Mill oven 4711 is on")
    assert rarest(text, {"oven": 3, "mill": 40}, most=2) == ["oven", "mill"]
