"""What `DESKHAND_EMAIL_URL` may say."""

import pytest

from deskhand.mail.carrier import CarrierRefused, parse


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://mail.example", "plain", 25),
        ("smtp://mail.example:2525?tls=True", "starttls", 2525),
        ("smtp+tls://mail.example", "starttls", 587),
        ("submission://mail.example", "starttls", 587),
        ("smtps://mail.example", "tls", 465),
        ("smtp://mail.example:465/?ssl=true", "tls", 465),
    ],
)
def test_the_scheme_says_how_it_is_secured(url, security, port):
    found = parse(url)
    assert (found.host, found.security, found.port) == ("mail.example", security, port)


def test_user_and_password_may_have_any_characters_and_are_not_printed():
    found = parse("smtps://me%40firm.example:p%3A%2Fss@mail.example")
    assert (found.user, found.password) == ("me@firm.example", "p:/ss")
    assert "p:/ss" not in repr(found)


@pytest.mark.parametrize("url", ["mail.example", "smtp://", "ftp://x", "file:", "smtp://x:port"])
def test_nonsense_is_refused_in_one_line(url):
    with pytest.raises(CarrierRefused, match=r"^[^\n]+$"):
        parse(url)
