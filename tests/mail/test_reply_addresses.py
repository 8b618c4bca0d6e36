"""Reply tokens cannot be forged, moved or worn out by mail servers (safety, P25)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.mail.reply_addresses import make, split

KEY = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32
ADDRESS = make("help@desk.example", KEY)
LOCAL = ADDRESS.partition("@")[0]


def test_the_key_comes_back_whatever_case_the_servers_left():
    assert split(ADDRESS) == split(ADDRESS.upper()) == split(f" {ADDRESS}\n") == KEY


def test_the_local_part_fits_where_servers_count_to_64():
    assert len(LOCAL) <= 64


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=40))
def test_any_key_comes_back(key):
    assert split(make("help@desk.example", key)) == key


@pytest.mark.parametrize("place", range(len("help+"), len(LOCAL)))
def test_no_changed_letter_is_accepted(place):
    changed = {"a": "b"}.get(LOCAL[place], "a")
    forged = f"{LOCAL[:place]}{changed}{LOCAL[place + 1 :]}@desk.example"
    assert split(forged) != KEY
    assert split(forged) is None


def test_the_proof_of_one_thread_does_not_serve_another():
    other = make("help@desk.example", OTHER)
    mine, theirs = (address.partition("+")[2].partition("@")[0] for address in (ADDRESS, other))
    assert split(f"help+{theirs[:-16]}{mine[-16:]}@desk.example") is None


def test_a_token_made_with_another_secret_is_refused(settings):
    settings.SECRET_KEY = "another one, of another desk, just as long"
    assert split(ADDRESS) is None


@pytest.mark.parametrize(
    "address",
    ["", "@", "help@desk.example", "help+@x", "help+h@x", "help+t2222@x", "a+b+c@x", "+" * 999],
)
def test_other_addresses_have_no_key(address):
    assert split(address) is None
