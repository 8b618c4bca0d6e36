"""Live streams end when the desk does."""

import asyncio
from typing import Any

from deskhand.config.asgi import Application, Telling


def test_an_open_stream_ends_when_the_desk_closes() -> None:
    told: list[dict[str, Any]] = []
    ended: list[bool] = []

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    telling = Telling(send)

    async def stream() -> None:
        await telling({"type": "http.response.start", "status": 200, "headers": []})
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def play() -> None:
        desk = Application()
        asyncio.get_running_loop().call_later(0.1, desk.close)
        await asyncio.wait_for(desk._until_closing(stream(), telling), 5)
        desk.bridge.close()

    asyncio.run(play())
    assert ended == [True]
    assert told[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


def test_a_stream_that_ends_by_itself_is_left_alone() -> None:
    told: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    async def play() -> None:
        desk = Application()
        await desk._until_closing(asyncio.sleep(0), Telling(send))
        desk.bridge.close()

    asyncio.run(play())
    assert told == []


def test_a_stream_that_has_not_begun_is_told_to_come_again() -> None:
    told: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    async def play() -> None:
        desk = Application()
        desk.close()
        await asyncio.wait_for(desk._until_closing(asyncio.sleep(60), Telling(send)), 5)
        desk.bridge.close()

    asyncio.run(play())
    assert [said.get("status") for said in told] == [503, None]
