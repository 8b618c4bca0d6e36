"""Whatever somebody may name is shown as he wrote it, and is never a part of the page (P28); who
asks for a page changes nothing by it (P32), and no form works without the word of its page."""

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.house import routes
from tests.house.answers import PAGE
from tests.house.scene import set_scene

pytestmark = pytest.mark.django_db

HOSTILE = "<img src=x onerror=alert(1)>\"'{{7*7}}"
NAMED = frozenset(
    "name title subject filename description author_name text short folder notes".split()
)
# What a look leaves behind: that it was seen, and where the index of words begins.
SEEN = ("tickets_sight", "notices_notice", "django_session", "search_progress")
PAGES = {**routes.CONSOLE, **routes.SETUP, **routes.PORTAL}


def name_everything() -> None:
    """Give all that has a name a hostile one, where the database lets it."""
    for model in apps.get_models():
        if not model.__module__.startswith("deskhand"):
            continue
        for field in model._meta.fields:
            is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
            if not is_text or field.name not in NAMED or field.unique:
                continue
            words = HOSTILE[: getattr(field, "max_length", None) or 200]
            try:
                with transaction.atomic():
                    model._base_manager.update(**{field.name: words})
            except Exception:  # a ledger, or one of several that must differ
                continue


def test_a_name_is_no_markup_and_a_look_changes_nothing(cast, at, client_of):
    scene = set_scene(cast, at=at)
    name_everything()
    client = client_of(cast.asta)
    client.raise_request_exception = False
    wrong, seen = [], 0
    for name, declared in PAGES.items():
        if declared.method != "get" or declared.administrator != PAGE:
            continue
        path = reverse(name, kwargs={p: scene[place] for p, place in declared.kwargs.items()})
        with CaptureQueriesContext(connection) as asked:
            got = client.get(path)
        page = (b"".join(got) if got.streaming else got.content).decode("utf-8", "replace")
        if got.status_code >= 500:
            wrong.append(f"{path}: {got.status_code}")
        is_page = got.get("Content-Type", "").startswith("text/html")
        if is_page and "<img src=x" in page:
            wrong.append(f"{path}: {page[max(0, page.index('<img src=x') - 90) :][:160]!r}")
        seen += "&lt;img src=x" in page
        wrong += [f"{path} changes: {sql[:120]}" for sql in changes(asked)]
    assert not wrong, "\n".join(wrong)
    assert seen > 50


def changes(asked: CaptureQueriesContext) -> list[str]:
    """What was written for good."""
    said = [query["sql"].replace('"', "") for query in asked]
    if any(sql.startswith("ROLLBACK TO") for sql in said):  # a trial
        return []
    writes = (sql for sql in said if sql.startswith(("INSERT", "UPDATE", "DELETE")))
    return [sql for sql in writes if not any(table in sql for table in SEEN)]


def test_no_form_works_without_the_word_of_its_page(cast, at):
    scene = set_scene(cast, at=at)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.asta.person.user, backend="django.contrib.auth.backends.ModelBackend")
    wrong = []
    for name, declared in PAGES.items():
        kwargs = {p: scene[place] for p, place in declared.kwargs.items()}
        path = reverse(name, kwargs=kwargs)
        status = client.post(path).status_code
        if status not in {403, 405}:
            wrong.append(f"{path}: {status}")
    assert not wrong, "\n".join(wrong)
