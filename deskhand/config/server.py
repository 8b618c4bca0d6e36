"""uvicorn, run from our own command on a socket of our own."""

import errno
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from deskhand.config.protocol import Protocol
from deskhand.config.refusal import Refused

GRACE = 3


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket; raises Refused in words when that may not be."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(1024)
    except UnicodeError as error:
        raise Refused(f"{host!r} is no name of a host.") from error
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Refused(
                f"Port {port} on {host} is taken; stop the program that uses it or choose another."
            ) from error
        raise Refused(f"Port {port} on {host} cannot be opened: {error.strerror}.") from error
    return opened


class Server(uvicorn.Server):
    """Tells the application at once when it is to end, and the caller when it answers."""

    def __init__(
        self, config: uvicorn.Config, *, on_ready: Callable[[], None], on_exit: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self.on_ready = on_ready
        self.on_exit = on_exit

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.on_ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.on_exit()
        super().handle_exit(sig, frame)


def serve(opened: socket.socket, *, proxies: list[str], on_ready: Callable[[], None]) -> None:
    """Serve the pages until SIGTERM or SIGINT; open streams end at once, requests in 3 s.

    Headers that name the client are believed from `proxies` alone (addresses or networks).
    """
    from deskhand.config import asgi

    config = uvicorn.Config(
        asgi.application,
        http=Protocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        timeout_graceful_shutdown=GRACE,
    )
    server = Server(config, on_ready=on_ready, on_exit=asgi.application.close)
    # uvicorn raises the signal again when done; by then it has been obeyed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: None)
    server.run(sockets=[opened])
