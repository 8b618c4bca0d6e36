"""Finding gives nothing away: a word that somebody may not see answers as one that nobody wrote
(P22, P23), in pages, counts, excerpts, completions, proposals and the portal."""

import re
from datetime import timedelta

import pytest

from deskhand.desk import triage
from deskhand.people.models import Membership, Site
from deskhand.search.directory import find_people
from deskhand.search.finding import Search, find
from deskhand.search.reading import read, read_words
from deskhand.tickets import conversation
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import Channel, Ticket
from deskhand.tickets.views import save_view
from tests import cast as stage
from tests.cast import doer, reader

pytestmark = pytest.mark.django_db

# Each stands in one place only; the answer to it must be that to NOWHERE.
NOWHERE = "quagmires"
PAGES = (
    "/desk/search/?q={}",
    "/desk/search/?q=text:{}&order=best",
    "/desk/search/?q=-{}",
    "/desk/find/?q={}",
    "/desk/queues/all/?q={}",
    "/desk/queues/all/?q={}&order=newest&after=",
    "/desk/complete/?q={}",
    "/desk/people/?q={}",
    "/requests/?q={}",
    "/requests/?q={}&whose=all",
    '/requests/?q="{}"&whose=all',
)


@pytest.fixture
def secrets(cast, at):
    """Words by where they stand; each is one letter off the other words of nobody."""
    ours = stage.open_ticket(
        at=at, requester=cast.bea, subject="The oven beeps", team=cast.service_desk
    )
    stage.say(ours, by=cast.ada, text="Whispered pumpernickel.", at=at, is_public=False)
    unsaid = NewMessage(
        "A hesitant okapilike.", is_public=True, channel=Channel.DESK, agent=cast.ada
    )
    conversation.add(ours, unsaid, by=doer(cast.ada), at=at, released_at=at + timedelta(minutes=10))
    triage.set_field(ours.pk, "tags", ["marmaladed"], by=reader(cast.ada), at=at)
    stage.open_ticket(at=at, requester=cast.cem, subject="A lift", text="The xylophones play.")
    stage.open_ticket(at=at, requester=cast.bruno, subject="A chair", text="The hammocks swing.")
    stage.open_ticket(
        at=at, requester=cast.bruno, subject="Wages", text="Of buccaneers.", is_confidential=True
    )
    stage.person("Zebulon Zimt", "zebulon@cedar.example", organization=cast.cedar)
    stage.index(at=at)
    return ours


ALL = ("pumpernickel", "okapilike", "marmaladed", "xylophones", "hammocks", "buccaneers", "zebulon")


def hidden_from(cast):
    """Who, and the words that he must not learn of."""
    notes = ("pumpernickel", "okapilike", "marmaladed")
    cast.milo.only_organizations.set([cast.birch])
    cast.nils.only_own_teams = True
    cast.nils.save()
    return [
        (cast.bea, (*notes, "xylophones", "hammocks", "buccaneers", "zebulon")),
        (cast.bruno, (*notes, "xylophones", "zebulon")),
        (cast.carla, (*notes, "hammocks", "buccaneers", "zebulon")),
        (cast.cem, (*notes, "hammocks", "buccaneers", "zebulon")),
        (cast.ada, ("buccaneers",)),
        (cast.lena, ("buccaneers",)),
        (cast.milo, ("xylophones", "buccaneers", "zebulon")),
        (cast.nils, (*notes, "xylophones", "hammocks", "buccaneers")),
    ]


def bare(page, word):
    """A page without what differs anyway: the word itself, and tokens against forgery."""
    text = re.sub(r'(csrfmiddlewaretoken"? value="|nonce=")[^"]+', "", page.content.decode())
    return text.replace(word, "WORD"), page.status_code


def test_a_hidden_word_answers_as_one_that_nobody_wrote(cast, secrets, client_of):
    for who, words in hidden_from(cast):
        client = client_of(who)
        for path in PAGES:
            expected = bare(client.get(path.format(NOWHERE)), NOWHERE)
            for word in words:
                assert bare(client.get(path.format(word)), word) == expected, (who, path, word)


def test_whoever_may_see_a_word_finds_it(cast, secrets, at):
    """Else the walk above would prove nothing."""
    for word in (*ALL[:4], "hammocks", "zebulon"):
        found = find(read(word), Search(reader(cast.ada), at)).hits
        people = find_people(word, reader=reader(cast.ada), most=5)
        assert found or people, word
    assert find(read("buccaneers"), Search(reader(cast.asta), at)).hits
    assert find(read_words("hammocks"), Search(reader(cast.bruno), at)).hits
    assert find(read_words("xylophones"), Search(reader(cast.carla), at)).hits


def test_a_misspelt_hidden_word_proposes_nothing(cast, secrets, client_of, at):
    for who, words in hidden_from(cast):
        for word in words:
            typed = word[:-2] + word[-1] + word[-2]
            for how in (read, read_words):
                findings = find(how(typed), Search(reader(who), at))
                assert (findings.hits, findings.meant) == ([], ""), (who, word)


def test_excerpts_come_from_what_the_reader_sees(cast, secrets, client_of):
    """The ticket is found by its subject; what stands beside in notes is not shown."""
    page = client_of(cast.bea).get("/requests/?q=oven").content.decode()
    assert "oven" in page
    for word in ("pumpernickel", "okapilike", "marmaladed"):
        assert word not in page


def test_counts_of_saved_views_count_only_what_is_seen(cast, secrets, client_of):
    for who, word in ((cast.ada, "buccaneers"), (cast.milo, "xylophones")):
        cast.milo.only_organizations.set([cast.birch])
        view = save_view(reader(who), "Odd", query=word, order="due")
        counts = client_of(who).get("/desk/counts/").content.decode()
        [count] = re.findall(rf'id="count-view-{view.pk}"[^>]*>(?:<[^>]*>)*\s*(\d*)', counts)
        assert count in {"", "0"}


def test_a_manager_of_a_site_finds_what_is_of_his_site(cast, at):
    site = Site.objects.create(organization=cast.birch, name="Bakery hall")
    Membership.objects.filter(person=cast.bruno).update(site=site, only_site=True)
    here = stage.open_ticket(at=at, requester=cast.bea, subject="Hammocks here")
    stage.open_ticket(at=at, requester=cast.bea, subject="Hammocks elsewhere")
    Ticket.objects.filter(pk=here.pk).update(site=site)
    stage.index(at=at)
    found = find(read_words("hammocks"), Search(reader(cast.bruno), at))
    assert [hit.ticket.pk for hit in found.hits] == [here.pk]
    assert found.count == 1


def test_the_index_alone_never_decides(cast, secrets, at):
    """An index that lags behind gives out nothing that is not the reader's any more."""
    Ticket.objects.filter(pk=secrets.pk).update(
        organization=cast.cedar, requester=cast.cem, is_confidential=True
    )
    for who in (cast.bea, cast.bruno, cast.ada):
        assert find(read("oven"), Search(reader(who), at)).count == 0
