"""What an agent removes can be brought back as it was, by himself and for a while."""

import pytest

from deskhand.automation.macros import save_macro
from deskhand.automation.models import Macro
from deskhand.canned.models import CannedReply
from deskhand.tickets.views import save_view
from tests.cast import reader

pytestmark = pytest.mark.django_db
BACK = "/desk/bring-back/"


@pytest.fixture
def removable(cast):
    """Rows of Ada's, each with where and how it is removed."""
    acts = [{"do": "priority", "level": 2}]
    view = save_view(reader(cast.ada), "Mine", query="assignee:me", order="due")
    canned = CannedReply.objects.create(short="hi", title="Hi", text="Hello", agent=cast.ada)
    macro = save_macro(Macro(name="Up", acts=acts, agent=cast.ada), by=reader(cast.ada))
    return [
        (view, f"/desk/views/{view.pk}/delete/", {}),
        (canned, f"/desk/canned/{canned.pk}/remove/", {}),
        (macro, f"/desk/macros/{macro.pk}/", {"remove": "1"}),
    ]


def values(row):
    return type(row).objects.filter(pk=row.pk).values().first()


def test_each_comes_back_as_it_was(cast, removable, client_of):
    client = client_of(cast.ada)
    for row, path, sent in removable:
        before = values(row)
        page = client.post(path, sent, follow=True).content.decode()
        assert values(row) is None
        assert f'action="{BACK}"' in page
        assert "It is back." in client.post(BACK, follow=True).content.decode()
        assert values(row) == before
    # Once alone.
    assert "nothing left" in client.post(BACK, follow=True).content.decode()


def test_nobody_else_brings_it_back_nor_too_late(cast, removable, client_of):
    (view, path, sent), *_others = removable
    client = client_of(cast.ada)
    client.post(path, sent)
    assert "nothing left" in client_of(cast.nils).post(BACK, follow=True).content.decode()
    session = client.session
    session["removed"] = {**session["removed"], "until": 0}
    session.save()
    client.post(BACK)
    assert values(view) is None


def test_what_stands_in_its_place_stays(cast, removable, client_of):
    _view, (canned, path, sent), _macro = removable
    client = client_of(cast.ada)
    client.post(path, sent)
    CannedReply.objects.create(pk=canned.pk, short="hi", title="Other", text="O", agent=cast.ada)
    page = client.post(BACK, follow=True).content.decode()
    assert "in its place by now" in page
    assert CannedReply.objects.get().title == "Other"
