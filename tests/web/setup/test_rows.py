"""Plain rows of Setup: added, changed, removed, and every nonsense said at its field."""

import pytest

from deskhand.mail.models import Mailbox
from deskhand.people.finding import person_of
from deskhand.people.models import Agent, Organization, Person, Site, Team

GOOD = {
    "organizations": {"name": "Dogwood Dairy", "domains": "dogwood.example"},
    "sites": {"organization": "birch", "name": "Mill"},
    "people": {"name": "Dora", "addresses": "dora@birch.example", "organization": "birch"},
    "teams": {"name": "Field", "tier": "2"},
    "agents": {"name": "Finn", "email": "finn@northlight.example", "role": "agent"},
    "mailboxes": {
        "name": "Sales",
        "email": "sales@northlight.example",
        "port": "993",
        "security": "tls",
        "folder": "INBOX",
    },
    "priorities": {"scheme": "priority", "level": "9", "name": "Someday"},
    "statuses": {"scheme": "status", "name": "Parked", "category": "held", "position": "9"},
    "services": {"name": "Mail hosting", "position": "1", "is_active": "on"},
    "request-types": {
        "name": "Website down",
        "kind": "incident",
        "priority_level": "1",
        "position": "0",
        "is_active": "on",
    },
}

WRONG = [
    ("organizations", {"name": ""}),
    ("organizations", {"name": "x" * 500}),
    ("organizations", {"name": "a\0b"}),
    ("organizations", {"domains": "not a domain"}),
    ("organizations", {"domains": "gmail.com"}),
    ("organizations", {"domains": "cedar.example"}),
    ("organizations", {"time_zone": "Mars/Base"}),
    ("sites", {"name": ""}),
    ("sites", {"organization": "999999"}),
    ("people", {"addresses": "nonsense"}),
    ("people", {"addresses": "cem@cedar.example"}),
    ("people", {"addresses": "x" * 300 + "@a.example"}),
    ("people", {"name": "", "addresses": ""}),
    ("people", {"organization": "x"}),
    ("people", {"role": "king"}),
    ("teams", {"name": ""}),
    ("teams", {"members": "999999"}),
    ("agents", {"email": "nonsense"}),
    ("agents", {"email": "ada@northlight.example"}),
    ("agents", {"role": "king"}),
    ("agents", {"name": ""}),
    ("mailboxes", {"email": "nonsense"}),
    ("mailboxes", {"email": "support@northlight.example"}),
    ("mailboxes", {"email": "Support@Northlight.example"}),
    ("mailboxes", {"port": "99999999"}),
    ("mailboxes", {"port": "-1"}),
    ("mailboxes", {"fetches": "on", "host": "", "user_name": ""}),
    ("mailboxes", {"security": "hope"}),
    ("priorities", {"level": "nonsense"}),
    ("priorities", {"level": "-1"}),
    ("priorities", {"level": "99999999999"}),
    ("priorities", {"level": "1"}),
    ("priorities", {"name": ""}),
    ("teams", {"tier": "5"}),
    ("services", {"name": ""}),
    ("services", {"name": "x" * 81}),
    ("services", {"position": "-1"}),
    ("request-types", {"name": ""}),
    ("request-types", {"kind": "nonsense"}),
    ("request-types", {"priority_level": "9"}),
    ("request-types", {"priority_level": "x"}),
    ("request-types", {"service": "999999"}),
    ("statuses", {"category": "nonsense"}),
    ("statuses", {"position": "99999999999"}),
    ("statuses", {"name": ""}),
]


@pytest.fixture
def typed(cast):
    """What to type for each kind, with the ids that the cast has."""
    from deskhand.catalog.models import PriorityScheme, StatusScheme

    ids = {
        "birch": cast.birch.pk,
        "priority": PriorityScheme.objects.get().pk,
        "status": StatusScheme.objects.get().pk,
    }
    return {
        kind: {key: ids.get(value, value) for key, value in row.items()}
        for kind, row in GOOD.items()
    }


@pytest.mark.parametrize("kind", GOOD)
def test_a_row_is_added_and_stands_in_its_list(cast, typed, client_of, kind):
    client = client_of(cast.asta)
    answer = client.post(f"/setup/rows/{kind}/new/", typed[kind], follow=True)
    assert answer.redirect_chain == [(f"/setup/rows/{kind}/", 302)]
    assert typed[kind]["name"] in answer.content.decode()


@pytest.mark.parametrize("kind", GOOD)
def test_a_row_opens_and_is_saved_as_it_stands(cast, typed, client_of, kind):
    client = client_of(cast.asta)
    client.post(f"/setup/rows/{kind}/new/", typed[kind])
    lists = client.get(f"/setup/rows/{kind}/").context["lines"]
    for row, _cells in lists:
        form = client.get(f"/setup/rows/{kind}/{row.pk}/").context["form"]
        values = {name: form[name].value() for name in form.fields}
        sent = {
            name: value
            for name, value in values.items()
            if value is not None and value is not False
        }
        answer = client.post(f"/setup/rows/{kind}/{row.pk}/", sent)
        faults = answer.context["form"].errors if answer.context else ""
        assert answer.status_code == 302, (str(row), faults)


