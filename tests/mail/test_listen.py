"""The built-in mail server over real sockets: what it takes, what it refuses, what it bounds."""

import contextlib
import smtplib
import socket

import pytest
from django.db import DatabaseError

from deskhand.mail import listen, spool
from tests.mail.conftest import message

OURS = {"help@desk.example": 1}


@pytest.fixture
def server(folder, monkeypatch):
    monkeypatch.setattr(listen, "our_addresses", lambda: OURS)
    listener = listen.Listener(folder, host="127.0.0.1", port=0)
    listener.start()
    yield listener
    listener.stop()


@pytest.fixture
def client(server):
    with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as client:
        client.ehlo("birch.example")
        yield client


def kept(folder) -> list[tuple[spool.Envelope, bytes]]:
    return [spool.read(path) for path in spool.waiting(folder)]


def test_what_is_answered_with_250_is_in_the_spool(client, folder):
    client.sendmail("bea@birch.example", ["help@desk.example"], message())
    [(envelope, raw)] = kept(folder)
    assert raw == message()
    assert (envelope.door, envelope.sender) == ("smtp", "bea@birch.example")
    assert list(envelope.recipients) == ["help@desk.example"]


def test_the_null_sender_is_noted(client, folder):
    client.sendmail("", ["help@desk.example"], message())
    assert kept(folder)[0][0].sender == "<>"


def test_bytes_of_any_kind_and_lines_of_any_length_are_taken(client, folder):
    raw = message("x" * 300_000 + "\r\n.\r\n..\r\n") + b"\xff\xfe\x00 8bit\r\n"
    client.sendmail("bea@birch.example", ["help@desk.example"], raw)
    assert kept(folder)[0][1] == raw


@pytest.mark.parametrize("address", ["HELP@desk.example", "help+t0ken@DESK.example"])
def test_our_mailboxes_are_known_in_all_their_forms(client, address):
    client.mail("bea@birch.example")
    assert client.rcpt(address)[0] == 250


@pytest.mark.parametrize("address", ["eve@evil.example", "other@desk.example", "help", '"x"@y'])
def test_nobody_else_is_known(client, address):
    client.mail("bea@birch.example")
    assert client.rcpt(address)[0] in {550, 501, 553}


def test_whoever_only_guesses_is_sent_away(client):
    client.mail("bea@birch.example")
    codes = []
    with contextlib.suppress(smtplib.SMTPServerDisconnected):
        for number in range(100):
            codes.append(client.rcpt(f"guess{number}@desk.example")[0])
    assert codes == [550] * listen.MOST_REFUSALS + [421]


def test_ten_thousand_recipients_are_not_taken(client, folder):
    client.mail("bea@birch.example")
    codes = [client.rcpt(f"help+{number}@desk.example")[0] for number in range(150)]
    assert codes == [250] * listen.MOST_RECIPIENTS + [452] * 50
    assert client.data(message())[0] == 250
    assert len(kept(folder)[0][0].recipients) == listen.MOST_RECIPIENTS


def test_an_announced_size_beyond_the_limit_is_refused_at_once(client):
    assert client.mail("bea@birch.example", [f"size={spool.LETTER_LIMIT + 1}"])[0] == 552


