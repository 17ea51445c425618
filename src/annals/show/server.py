"""Serving the page: the socket, the server, and the end of both."""

import contextlib
import socket
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import uvicorn

from annals.show.app import make_app
from annals.show.jobs import Jobs
from annals.show.settings import Settings, check
from annals.show.templating import prepare

__all__ = ["Settings", "address", "listen", "run"]

_PATIENCE: Final = 3
"""Seconds that open requests have to end when the program is told to."""


def run(settings: Settings, port: int, ready: Callable[[str], None]) -> None:
    """Serve the page until interrupted; ``ready`` is told its address once it can be reached.

    Raises ``UsageError`` for a host without the token that it needs, ``OSError`` where the port cannot be had.
    """
    check(settings.host, settings.token)
    with listen(settings.host, port) as bound, contextlib.closing(Jobs(settings.record, settings.mapper)) as jobs:
        config = uvicorn.Config(
            make_app(settings, jobs), log_level="warning", access_log=False, server_header=False, date_header=False,
            timeout_graceful_shutdown=_PATIENCE, ws="none", h11_max_incomplete_event_size=64 * 1024,
        )  # fmt: skip
        prepare()
        ready(address(settings, bound.getsockname()[1]))
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[bound])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; raises ``OSError`` when it cannot be had."""
    family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(where)
        bound.listen(128)
    except OSError:
        bound.close()
        raise
    return bound


def address(settings: Settings, port: int) -> str:
    """Return the page's address, with the token where one is needed."""
    host = {"0.0.0.0": socket.gethostname(), "::": socket.gethostname()}.get(settings.host, settings.host)  # noqa: S104
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/" + (f"?token={quote(settings.token, safe='')}" if settings.token else "")
