"""The firm's colour, and the page that shows all parts."""

from django.test import RequestFactory

from deskhand.web.look import brand


def test_the_firms_hue_is_a_stylesheet():
    response = brand(RequestFactory().get("/"), 120)
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert b"--brand-hue: 120;" in response.content


def test_a_hue_beyond_the_wheel_is_the_end_of_the_wheel():
    assert b"--brand-hue: 360;" in brand(RequestFactory().get("/"), 99999).content
