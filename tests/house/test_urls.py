"""Every address, walked as five visitors: stranger, another client's requester, requester,
agent, administrator. What one may not see answers as if it did not exist."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from deskhand.mail.models import Mailbox
from tests.house import routes
from tests.house.answers import MISSING, PAGE, REFUSED, SIGN_IN, Answers
from tests.house.scene import set_scene

VISITORS = ("stranger", "other", "requester", "agent", "administrator")


def addresses(patterns: list | None = None, space: str = "") -> Iterator[str]:
    """Yield each route by its name, or by its pattern where it has none."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name or str(pattern.pattern)}"


def test_every_address_declares_its_answers():
    undeclared = {
        name
        for name in addresses()
        if name not in routes.DECLARED and not name.startswith(routes.OF_THE_LIBRARY)
    }
    assert not undeclared, "add them to tests/house/routes.py"


def test_no_answer_is_declared_for_an_address_that_is_gone():
    assert not set(routes.DECLARED) - set(addresses())


def kind_of_answer(answer) -> str:
    if answer.status_code in {401, 403}:
        return REFUSED
    if answer.status_code == 404:
        return MISSING
    if answer.status_code in {301, 302, 303} and "/accounts/" in answer["Location"]:
        return SIGN_IN
    return PAGE if answer.status_code < 500 else f"fault {answer.status_code}"


def path_of(name: str, declared: Answers, scene) -> str:
    kwargs = {part: scene[place] for part, place in declared.kwargs.items()}
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return "/" + name


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_answers_a_visitor_as_declared(visitor, cast, at, client_of):
    who = {
        "stranger": None,
        "other": cast.carla,
        "requester": cast.bea,
        "agent": cast.ada,
        "administrator": cast.asta,
    }[visitor]
    scene, client = set_scene(cast, at=at), client_of(who)
    client.raise_request_exception = False
    wrong = []
    for name, declared in routes.DECLARED.items():
        path = path_of(name, declared, scene)
        with transaction.atomic():
            answer = getattr(client, declared.method)(path)
            if answer.streaming:
                b"".join(answer)
            found = kind_of_answer(answer)
            transaction.set_rollback(True)
        if found != getattr(declared, visitor):
            wrong.append(f"{name} {path}: {found} instead of {getattr(declared, visitor)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize("visitor", ["stranger", "requester", "agent"])
def test_pages_of_the_sign_in_library_break_for_nobody(visitor, cast, client_of):
    client = client_of({"stranger": None, "requester": cast.bea, "agent": cast.ada}[visitor])
    for name in addresses():
        if not name.startswith(routes.OF_THE_LIBRARY):
            continue
        try:
            path = reverse(name)
        except NoReverseMatch:
            continue
        assert client.get(path).status_code < 500, path


@pytest.mark.django_db
def test_a_foreign_ticket_answers_as_a_missing_one(cast, at, client_of):
    scene = set_scene(cast, at=at)
    client = client_of(cast.carla)
    foreign = client.get(reverse("portal:request", kwargs={"number": scene["ticket"]}))
    missing = client.get(reverse("portal:request", kwargs={"number": 999_999}))
    assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content)


@pytest.mark.django_db
def test_pages_open_on_a_desk_without_any_mailbox(cast, client_of):
    Mailbox.objects.all().delete()
    for who, path in ((None, "/"), (cast.bea, "/requests/new/"), (cast.ada, "/desk/")):
        assert client_of(who).get(path).status_code == 200, path
