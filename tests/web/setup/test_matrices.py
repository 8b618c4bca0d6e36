"""The page on which impact and urgency are given priorities."""

import pytest

from deskhand.catalog.models import PriorityScheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheme(cast) -> PriorityScheme:
    scheme = PriorityScheme.objects.get(is_default=True)
    scheme.matrix = {}
    scheme.save()
    return scheme


def said(**more: str) -> dict[str, str]:
    names = {"impact-1": "Many", "impact-2": "One", "urgency-1": "Now", "urgency-3": "Later"}
    cells = {"cell-1-1": "1", "cell-1-3": "2", "cell-2-1": "2", "cell-2-3": "4"}
    return {**names, **cells, **more}


def address(scheme: PriorityScheme) -> str:
    return f"/setup/schemes/priorities/{scheme.pk}/matrix/"


def test_what_is_named_is_kept_without_gaps(cast, scheme, client_of):
    client = client_of(cast.asta)
    assert client.post(address(scheme), said()).status_code == 302
    scheme.refresh_from_db()
    assert [one["name"] for one in scheme.matrix["urgency"]] == ["Now", "Later"]
    assert scheme.matrix["cells"] == [[1, 2], [2, 4]]
    assert 'value="Later"' in client.get(address(scheme)).content.decode()


def test_emptied_nobody_is_asked(cast, scheme, client_of):
    client = client_of(cast.asta)
    client.post(address(scheme), said())
    assert client.post(address(scheme), {}).status_code == 302
    scheme.refresh_from_db()
    assert scheme.matrix == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"cell-1-1": ""},
        {"cell-1-1": "77"},
        {"cell-1-1": "x"},
        {"impact-2": "many"},
        {"impact-1": "", "impact-2": ""},
        {"urgency-1": "x" * 61},
        {"urgency-1": "\0"},
    ],
)
def test_nonsense_is_refused_and_nothing_changed(cast, scheme, client_of, wrong):
    assert client_of(cast.asta).post(address(scheme), said(**wrong)).status_code == 422
    scheme.refresh_from_db()
    assert scheme.matrix == {}


def test_only_administrators_see_it(cast, scheme, client_of):
    assert client_of(cast.ada).get(address(scheme)).status_code in {403, 404}
    assert client_of(cast.asta).get("/setup/schemes/priorities/999999/matrix/").status_code == 404