@pytest.mark.parametrize("line", [b"x" * 70 + b"\r\n", b"x" * 4096])
def test_a_letter_beyond_the_limit_is_refused_and_the_next_is_taken(
    client, folder, monkeypatch, line
):
    monkeypatch.setattr(spool, "LETTER_LIMIT", 100_000)
    client.mail("bea@birch.example")
    client.rcpt("help@desk.example")
    assert client.data(line * (200_000 // len(line)))[0] == 552
    client.sendmail("bea@birch.example", ["help@desk.example"], message())
    assert len(kept(folder)) == 1


def test_letters_that_together_would_fill_the_memory_come_later(client, folder, monkeypatch):
    monkeypatch.setattr(listen, "MOST_BYTES", 10_000)
    client.mail("bea@birch.example")
    client.rcpt("help@desk.example")
    assert client.data(b"x" * 20_000)[0] == 452
    client.sendmail("bea@birch.example", ["help@desk.example"], message())
    assert len(kept(folder)) == 1
    assert listen.Server.bytes_in_hand == 0


def test_an_empty_letter_is_refused(client, folder):
    client.mail("bea@birch.example")
    client.rcpt("help@desk.example")
    assert client.data(b"")[0] == 554
    assert kept(folder) == []


def test_a_full_disk_asks_to_try_again(client, folder, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool, "keep", full)
    client.mail("bea@birch.example")
    client.rcpt("help@desk.example")
    assert client.data(message())[0] == 452


def test_a_connection_that_breaks_off_leaves_nothing(server, folder):
    with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as client:
        client.helo("x")
        client.mail("bea@birch.example")
        client.rcpt("help@desk.example")
        client.docmd("DATA")
        client.send(message())
        client.close()
    with smtplib.SMTP("127.0.0.1", server.port, timeout=20) as client:
        client.sendmail("bea@birch.example", ["help@desk.example"], message("second"))
    [(_envelope, raw)] = kept(folder)
    assert b"second" in raw


def test_no_second_letter_can_be_smuggled_in_behind_a_lone_line_feed(client, folder):
    client.mail("bea@birch.example")
    client.rcpt("help@desk.example")
    client.docmd("DATA")
    second = b"MAIL FROM:<eve@evil.example>\r\nRCPT TO:<help@desk.example>\r\nDATA\r\nS: y\r\n"
    client.send(message() + b"\n.\n" + second + b"\r\n.\n" + b"end\r\n.\r\n")
    assert client.getreply()[0] == 250
    assert client.noop()[0] == 250
    [(_envelope, raw)] = kept(folder)
    assert raw.endswith(b"end\r\n")


def test_silence_ends_a_connection(folder, monkeypatch):
    monkeypatch.setattr(listen, "our_addresses", lambda: OURS)
    monkeypatch.setattr(listen, "IDLE_SECONDS", 0.2)
    listener = listen.Listener(folder, host="127.0.0.1", port=0)
    listener.start()
    with socket.create_connection(("127.0.0.1", listener.port), timeout=10) as peer:
        while peer.recv(1000):
            pass
    listener.stop()


def test_connections_are_counted_and_given_back(server, monkeypatch):
    monkeypatch.setattr(listen, "MOST_CONNECTIONS", 2)

    def greeting() -> tuple[socket.socket, bytes]:
        peer = socket.create_connection(("127.0.0.1", server.port), timeout=10)
        return peer, peer.recv(3)

    peers = [greeting() for _number in range(3)]
    assert [words for _peer, words in peers] == [b"220", b"220", b"421"]
    for peer, _words in peers:
        peer.close()
    for _try in range(50):
        peer, words = greeting()
        peer.close()
        if words == b"220":
            break
    assert words == b"220"


@pytest.mark.django_db
def test_while_the_database_is_away_known_addresses_stay_known(monkeypatch):
    addresses = listen.Addresses()
    monkeypatch.setattr(listen, "our_addresses", lambda: OURS)
    assert addresses.knows("help@desk.example")

    def gone():
        raise DatabaseError("away")

    monkeypatch.setattr(listen, "our_addresses", gone)
    monkeypatch.setattr(listen, "REFRESH_SECONDS", 0)
    assert addresses.knows("help@desk.example")
    with pytest.raises(DatabaseError):
        listen.Addresses().knows("help@desk.example")


def test_a_sender_is_asked_to_come_again_before_the_database_ever_answered(folder, monkeypatch):
    def gone():
        raise DatabaseError("away")

    monkeypatch.setattr(listen, "our_addresses", gone)
    listener = listen.Listener(folder, host="127.0.0.1", port=0)
    listener.start()
    with smtplib.SMTP("127.0.0.1", listener.port, timeout=20) as client:
        client.helo("x")
        client.mail("bea@birch.example")
        assert client.rcpt("help@desk.example")[0] == 451
    listener.stop()


def test_a_port_in_use_is_said(server, folder):
    with pytest.raises(OSError, match="in use"):
        listen.Listener(folder, host="127.0.0.1", port=server.port).start()
