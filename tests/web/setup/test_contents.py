"""Setup has all its subjects in chapters, once, on its first page and in its rail."""

import pytest

from deskhand.web.setup.contents import contents, names
from deskhand.web.setup.resources import RESOURCES


def test_every_kind_of_row_stands_in_a_chapter():
    assert {resource.name for resource in RESOURCES} <= names()


def test_no_subject_stands_twice():
    urls = [one.url for chapter in contents() for one in chapter.subjects]
    assert len(urls) == len(set(urls)) == len(names())


@pytest.mark.django_db
def test_every_subject_is_reached_and_marked_where_one_is(cast, client_of):
    client = client_of(cast.asta)
    home = client.get("/setup/").content.decode()
    for chapter in contents():
        for one in chapter.subjects:
            assert home.count(f'href="{one.url}"') == 2, one.url
            page = client.get(one.url).content.decode()
            marked = page.partition(f'href="{one.url}"')[2].partition(">")[0]
            assert 'aria-current="page"' in marked, one.url
