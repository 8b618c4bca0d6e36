"""Rules as a text, to another desk and back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.automation.models import Rule
from deskhand.automation.rulebook import save_rule
from deskhand.automation.texts import TextRefused, read_rules, write_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(cast) -> Rule:
    acts = [{"do": "team", "team": "network"}, {"do": "notify", "who": ["team"]}]
    rule = Rule(name="To the network", trigger="opened", condition="tag:vpn", acts=acts)
    return save_rule(rule, [cast.birch])


def test_rules_come_back_as_they_were_and_switched_off(cast, kept):
    text = write_rules()
    Rule.objects.all().delete()
    made = read_rules(text)
    assert [rule.name for rule in made] == ["Close what stays solved", "To the network"]
    again = Rule.objects.get(name="To the network")
    assert (again.acts, again.condition) == (kept.acts, kept.condition)
    assert list(again.organizations.all()) == [cast.birch]
    assert not again.is_active


def test_a_name_that_is_taken_gets_a_number(kept):
    read_rules(write_rules())
    assert Rule.objects.filter(name="To the network 2").exists()
    assert sorted(Rule.objects.values_list("position", flat=True)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "change",
    [
        {"trigger": "never"},
        {"trigger": "stands"},
        {"condition": "nothing:x"},
        {"acts": []},
        {"acts": [{"do": "team", "team": "gone"}]},
        {"acts": "x"},
        {"acts": [{"do": "reply", "text": "x"}]},
        {"organizations": ["gone"]},
        {"organizations": 3},
        {"name": 3},
        {"amount": "x"},
        {"ends": "perhaps"},
        {"condition": "x" * 3000},
    ],
)
def test_what_means_nothing_here_is_refused_as_a_whole(kept, change):
    told = json.loads(write_rules())
    told["rules"][1] |= change
    before = Rule.objects.count()
    with pytest.raises(TextRefused):
        read_rules(json.dumps(told))
    assert Rule.objects.count() == before


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "x", "rules": []}', "[" * 9000])
def test_what_is_no_text_of_rules_is_refused(cast, text):
    with pytest.raises(TextRefused):
        read_rules(text)


def test_it_is_handed_out_and_read_in_setup(cast, client_of, kept):
    client = client_of(cast.asta)
    answer = client.get("/setup/automation/text/")
    assert "attachment" in answer["Content-Disposition"]
    file = SimpleUploadedFile("rules.json", answer.content)
    client.post("/setup/automation/text/", {"file": file})
    assert Rule.objects.filter(name="To the network 2").exists()
    bad = SimpleUploadedFile("rules.json", b"\xff\xfe")
    assert (
        "no text that rules"
        in client.post("/setup/automation/text/", {"file": bad}, follow=True).text
    )
