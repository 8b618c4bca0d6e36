"""Nonsense in every field of every page, and in every parameter of its address: no page breaks for
an administrator, who sees them all (P43). On a busy machine each takes three to four minutes."""

from html.parser import HTMLParser

import pytest
from django.db import transaction

from tests.house import routes
from tests.house.scene import set_scene
from tests.house.test_urls import path_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

NONSENSE = (
    "9" * 40,
    "-1",
    "a\0b",
    "9999-12-31",
    "0001-01-01",
    "٣",
    "<script>\"'",
    "9999-12-31T23:59",
    "x" * 20_000,
    "1e400",
    "23:59:60",
    "",
)
# What pages read of their addresses, beside the fields of their forms.
USUAL = ("q", "after", "before", "below", "page", "order", "group", "cols", "day", "view", "team",
         "week", "since", "until", "agent", "ticket", "month", "show", "call", "line", "begins",
         "back", "state", "kind", "number", "at", "copy", "org", "name")  # fmt: skip
# They end the session or ask another program.
LEFT_OUT = frozenset({"setup:test_mailbox", "setup:test_page", "setup:check_signing_key"})


class Fields(HTMLParser):
    """The names of all fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"input", "select", "textarea", "button"} and (name := dict(attrs).get("name")):
            self.names.add(name)


def fields_of(answer) -> set[str]:
    if answer.streaming or "html" not in answer.get("Content-Type", ""):
        return set()
    found = Fields()
    found.feed(answer.content.decode())
    return found.names


def walk(client, scene, choose) -> list[str]:
    """Return what broke; `choose` says which nonsense a place gets."""
    broken = []
    names = [name for name in routes.DECLARED if name not in LEFT_OUT]
    known = set(USUAL)
    for place, name in enumerate(names):
        path = path_of(name, routes.DECLARED[name], scene)
        with transaction.atomic():
            seen = client.get(path)
            fields = fields_of(seen) - {"csrfmiddlewaretoken"}
            transaction.set_rollback(True)
        known |= fields
        for nonsense in choose(place):
            for method, asked in (("get", {*USUAL, *fields}), ("post", fields or known)):
                with transaction.atomic():
                    answer = getattr(client, method)(path, dict.fromkeys(asked, nonsense))
                    if answer.streaming:
                        b"".join(answer)
                    transaction.set_rollback(True)
                if answer.status_code >= 500:
                    broken.append(f"{method} {name} {path} {nonsense[:20]!r}")
    return broken


@pytest.fixture
def asta(cast, client_of):
    client = client_of(cast.asta)
    client.raise_request_exception = False
    return client


@pytest.mark.long
@pytest.mark.parametrize("nonsense", NONSENSE, ids=lambda text: repr(text[:12]))
def test_each_nonsense_in_every_place_breaks_nothing(cast, at, asta, nonsense):
    scene = set_scene(cast, at=at)
    assert not walk(asta, scene, lambda _place: [nonsense])
