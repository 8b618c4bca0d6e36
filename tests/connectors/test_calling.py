"""Calls to other programs: signed, at least once, in order, given up after three days."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from datetime import timedelta

import pytest

from deskhand.connectors import call_jobs, calling, hooks, jobs
from deskhand.connectors.hooks import HookRefused, save_hook, tell_hook
from deskhand.connectors.models import Hook, HookCall
from deskhand.journal.models import Event
from deskhand.provider import egress
from tests import cast as casting

pytestmark = pytest.mark.django_db
S, H = timedelta(seconds=1), timedelta(hours=1)


def hook_to(url, cast, *, at) -> tuple[Hook, str]:
    hook = Hook(name="Pager", url=url)
    return hook, save_hook(hook, by=casting.doer(cast.asta), at=at)


def tell(hook, key, *, subject="ticket:1", at) -> HookCall:
    call = tell_hook(hook, {"type": "test"}, key=key, subject=subject, at=at)
    assert call is not None
    return call


def test_a_call_is_signed_over_id_time_and_body(cast, world, at):
    hook, secret = hook_to(f"{world.url}/in", cast, at=at)
    call = tell(hook, "step:7", at=at)
    calling.make(call.pk, at=at)
    [got] = world.calls
    assert json.loads(got.body) == {"id": "step:7", "type": "test"}
    assert got.headers["webhook-id"] == "step:7"
    assert got.headers["webhook-timestamp"] == str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"step:7.{int(at.timestamp())}.".encode() + got.body
    mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{mac}"
    call.refresh_from_db()
    assert call.state == "sent"


def test_what_was_told_is_told_once_and_not_again_once_it_was_taken(cast, world, at):
    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    call = tell(hook, "step:7", at=at)
    assert tell(hook, "step:7", at=at + S).pk == call.pk
    for _try in range(3):
        calling.make(call.pk, at=at)
    assert len(world.calls) == 1


def test_a_receiver_that_fails_is_tried_again_ever_more_seldom_with_the_same_id(cast, world, at):
    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    call, now, waits = tell(hook, "step:7", at=at), at, []
    world.answers += [(500, b""), (503, b""), (404, b"")]
    while (turn := calling.make(call.pk, at=now)).again_at is not None:
        waits.append((turn.again_at - now).total_seconds())
        assert calling.make(call.pk, at=turn.again_at - S).again_at is None, "not before"
        now = turn.again_at
    assert waits == [10, 20, 40]
    assert {got.headers["webhook-id"] for got in world.calls} == {"step:7"}
    assert len({got.headers["webhook-timestamp"] for got in world.calls}) == 4


def test_after_three_days_it_is_parked_told_and_made_again_on_demand(cast, world, at):
    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    call, now, tries = tell(hook, "step:7", at=at), at, 0
    world.answers += [(500, b"")] * 100
    while (turn := calling.make(call.pk, at=now)).again_at is not None:
        now, tries = turn.again_at, tries + 1
    call.refresh_from_db()
    assert (call.state, call.why) == ("parked", "It answers 500")
    assert at + 60 * H < now < at + 72 * H and 15 < tries < 40
    assert Event.objects.filter(name="hook_call_parked", subject_id=call.pk).count() == 1
    world.answers.clear()
    assert hooks.call_again(call.pk, at=now + H)
    assert not hooks.call_again(call.pk, at=now + H)
    calling.make(call.pk, at=now + H)
    call.refresh_from_db()
    assert call.state == "sent"


def test_what_is_told_of_one_ticket_comes_in_its_order(cast, world, at):
    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    first, second = tell(hook, "a", at=at), tell(hook, "b", at=at + S)
    other = tell(hook, "c", subject="ticket:2", at=at + S)
    world.answers += [(500, b"")]
    again_at = calling.make(first.pk, at=at).again_at
    assert calling.make(second.pk, at=at + 2 * S).again_at is None
    calling.make(other.pk, at=at + 2 * S)
    turn = calling.make(first.pk, at=again_at)
    assert turn.next_id == second.pk
    calling.make(second.pk, at=again_at)
    assert [got.headers["webhook-id"] for got in world.calls] == ["a", "c", "a", "b"]


def test_one_that_is_given_up_lets_the_next_go(cast, world, at):
    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    first, second = tell(hook, "a", at=at), tell(hook, "b", at=at)
    world.answers += [(500, b"")]
    turn = calling.make(first.pk, at=at + 72 * H)
    assert turn.next_id == second.pk


@pytest.mark.parametrize("mood", ["hang", "reset", "nonsense", "closed"])
def test_a_receiver_that_hangs_or_resets_harms_nobody(cast, settings, at, mood, monkeypatch):
    settings.DESKHAND_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(egress, "SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        thread = threading.Thread(target=_misbehave, args=(server, mood), daemon=True)
        thread.start()
        hook, _secret = hook_to(f"http://127.0.0.1:{port}/in", cast, at=at)
        call = tell(hook, "step:7", at=at)
        if mood == "closed":
            server.close()
        turn = calling.make(call.pk, at=at)
        thread.join(3)
    call.refresh_from_db()
    assert turn.again_at == at + 10 * S
    assert call.state == "waiting" and "does not answer as it should" in call.why


def _misbehave(server, mood):
    try:
        connection, _address = server.accept()
    except OSError:
        return
    with connection:
        if mood == "reset":
            linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        elif mood == "nonsense":
            connection.recv(4096)
            connection.sendall(b"never heard of HTTP\r\n\r\n")
        else:
            connection.recv(65536)
            connection.settimeout(1)
            try:
                connection.recv(1)
            except OSError:
                return


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "ftp://x.example/", "https://user:pw@x.example/", "nonsense", ""]
)
def test_an_address_that_may_not_be_called_is_refused(cast, at, url):
    with pytest.raises(HookRefused):
        hook_to(url, cast, at=at)


def test_an_address_that_leads_inside_is_not_called(cast, world, settings, at):
    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    settings.DESKHAND_INTERNAL_HOSTS = frozenset()
    call = tell(hook, "step:7", at=at)
    calling.make(call.pk, at=at)
    assert world.calls == []
    call.refresh_from_db()
    assert call.state == "waiting" and call.why


def test_a_hook_that_is_switched_off_is_told_nothing(cast, world, at):
    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    call = tell(hook, "a", at=at)
    hook.is_active = False
    hook.save()
    assert tell_hook(hook, {}, key="b", subject="ticket:1", at=at) is None
    calling.make(call.pk, at=at)
    assert world.calls == []


def test_a_call_whose_job_was_lost_is_made_after_all(cast, world, at, monkeypatch):
    from deskhand.jobs import queue

    hook, _secret = hook_to(f"{world.url}/in", cast, at=at)
    calls = [tell(hook, key, at=at) for key in ("a", "b")]
    assert calling.overdue(at=at) == []
    assert calling.overdue(at=at + 31 * S) == [calls[0].pk]
    monkeypatch.setattr(jobs.timezone, "now", lambda: at + 31 * S)
    before = queue.counts().waiting
    jobs.look_after_calls.func()
    assert queue.counts().waiting == before + 1
    call_jobs.call.func(calls[0].pk)
    assert [got.headers["webhook-id"] for got in world.calls] == ["a", "b"]
