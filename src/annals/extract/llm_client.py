"""One question to an OpenAI-compatible chat-completions endpoint: asked again when that may help, never redirected.

Nothing is sent anywhere but to the address that the user named. The key goes into one header and is blotted out of
every message, whatever an endpoint echoes.
"""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

from annals.errors import AnnalsError, ModelError, UsageError

ATTEMPTS: Final = 4
"""How often one question is sent at most, when the endpoint is busy, slow or in trouble."""

LONGEST_WAIT: Final = 60.0
"""Seconds that an endpoint's Retry-After is honoured at most."""

LARGEST: Final = 8 * 2**20
"""Bytes of an answer that are read at most."""

_BUSY: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 507, 520, 522, 524, 529})
_OPTIONAL: Final[Mapping[str, tuple[str, ...]]] = {
    "response_format": ("response_format", "json_schema", "structured", "guided"),
    "seed": ("seed",),
    "temperature": ("temperature",),
}
"""Parameters that some endpoints refuse, with the words by which their refusals are known."""


class EndpointError(ModelError):
    """The endpoint cannot be used as it was named: wrong address, key or model. No document can be read with it."""


class AnswerError(AnnalsError):
    """The endpoint gave no usable answer for one document, however often it was asked; another one may fare better."""


class _Again(Exception):  # noqa: N818 - a state between two attempts
    """A failure that may pass: what happened, the seconds that the endpoint asks to wait, whether it is merely busy."""

    def __init__(self, reason: str, wait: float | None = None, *, busy: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait
        self.busy = busy


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and whom to ask: the address, the model's name, seconds to wait for one answer, and the key if any.

    Raises UsageError for what cannot be an endpoint.
    """

    url: str
    model: str
    timeout: float = 120.0
    key: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check the values."""
        try:
            parts = urlsplit(self.url)
            fit = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fit = False
        if not fit or not self.url.isascii() or any(character.isspace() for character in self.url):
            raise UsageError(f"{self.url!r} is no endpoint; give an address such as http://localhost:8000/v1")
        if parts.username is not None or parts.password is not None:
            raise UsageError("an endpoint's address must not hold a password; set the key in ANNALS_LLM_KEY")
        if not self.model.strip():
            raise UsageError("the model has no name; give the one that the endpoint knows it by")
        if not 0 < self.timeout <= 86_400:
            raise UsageError("the timeout must be more than 0 seconds, and at most a day")
        if self.key is not None and not (self.key.isascii() and self.key.isprintable() and " " not in self.key):
            raise UsageError("the key in ANNALS_LLM_KEY holds characters that no key has; set it again")

    @property
    def address(self) -> str:
        """Where questions are posted: the address with ``/chat/completions``, after ``/v1`` when it has no path."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/") or "/v1"
        if not path.endswith("/chat/completions"):
            path += "/chat/completions"
        return urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))

    @property
    def local(self) -> bool:
        """Whether the endpoint is on this machine, where no proxy is in between."""
        host = urlsplit(self.url).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model wrote, whether it was cut off at a limit of length, and the tokens that the endpoint counted."""

    content: str
    cut: bool
    prompt_tokens: int
    completion_tokens: int


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401 - whatever the base class is given
        """Follow nothing: the text and the key go where the user said, and nowhere else."""


class Client:
    """Asks one endpoint; remembers which parameters it refuses and whether it has ever answered."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.endpoint = endpoint
        self._sleep = sleep
        self._clock = clock
        self._refused: set[str] = set()
        self._answered = False
        self._down = False
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if endpoint.local:
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def ask(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, object]) -> Reply:
        """Return the model's answer, of the form of ``schema`` where the endpoint can hold it to one.

        Busy, slow and failing endpoints are asked up to four times, after 1, 2 and 4 seconds or the time that they
        name; once one is slow or failing for good, each question is sent only once, until it answers again. Raises
        EndpointError when the address, key or model is wrong, AnswerError when this question got no answer.
        """
        attempts = 1 if self._down else ATTEMPTS
        for attempt in range(1, attempts + 1):
            try:
                reply = self._once(messages, schema)
            except _Again as trouble:
                if attempt == attempts:
                    self._down = not trouble.busy
                    tries = f" in {attempts} attempts" if attempts > 1 else ""
                    raise AnswerError(self._told(f"{trouble.reason}{tries}")) from trouble
                self._sleep(2.0 ** (attempt - 1) if trouble.wait is None else trouble.wait)
            else:
                self._answered, self._down = True, False
                return reply
        raise AssertionError("a loop of at least one attempt ends in an answer or an error")

    def _told(self, what: str) -> str:
        """Return a message in one line that names the endpoint and never the key."""
        line = " ".join(f"{self.endpoint.address}: {what}".split())
        return line.replace(self.endpoint.key, "[key]") if self.endpoint.key else line

    def _once(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, object]) -> Reply:
        """Send the question; leave out, and send it again without, what the endpoint says it does not know."""
        while True:
            try:
                return self._read(self._sent(messages, schema))
            except urllib.error.HTTPError as error:
                with error:
                    said = self._said(error)
                refused = self._parameter(error.code, said)
                if refused is None:
                    raise self._error(error, said) from error
                self._refused.add(refused)

    def _sent(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, object]) -> bytes:
        """Post the question and return the body of the answer."""
        optional: dict[str, object] = {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "claims", "strict": True, "schema": schema},
            },
            "seed": 0,
            "temperature": 0,
        }
        kept = {name: value for name, value in optional.items() if name not in self._refused}
        body = {"model": self.endpoint.model, "messages": list(messages), "stream": False, **kept}
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "annals"}
        if self.endpoint.key:
            headers["Authorization"] = f"Bearer {self.endpoint.key}"
        request = urllib.request.Request(self.endpoint.address, json.dumps(body).encode(), headers)  # noqa: S310 - http(s)
        try:
            with self._opener.open(request, timeout=self.endpoint.timeout) as response:
                return self._body(response)
        except urllib.error.HTTPError:
            raise
        except TimeoutError as error:
            raise _Again(self._slow()) from error
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise _Again(self._slow()) from error
            raise self._unreachable(error.reason) from error
        except (OSError, http.client.HTTPException) as error:
            raise _Again(f"broke off its answer ({error or type(error).__name__})") from error

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        """Read an answer within the time and size that are allowed."""
        end = self._clock() + self.endpoint.timeout
        out = bytearray()
        while piece := response.read1(65_536):
            out += piece
            if len(out) > LARGEST:
                raise AnswerError(self._told(f"sent more than {LARGEST // 2**20} MB for one answer"))
            if self._clock() > end:
                raise TimeoutError
        return bytes(out)

    def _slow(self) -> str:
        return f"gave no answer within {self.endpoint.timeout:g} seconds (--timeout)"

    def _unreachable(self, reason: object) -> Exception:
        """Return what to raise when no connection comes about: at the first question the address is at fault."""
        said = getattr(reason, "strerror", None) or str(reason)
        if self._answered:
            return _Again(f"cannot be reached any more ({said})")
        return EndpointError(self._told(f"cannot be reached ({said}); is the address right and the server running?"))

    @staticmethod
    def _said(error: urllib.error.HTTPError) -> str:
        """Return the endpoint's own explanation of an error, its first 300 characters."""
        try:
            raw = error.read(20_000).decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            return ""
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return raw[:300] if "<" not in raw[:20] else ""
        for name in ("error", "message", "detail"):
            value = value.get(name, value) if isinstance(value, dict) else value
        return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))[:300]

    def _parameter(self, code: int, said: str) -> str | None:
        """Return the parameter that an endpoint refuses and that can be left out."""
        if code not in (400, 422, 501):
            return None
        for name, words in _OPTIONAL.items():
            if name not in self._refused and any(word in said.lower() for word in words):
                return name
        return None

    def _error(self, error: urllib.error.HTTPError, said: str) -> Exception:
        """Return what to raise for a status that is no success."""
        code, lowered = error.code, said.lower()
        because = f" ({said})" if said else ""
        if code in _BUSY:
            return _Again(f"answered {code}{because}", _wait(error.headers.get("Retry-After")), busy=code < 500)
        if 300 <= code < 400:
            where = error.headers.get("Location") or "nowhere"
            return EndpointError(
                self._told(f"redirects to {where}, which is not followed; name the right address as --endpoint")
            )
        if code in (401, 403):
            hint = "set the right key in ANNALS_LLM_KEY" if self.endpoint.key else "set a key in ANNALS_LLM_KEY"
            return EndpointError(self._told(f"refuses access, {code}{because}; {hint}"))
        missing = any(word in lowered for word in ("not found", "not exist", "unknown", "invalid model", "no such"))
        if "model" in lowered and (code == 404 or (code in (400, 422) and missing)):
            return EndpointError(
                self._told(f"does not know the model {self.endpoint.model!r}{because}; name one that it has as --model")
            )
        if code in (404, 405):
            return EndpointError(self._told(f"is no chat-completions endpoint, {code}{because}; check --endpoint"))
        return AnswerError(self._told(f"answered {code}{because}"))

    def _read(self, body: bytes) -> Reply:
        """Return what a successful answer holds; raises AnswerError when it is not in the form of the protocol."""
        try:
            answer = json.loads(body)
            choice = answer["choices"][0]
            content = choice["message"].get("content") or ""
            usage = answer.get("usage") or {}
            if isinstance(content, list):
                content = "".join(part.get("text") or "" for part in content)
            return Reply(
                str(content), choice.get("finish_reason") == "length",
                _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens")),
            )  # fmt: skip
        except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError) as error:
            message = "answers, but not as a chat-completions endpoint does; check --endpoint"
            raise AnswerError(self._told(message)) from error


def _count(value: object) -> int:
    """Return a number of tokens; an endpoint that does not count gives 0."""
    return value if isinstance(value, int) and value > 0 else 0


def _wait(value: str | None) -> float | None:
    """Return the seconds of a Retry-After header, within bounds; a date, or nothing, is ``None``."""
    digits = (value or "").strip()
    return min(float(digits), LONGEST_WAIT) if digits.isascii() and digits.isdigit() else None
