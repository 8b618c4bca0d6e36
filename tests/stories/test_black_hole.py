"""One of several mailboxes lies on a server that takes connections and never speaks: the others
are fetched as if it were not there (safety, P18)."""

import os
import shutil
import socket
import tempfile
import time
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.config.running import until
from tests.conftest import FreshDatabase
from tests.mail.conftest import message
from tests.mail.dovecot import PASSWORD, Dovecot, dovecot
from tests.stories.place import founded, value_in

USERS = ("ann", "bob", "cid")
ROUNDS = int(os.environ.get("DESKHAND_TEST_ROUNDS", "3"))
COUNT = "SELECT count(*) FROM mail_letter"
FAILING = "SELECT last_error FROM mail_mailbox WHERE email = 'hung@post.example'"

pytestmark = [pytest.mark.proof, pytest.mark.timeout(240 + 20 * ROUNDS), pytest.mark.dovecot]


def put(server: Dovecot, user: str, raw: bytes) -> None:
    with IMAPClient("127.0.0.1", port=server.port, ssl=False, timeout=20) as client:
        client.login(user, PASSWORD)
        client.append("INBOX", raw)


def test_a_server_that_hangs_holds_up_no_other_mailbox(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    place = founded(fresh_database.environ, folder=tmp_path)
    url = fresh_database.url
    try:
        with dovecot(base) as server, socket.create_server(("127.0.0.1", 0)) as hole:
            hung = {"hung": hole.getsockname()[1]}
            place.opened({**dict.fromkeys(USERS, server.port), **hung})
            with place.up():
                caught, _address = hole.accept()
                delays = []
                for turn in range(ROUNDS):
                    for number, user in enumerate(USERS):
                        count = turn * len(USERS) + number + 1
                        began = time.monotonic()
                        put(server, user, message(message_id=f"<{turn}-{user}@birch.example>"))
                        until(lambda: value_in(url, COUNT) == count, what="it is fetched")  # noqa: B023
                        delays.append(time.monotonic() - began)
                assert max(delays) < 5, delays
                caught.close()
                until(lambda: value_in(url, FAILING), what="the trouble is noted")
        assert value_in(url, COUNT) == len(USERS) * ROUNDS
    finally:
        shutil.rmtree(base, ignore_errors=True)
