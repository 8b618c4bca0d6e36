"""A form in a browser: made in Setup, asked in the portal; fields come and go, nothing is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR, browser, running, sign_in, visit

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]


def test_a_form_is_made_and_filled_in(
    fresh_database: FreshDatabase, tmp_path: Path, chromium: str
) -> None:
    with (
        running(fresh_database.environ, tmp_path) as desk,
        browser(chromium) as opened,
    ):
        page = visit(opened, desk)
        sign_in(page, *ADMINISTRATOR)
        a_form_is_made(page)
        it_asks_what_is_needed(page)
        it_outlives_a_reload(page)
        it_is_sent_and_forgotten(page)


def a_form_is_made(page: Page) -> None:
    for name in ("New oven", "New lamp"):
        page.goto("/setup/rows/request-types/new/")
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/request-types/")
    page.get_by_role("link", name="New oven").click()
    page.get_by_role("link", name="Fields of the form").click()
    for label, kind, choices in (("Where", "choice", "Shop\nElsewhere"), ("Place", "text", "")):
        page.get_by_role("link", name="Add a field").click()
        page.get_by_label("Question").fill(label)
        page.locator("[name=kind]").select_option(kind)
        page.locator("[name=lines]").fill(choices)
        if label == "Place":
            page.locator("[name=shown_if]").select_option("where")
            page.locator("[name=shown_value]").fill("Elsewhere")
            page.locator("[name=is_required]").check()
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/form/")
    expect(page.locator("[name=form-place]")).to_be_hidden()
    page.locator("[name=form-where]").select_option("Elsewhere")
    expect(page.locator("[name=form-place]")).to_be_visible()


def it_asks_what_is_needed(page: Page) -> None:
    page.goto("/requests/new/")
    page.locator("[name=subject]").fill("An oven")
    page.locator("[name=text]").fill("Ours is cold.")
    page.locator("[name=request_type]").select_option(label="New oven")
    page.locator("[name=form-where]").select_option("Elsewhere")
    page.locator("[name=form-place]").fill("The mill")
    page.locator("[name=request_type]").select_option(label="New lamp")
    expect(page.locator("[name=form-where]")).to_have_count(0)
    page.locator("[name=request_type]").select_option(label="New oven")
    expect(page.locator("[name=form-place]")).to_have_value("The mill")
    expect(page.locator("[name=text]")).to_have_value("Ours is cold.")


def it_outlives_a_reload(page: Page) -> None:
    page.reload()
    expect(page.locator("[name=form-place]")).to_have_value("The mill")
    expect(page.locator("[name=form-place]")).to_be_visible()
    expect(page.locator("[name=subject]")).to_have_value("An oven")


def it_is_sent_and_forgotten(page: Page) -> None:
    page.get_by_role("button", name="Send the request").click()
    page.wait_for_url("**/sent/")
    page.get_by_role("link", name="Open the request").click()
    expect(page.get_by_text("The mill")).to_be_visible()
    page.goto("/requests/new/")
    expect(page.locator("[name=subject]")).to_have_value("")
