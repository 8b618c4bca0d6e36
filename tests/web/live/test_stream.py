"""The live stream, driven as a server drives it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client

from deskhand.journal.tail import TAIL
from deskhand.people.reader import STRANGER
from deskhand.tickets.models import Ticket
from deskhand.web.live import hub as hubs
from deskhand.web.live import stream as streams
from tests import cast
from tests.cast import Cast
from tests.notices.people import inform

pytestmark = pytest.mark.django_db(transaction=True)

ClientOf = Callable[[object], Client]


@pytest.fixture
def us(transactional_db: None) -> Any:
    yield cast.gather()
    TAIL.close()


def in_thread(function: Callable[[], Any]) -> Awaitable[Any]:
    def run() -> Any:
        try:
            return function()
        finally:
            connections.close_all()

    return asyncio.to_thread(run)


class Browser:
    """One open stream and what it was sent."""

    def __init__(self) -> None:
        self.status = 0
        self.text = ""
        self.is_over = False
        self.gone = asyncio.Event()
        self._news = asyncio.Condition()
        self._asked = False

    async def receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        async with self._news:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            else:
                self.text += message["body"].decode()
                self.is_over = not message.get("more_body", False)
            self._news.notify_all()

    async def until(self, condition: Callable[[], bool], seconds: float = 10) -> None:
        async with self._news:
            await asyncio.wait_for(self._news.wait_for(condition), seconds)

    async def hears(self, words: str) -> None:
        await self.until(lambda: words in self.text)

    def changed(self) -> list[tuple[str, int]]:
        lines = [line[6:] for line in self.text.splitlines() if line.startswith("data: ")]
        frames = [json.loads(line) for line in lines]
        return [(frame["kind"], frame["id"]) for frame in frames if frame]

    def last_id(self) -> str:
        return [line[4:] for line in self.text.splitlines() if line.startswith("id: ")][-1]


@asynccontextmanager
async def opened(path: str, client: Client, *, last_id: str = "") -> Any:
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = [(b"cookie", cookies.encode())]
    if last_id:
        headers.append((b"last-event-id", last_id.encode()))
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers}
    browser = Browser()
    task = asyncio.create_task(streams.stream(scope, browser.receive, browser.send))
    try:
        await browser.until(lambda: "ready" in browser.text or browser.is_over)
        yield browser
    finally:
        browser.gone.set()
        await asyncio.wait_for(task, 10)


def mention(ticket: Ticket, us: Cast, at: datetime, *, is_public: bool = True) -> Callable[[], Any]:
    return lambda: cast.say(ticket, by=us.ada, text="Hello", at=at, is_public=is_public)


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def test_an_agent_hears_of_a_change_in_no_time(us: Cast, client_of: ClientOf, at: datetime) -> None:
    ticket, client = cast.open_ticket(at=at, requester=us.bea), client_of(us.ada)

    async def story() -> None:
        async with opened("/desk/live", client) as browser:
            assert browser.status == 200
            await in_thread(mention(ticket, us, at, is_public=False))
            await asyncio.wait_for(browser.hears("event: changed"), 2)
            assert browser.changed() == [("ticket", ticket.pk)]

    run(story)


def test_a_requester_hears_what_is_public_and_his(
    us: Cast, client_of: ClientOf, at: datetime
) -> None:
    his = cast.open_ticket(at=at, requester=us.bea)
    foreign = cast.open_ticket(at=at, requester=us.cem)
    client = client_of(us.bea)

    async def story() -> None:
        async with opened("/live", client) as browser:
            await in_thread(mention(his, us, at, is_public=False))
            await in_thread(mention(foreign, us, at))
            await asyncio.sleep(0.5)
            assert browser.changed() == []
            await in_thread(mention(his, us, at))
            await browser.hears("event: changed")
            assert browser.changed() == [("ticket", his.pk)]

    run(story)


def test_a_bell_rings_for_its_owner_alone(us: Cast, client_of: ClientOf, at: datetime) -> None:
    ticket = cast.open_ticket(at=at, requester=us.bea)
    ada, nils = client_of(us.ada), client_of(us.nils)

    async def story() -> None:
        async with opened("/desk/live", ada) as hers, opened("/desk/live", nils) as his:
            await in_thread(lambda: inform(us.ada, ticket, at=at))
            await hers.hears("event: changed")
            assert hers.changed() == [("bell", us.ada.person_id)]
            await asyncio.sleep(0.3)
            assert his.changed() == []

    run(story)


@pytest.mark.parametrize(
    ("path", "who"), [("/live", None), ("/desk/live", None), ("/desk/live", "bea")]
)
def test_a_stranger_gets_no_stream(us: Cast, client_of: ClientOf, path: str, who: str) -> None:
    client = client_of(getattr(us, who) if who else None)

    async def story() -> None:
        async with opened(path, client) as browser:
            assert browser.status == 403
            assert browser.is_over
            assert browser.text == ""

    run(story)


def test_a_stream_ends_when_its_session_ends(
    us: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "KEEP_ALIVE_SECONDS", 0.2)
    client = client_of(us.ada)

    async def story() -> None:
        async with opened("/desk/live", client) as browser:
            await browser.hears(": still here")
            await in_thread(client.logout)
            await browser.until(lambda: browser.is_over)

    # The cookie is gone from the client after logout; the stream was opened with it.
    run(story)


def test_an_agent_who_is_made_none_hears_no_more(
    us: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "KEEP_ALIVE_SECONDS", 0.2)
    client = client_of(us.ada)

    def dismiss() -> None:
        us.ada.is_active = False
        us.ada.save(update_fields=["is_active"])

    async def story() -> None:
        async with opened("/desk/live", client) as browser:
            await in_thread(dismiss)
            await browser.until(lambda: browser.is_over)

    run(story)


def test_who_comes_back_is_told_what_he_missed(us: Cast, client_of: ClientOf, at: datetime) -> None:
    ticket, client = cast.open_ticket(at=at, requester=us.bea), client_of(us.ada)

    async def story() -> None:
        async with opened("/desk/live", client) as browser:
            last_id = browser.last_id()
        await in_thread(mention(ticket, us, at))
        async with opened("/desk/live", client, last_id=last_id) as browser:
            await browser.hears("event: changed")
            assert browser.changed() == [("ticket", ticket.pk)]

    run(story)


@pytest.mark.parametrize("last_id", ["0.0", "nonsense"])
def test_who_missed_too_much_is_told_to_reload(
    us: Cast,
    client_of: ClientOf,
    at: datetime,
    monkeypatch: pytest.MonkeyPatch,
    last_id: str,
) -> None:
    monkeypatch.setattr(streams, "MISSED", 2)
    ticket, client = cast.open_ticket(at=at, requester=us.bea), client_of(us.ada)
    for _message in range(3):
        mention(ticket, us, at)()
    connection.close()

    async def story() -> None:
        async with opened("/desk/live", client, last_id=last_id) as browser:
            await browser.hears("event: reload")
            assert "changed" not in browser.text

    run(story)


def test_a_slow_browser_is_told_to_reload_instead_of_everything(us: Cast) -> None:
    async def story() -> None:
        stream = hubs.Stream(STRANGER, asyncio.get_running_loop())
        for number in range(hubs.BACKLOG + 1):
            stream.push(hubs.Change("ticket", number, hubs.Cursor()))
        await asyncio.sleep(0.1)
        assert stream.changes.qsize() == 1
        assert stream.changes.get_nowait() is None

    run(story)


def test_a_person_has_a_few_streams_and_a_closed_one_makes_room(
    us: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "STREAMS_PER_PERSON", 1)
    client, other = client_of(us.ada), client_of(us.nils)

    async def story() -> None:
        async with opened("/desk/live", client):
            async with opened("/desk/live", client) as second:
                assert second.status == 429
            async with opened("/desk/live", other) as foreign:
                assert foreign.status == 200
        async with opened("/desk/live", client) as third:
            assert third.status == 200

    run(story)


def test_a_cancelled_stream_leaves_nothing_behind(us: Cast, client_of: ClientOf) -> None:
    client = client_of(us.ada)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/desk/live",
        "headers": [(b"cookie", cookies.encode())],
    }

    async def story() -> None:
        for moment in (0.0, 0.05, 0.5):
            browser = Browser()
            task = asyncio.create_task(streams.stream(scope, browser.receive, browser.send))
            await asyncio.sleep(moment)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await asyncio.sleep(0.3)
        assert not hubs.HUB._streams
        assert not hubs.HUB._held

    run(story)
