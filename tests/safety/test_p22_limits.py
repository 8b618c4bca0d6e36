"""An agent who is limited to other clients, or to his teams, meets each thing of Birch Bakery as
one that does not exist: at every address of the desk, byte for byte (P22)."""

import pytest
from django.db import transaction
from django.urls import reverse

from deskhand.desk import triage
from deskhand.people.models import Site
from deskhand.tickets.models import Ticket
from tests import cast as stage
from tests.house import routes
from tests.house.answers import PAGE
from tests.house.scene import set_scene

OF_A_CLIENT = frozenset(
    {"ticket", "letter_message", "reply", "organization", "person", "attachment_key"}
    | {"macro_use", "bulk"}
)
# Refused aloud, whether it exists or not.
ALIKE = {"console:undo_macro"}
# What belongs to no team: the client himself and his people.
BEYOND_TEAMS = {"organization", "person"}


def pairs(scene, *, without=frozenset()):
    """Yield each address twice: with what is there, and with what nobody has."""
    for name, declared in {**routes.CONSOLE, **routes.FILES}.items():
        kwargs = {part: scene[place] for part, place in declared.kwargs.items()}
        own = [p for p, place in declared.kwargs.items() if place in OF_A_CLIENT - without]
        if not own:
            continue
        nobodys = "nosuch" if isinstance(kwargs[own[0]], str) else 987_654
        missing = {**kwargs, own[0]: nobodys}
        yield name, declared.method, reverse(name, kwargs=kwargs), reverse(name, kwargs=missing)


def answer(client, method, path):
    with transaction.atomic():
        got = getattr(client, method)(path)
        transaction.set_rollback(True)
    return got.status_code, b"" if got.streaming else got.content


@pytest.mark.django_db
@pytest.mark.parametrize("limit", ["clients", "teams"])
def test_what_is_out_of_reach_answers_as_what_does_not_exist(limit, cast, at, client_of):
    scene = set_scene(cast, at=at)
    who = cast.nils
    if limit == "clients":
        who.only_organizations.set([cast.cedar])
    else:
        who.only_own_teams = True
        who.save()
    client, wrong = client_of(who), []
    without = BEYOND_TEAMS if limit == "teams" else frozenset()
    for name, method, there, nowhere in pairs(scene, without=without):
        found, missing = answer(client, method, there), answer(client, method, nowhere)
        if found != missing or (found[0] != 404 and name not in ALIKE):
            wrong.append(f"{name} {there}: {found[0]}, and {missing[0]} where there is nothing")
    assert not wrong, "\n".join(wrong)


ASKED = (
    "/desk/complete/?q=org:",
    "/desk/complete/?q=requester:c",
    "/desk/complete/?q=site:",
    "/desk/complete/?q=tag:",
    "/desk/complete/?q=related:",
    "/desk/find/?q=c",
    "/desk/find/?q=2",
    "/desk/people/?q=c",
    "/desk/organizations/?q=c",
    "/desk/queues/all/",
    "/desk/queues/all/?group=org",
    "/desk/queues/all/?group=status&cols=subject,org,site,requester,tags",
    "/desk/queues/all/?q=org:cedar-clinic",
    "/desk/search/?q=org:cedar-clinic",
    "/desk/bulk/bar/?q=",
    "/desk/new/?email=cem@cedar.example",
    "/desk/new/?organization=cedar-clinic",
    "/desk/macros/use/?macro=1&ticket={foreign}",
    "/desk/merge/?ticket={own}&ticket={foreign}",
    "/desk/tickets/{own}/named/?q={foreign}",
    "/desk/tickets/{own}/share/find/?q=c",
    "/desk/tickets/{own}/colleagues/?q=c",
    "/desk/tickets/{own}/panels/similar/",
    "/desk/tickets/{own}/panels/tickets/",
)


