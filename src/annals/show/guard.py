"""What stands before every page: who may see it, what may write, how much may come in, what a browser may load.

Everything is refused that does not come from the page itself: another host name in ``Host`` (a name that somebody
points at this machine), another site in ``Origin``, a form without this run's signature, a body beyond the bound.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from annals.show.settings import LOOPBACK, Settings

Refuse = Callable[[Request, int, str], Response]
"""Makes the page that says why a request was refused."""

COOKIE: Final = "annals_token"
_SAFE: Final = frozenset({"GET", "HEAD"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST"})
_FORM_BYTES: Final = 2 * 2**20
"""Bound on what is written by any form but that of uploads."""

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def sign(settings: Settings, what: str) -> str:
    """Return this run's signature of a word, as hexadecimal digits."""
    return hmac.new(settings.secret, what.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def csrf(settings: Settings) -> str:
    """Return what every form of this run carries."""
    return sign(settings, "form")


def check_form(settings: Settings, fields: Mapping[str, str]) -> None:
    """Raise a refusal for a form that is not one of this run's."""
    if not hmac.compare_digest(fields.get("csrf", "").encode(), csrf(settings).encode()):
        raise HTTPException(403, "This form is from another run of the program. Go back, reload the page, try again.")


class Guard:
    """An application that lets through to ``app`` only what may pass, and adds the headers that bind the browser."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Refuse) -> None:
        self.app = app
        self.settings = settings
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        respond: ASGIApp = self._refusal(request) or self.app
        await respond(scope, self._bounded(request, receive), _with_headers(request, send))

    def _refusal(self, request: Request) -> Response | None:
        """Return why a request may not pass, ``None`` when it may."""
        if request.method not in _METHODS:
            return self.refuse(request, 405, "Pages are read and forms are sent; nothing else is understood.")
        if not self._host_allowed(request):
            return self.refuse(request, 421, "This page does not go by that name. Use the address that annals told.")
        if request.method not in _SAFE and not _own_origin(request):
            return self.refuse(request, 403, "The form came from another site, so nothing was done.")
        length = request.headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self._most(request):
            return self.refuse(request, 413, f"That is too much at once; at most {self._most(request):,} bytes.")
        return self._entrance(request)

    def _host_allowed(self, request: Request) -> bool:
        """Tell whether the page is called by a name of this machine; a wildcard answers to any, the token guards it."""
        if self.settings.host in {"0.0.0.0", "::", ""}:  # noqa: S104 - asked, not bound
            return True
        name = _hostname(request.headers.get("host", ""))
        return name in LOOPBACK | {self.settings.host.lower()}

    def _most(self, request: Request) -> int:
        return self.settings.upload_bytes if request.url.path == "/add" else _FORM_BYTES

    def _bounded(self, request: Request, receive: Receive) -> Receive:
        """Return the body as it comes in, cut off with a refusal where it is longer than it said."""
        most = self._most(request)
        taken = 0

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413, f"That is too much at once; at most {most:,} bytes.")
            return message

        return bounded

    # ------------------------------------------------------------------------------------- the token

    def _entrance(self, request: Request) -> Response | None:
        """Return the door to whoever has not shown the token, or the way in to who just has."""
        token = self.settings.token
        if token is None:
            return None
        given = request.query_params.get("token")
        if given is not None and request.method in _SAFE:
            if _same(given, token):
                return self._admit(request)
            return self.refuse(request, 401, "That is not the token of this page.")
        header = request.headers.get("authorization", "")
        if header.startswith("Bearer ") and _same(header.removeprefix("Bearer "), token):
            return None
        if _same(request.cookies.get(COOKIE, ""), sign(self.settings, f"token {token}")):
            return None
        return self.refuse(
            request, 401, "This page needs a token. Open it with the link that whoever runs it gives you."
        )

    def _admit(self, request: Request) -> Response:
        """Return the way to the page that was asked for, without the token in its address."""
        rest = urlencode([(key, value) for key, value in request.query_params.multi_items() if key != "token"])
        path = "/" + quote(request.url.path.lstrip("/"))
        response = RedirectResponse(f"{path}?{rest}" if rest else path, HTTPStatus.SEE_OTHER)
        response.set_cookie(
            COOKIE, sign(self.settings, f"token {self.settings.token}"), httponly=True, samesite="lax",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return response


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


def _hostname(header: str) -> str:
    """Return the name in a ``Host`` header without its port and brackets."""
    text = header.strip().lower()
    if text.startswith("["):
        return text[1:].split("]", 1)[0]
    return text.rsplit(":", 1)[0] if ":" in text else text


def _own_origin(request: HTTPConnection) -> bool:
    """Tell whether a form comes from this page, as far as the browser says where it comes from."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or origin in {f"{scheme}://{request.headers.get('host', '')}" for scheme in ("http", "https")}


def _with_headers(request: Request, send: Send) -> Send:
    """Return ``send`` with the headers that bind the browser; pages are not kept, what never changes is."""
    kept = "max-age=3600" if request.url.path.startswith("/static/") else "no-store"

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            extra: dict[str, Any] = {**HEADERS, "Cache-Control": kept}
            added = [(name.lower().encode(), value.encode()) for name, value in extra.items()]
            message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in names)]
        await send(message)

    return sending