@pytest.mark.parametrize(("kind", "wrong"), WRONG)
def test_nonsense_is_refused_with_the_rest_kept(cast, typed, client_of, kind, wrong):
    answer = client_of(cast.asta).post(f"/setup/rows/{kind}/new/", {**typed[kind], **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "name" in wrong or f'value="{typed[kind]["name"]}"' in page


@pytest.mark.parametrize("who", ["ada", "milo", "bruno"])
def test_only_administrators_set_anything(cast, typed, client_of, who):
    client = client_of(getattr(cast, who))
    for kind, row in typed.items():
        assert client.post(f"/setup/rows/{kind}/new/", row).status_code == 404
    assert not Organization.objects.filter(name="Dogwood Dairy").exists()
    assert client_of(None).get("/setup/")["Location"].startswith("/accounts/login/")


def test_a_kind_that_is_not_there_is_missing(cast, client_of):
    client = client_of(cast.asta)
    for path in ("nosuch/", "nosuch/new/", "teams/999999/", f"teams/{'9' * 30}/"):
        assert client.get(f"/setup/rows/{path}").status_code == 404


def test_a_person_keeps_several_addresses_the_first_for_writing(cast, client_of):
    row = {"name": "Bea Birch", "addresses": "new@birch.example\nbea@birch.example"}
    client_of(cast.asta).post(f"/setup/rows/people/{cast.bea.pk}/", row)
    assert person_of("bea@birch.example") == person_of("new@birch.example") == cast.bea
    assert Person.objects.get(pk=cast.bea.pk).main_address == "new@birch.example"


def test_the_last_administrator_stays(cast, client_of):
    row = {"name": "Asta", "email": "asta@northlight.example", "role": "agent", "is_active": "on"}
    answer = client_of(cast.asta).post(f"/setup/rows/agents/{cast.asta.pk}/", row)
    assert answer.status_code == 422
    assert "Somebody must stay administrator" in answer.content.decode()
    assert Agent.objects.get(pk=cast.asta.pk).is_administrator


def test_an_organization_put_away_brings_in_nobody(cast, client_of):
    client = client_of(cast.asta)
    row = {"name": "Birch Bakery", "domains": "birch.example", "is_archived": "on"}
    client.post(f"/setup/rows/organizations/{cast.birch.pk}/", row)
    assert Organization.objects.get(pk=cast.birch.pk).archived_at is not None
    del row["is_archived"]
    client.post(f"/setup/rows/organizations/{cast.birch.pk}/", row)
    assert Organization.objects.get(pk=cast.birch.pk).archived_at is None


def test_what_nothing_needs_is_removed_and_the_rest_stays(cast, client_of):
    client = client_of(cast.asta)
    site = Site.objects.create(organization=cast.birch, name="Mill")
    assert client.post(f"/setup/rows/sites/{site.pk}/remove/").status_code == 302
    assert not Site.objects.exists()
    assert client.post(f"/setup/rows/teams/{cast.network.pk}/remove/").status_code == 404
    assert Team.objects.filter(pk=cast.network.pk).exists()


def test_a_mailboxs_password_is_never_shown_again(cast, typed, client_of):
    client = client_of(cast.asta)
    row = {**typed["mailboxes"], "password": "pssst-secret"}
    client.post("/setup/rows/mailboxes/new/", row)
    mailbox = Mailbox.objects.get(name="Sales")
    assert "pssst-secret" not in client.get(f"/setup/rows/mailboxes/{mailbox.pk}/").content.decode()


def test_words_find_rows_and_nonsense_finds_none(cast, client_of):
    client = client_of(cast.asta)
    assert "Bea Birch" in client.get("/setup/rows/people/?q=bea").content.decode()
    page = client.get("/setup/rows/people/?q=%27+OR+1&page=nonsense")
    assert page.status_code == 200
    assert "Bea Birch" not in page.content.decode()


@pytest.mark.parametrize(
    ("path", "back"),
    [
        ("rows/teams/new/", "/setup/rows/teams/"),
        ("rows/mailboxes/new/", "/setup/rows/mailboxes/"),
        ("calendars/new/", "/setup/calendars/"),
        ("policies/1/", "/setup/policies/"),
        ("people/1/organizations/new/", "/setup/rows/people/1/"),
    ],
)
def test_a_form_is_left_without_saving(cast, client_of, path, back):
    page = client_of(cast.asta).get(f"/setup/{path.replace('/1/', _own(cast, path))}")
    assert (
        f'data-kind="quiet" href="{back.replace("/1/", _own(cast, path))}"' in page.content.decode()
    )


def _own(cast, path: str) -> str:
    from deskhand.sla.models import Policy

    return f"/{Policy.objects.get().pk if 'policies' in path else cast.bea.pk}/"