@pytest.mark.django_db
def test_nothing_of_another_client_stands_on_any_page(cast, at, client_of):
    scene = set_scene(cast, at=at)
    foreign = stage.open_ticket(
        at=at,
        requester=cast.cem,
        subject="Xylophone printer",
        text="Of xylophones. The printer jams.",
    )
    Site.objects.create(organization=cast.cedar, name="Cedar hill")
    triage.set_field(foreign.pk, "tags", ["xylotag"], by=stage.reader(cast.asta), at=at)
    scene["foreign"] = foreign.pk
    cast.ada.only_organizations.set([cast.birch])
    client = client_of(cast.ada)
    paths = [
        reverse(name, kwargs={p: scene[place] for p, place in declared.kwargs.items()})
        for name, declared in routes.CONSOLE.items()
        if declared.method == "get" and declared.agent == PAGE
    ]
    paths += [path.format(own=scene["ticket"], foreign=foreign.pk) for path in ASKED]
    found = []
    for path in paths:
        got = client.get(path)
        page = b"".join(got) if got.streaming else got.content
        for word in (b"ylophon", b"ylotag", b"edar hill", b"Cedar", b"Cem ", b"Carla"):
            if word in page:
                i = page.index(word)
                found.append(f"{path}: {page[max(0, i - 80) : i + 40]!r}")
    assert not found, "\n".join(found)


SENT = (
    ("/desk/bulk/", {"act": "priority=1", "ticket": "{foreign}"}),
    ("/desk/bulk/", {"act": "tag", "tag": "mine", "ticket": "{foreign}"}),
    ("/desk/macros/use/", {"macro": "1", "ticket": "{foreign}", "once_key": "one"}),
    ("/desk/merge/", {"ticket": ["{own}", "{foreign}"], "into": "{own}"}),
    ("/desk/tickets/{own}/relate/", {"kind": "related", "other": "{foreign}"}),
    ("/desk/tickets/{own}/split/", {"message": "{message}", "subject": "Mine"}),
    ("/desk/tickets/{own}/set/organization/", {"value": "{cedar}"}),
    ("/desk/tickets/{own}/set/requester/", {"value": "{cem}"}),
    ("/desk/tickets/{own}/share/", {"person": "{cem}"}),
    ("/desk/tickets/{own}/say/", {"mode": "note", "text": "#{foreign}", "ticket": "{foreign}"}),
    ("/desk/tickets/{own}/look/", {"text": "#{foreign}"}),
)


@pytest.mark.django_db
def test_nothing_out_of_reach_is_changed_or_told_by_what_is_sent(cast, at, client_of):
    scene = set_scene(cast, at=at)
    foreign = stage.open_ticket(at=at, requester=cast.cem, subject="Xylophone")
    secret = stage.say(foreign, by=cast.asta, text="Xylem", at=at, is_public=False)
    cast.ada.only_organizations.set([cast.birch])
    places = {"own": scene["ticket"], "cedar": cast.cedar.pk, "cem": cast.cem.pk}
    there = {**places, "foreign": foreign.pk, "message": secret.pk}
    nowhere = {**places, "foreign": 987_654, "message": 987_654}
    before, wrong = told_of(foreign), []
    for path, data in SENT:
        answers = [sent(client_of(cast.ada), path, data, words) for words in (there, nowhere)]
        if answers[0] != answers[1] or told_of(foreign) != before:
            wrong.append(f"{path} {data}: {[page[:200] for page in answers]}")
    assert not wrong, "\n".join(wrong)


def sent(client, path, data, words) -> str:
    """Send it and follow where it leads; what came back, without the numbers that were named."""
    filled = {
        name: [one.format(**words) for one in value]
        if isinstance(value, list)
        else value.format(**words)
        for name, value in data.items()
    }
    with transaction.atomic():
        got = client.post(path.format(**words), filled, follow=True)
        transaction.set_rollback(True)
    page = got.content.decode().replace(str(words["foreign"]), "N")
    assert "ylophone" not in page and "Xylem" not in page
    main = page.partition("<main")[2]
    toasts = page.partition('id="toasts"')[2]
    return f"{got.status_code} {len(main.split())} {toasts[:300] if not main else ''}"


def told_of(ticket: Ticket) -> tuple:
    row = Ticket.objects.filter(pk=ticket.pk).values().get()
    said = list(ticket.messages.values_list("text", flat=True))
    return row, said, list(ticket.participants.values_list("person", flat=True))
