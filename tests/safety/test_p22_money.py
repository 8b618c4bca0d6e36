"""Money of another client: every address with a number in it answers as if nothing stood there,
to an agent who is limited to other clients and to whoever asks for another client (P22)."""

import re

import pytest
from django.db import transaction

from tests.house import routes
from tests.house.scene import set_scene
from tests.house.test_urls import path_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]

AT_THE_DESK = r"/desk/(contracts|quotes|approvals|decisions|projects|invoices)/.*\d"
IN_THE_PORTAL = r"/(contracts|approvals|invoices)/.*\d"


def places(scene, pattern):
    paths = {name: path_of(name, said, scene) for name, said in routes.DECLARED.items()}
    return {name: path for name, path in paths.items() if re.match(pattern, path)}


def wrong(client, found):
    broken = []
    for name, path in found.items():
        for method in ("get", "post"):
            with transaction.atomic():
                answer = getattr(client, method)(path)
                transaction.set_rollback(True)
            if answer.status_code not in (404, 405):
                broken.append(f"{method} {name} {path}: {answer.status_code}")
    return broken


def test_an_agent_of_other_clients_finds_none_of_it(cast, at, client_of):
    scene = set_scene(cast, at=at)
    cast.ada.only_organizations.set([cast.cedar])
    found = places(scene, AT_THE_DESK)
    # The files of exports are of the whole firm, and refused to whoever sees a part of it.
    assert len(found) > 25
    assert not wrong(client_of(cast.ada), found)


def test_nobody_of_another_client_finds_any_of_it(cast, at, client_of):
    scene = set_scene(cast, at=at)
    found = places(scene, IN_THE_PORTAL)
    assert len(found) >= 6
    assert not wrong(client_of(cast.carla), found)
