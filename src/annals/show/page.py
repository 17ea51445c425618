"""One request for a view: the record opened for it, the state that its address asks for, and how it is answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote

from jinja2 import Environment
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from annals.ask import Ambiguous, NotFound
from annals.errors import UsageError
from annals.record import Record
from annals.record.desk import Desk
from annals.show.guard import check_form, csrf
from annals.show.jobs import Jobs
from annals.show.knobs import Knobs, address, as_parameters, knobs
from annals.show.notes import Notes
from annals.show.settings import Settings

PERSON: Final = "annals_person"
_YEAR_SECONDS: Final = 365 * 24 * 3600
_MOST_FIELDS: Final = 100
_TIMELESS: Final = ("/document/", "/claim/", "/review", "/add", "/job/", "/person")
"""Views of what was read and of what people do, for which it does not matter by when things were known."""
_FIELD_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class House:
    """What all requests share: the settings, the templates, the work that is under way."""

    settings: Settings
    templates: Environment
    jobs: Jobs


@dataclass(frozen=True, slots=True)
class Page:
    """A request with the record opened for it."""

    house: House
    request: Request
    record: Record
    knobs: Knobs

    @property
    def desk(self) -> Desk:
        """The lists of the record, as known by the day that the address names."""
        return self.record.desk.known_by(self.knobs.known_by)

    @property
    def id(self) -> str:
        """The id in the path."""
        return str(self.request.path_params["id"])

    @property
    def query(self) -> Mapping[str, str]:
        """The parameters of the address."""
        return self.request.query_params

    @property
    def person(self) -> str:
        """Who corrects: as last given in this browser, else as the program was told."""
        return unquote(self.request.cookies.get(PERSON, "")) or self.house.settings.person

    def link(self, path: str, **parameters: object) -> str:
        """Return an address that keeps by when things are known."""
        return address(path, {"known_by": self.knobs.known_by, **parameters})

    def here(self, **changes: object) -> str:
        """Return the address of this view with some of its parameters changed."""
        others = {name: value for name, value in self.query.items() if name not in as_parameters(self.knobs)}
        return address(self.request.url.path, {**others, **as_parameters(self.knobs), "page": 1, **changes})

    def render(self, template: str, *, status: int = 200, **values: object) -> Response:
        """Return a view as HTML."""
        house = self.house
        common = {
            "csrf": csrf(house.settings),
            "here": self.here,
            "jobs": house.jobs.under_way(),
            "knobs": self.knobs,
            "link": self.link,
            "notes": Notes(),
            "page_path": self.request.url.path,
            "person": self.person,
            "query": self.query,
            "record_name": self.record.path.name,
            "rows_a_page": house.settings.page_rows,
            "stale": self.record.stale,
            "timeless": self.request.url.path.startswith(_TIMELESS),
            "within": {},
        }
        return HTMLResponse(house.templates.get_template(template).render({**common, **values}), status)

    def unclear(self, answer: Ambiguous | NotFound) -> Response:
        """Return the view for a name that means several, or none: the choices, or what is near."""
        return self.render("unclear.html", status=404 if isinstance(answer, NotFound) else 300, answer=answer)

    def missing(self, what: str) -> Response:
        """Return the view for an id that the record does not have."""
        message = f"The record has no {what} {self.id!r}. It may have been concluded anew under another id."
        return self.render("error.html", status=404, status_code=404, message=message)


View = Callable[[Page], Response]
Write = Callable[[Page, "Form"], str]
"""Does what a form asks and returns the address to go on to."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was sent: its texts by name (the last of each), all texts by name, and its files."""

    texts: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    files: tuple[UploadFile, ...]

    def text(self, name: str) -> str:
        """Return a field without blanks around it, "" where it is missing."""
        return self.texts.get(name, "").strip()

    def needed(self, name: str, what: str) -> str:
        """Return a field that may not be empty; raises ``UsageError`` that says what is missing."""
        found = self.text(name)
        if not found:
            raise UsageError(f"{what} is missing; go back and fill it in")
        return found


def view(house: House, handler: View) -> Callable[[Request], Response]:
    """Return an endpoint that opens the record for one view; it runs in a thread, so no view waits for another."""

    def endpoint(request: Request) -> Response:
        with Record.open(house.settings.record) as record:
            return handler(Page(house, request, record, knobs(request.query_params)))

    return endpoint


def write(house: House, handler: Write) -> Callable[[Request], Any]:
    """Return an endpoint for a form: its signature is checked, then it is done, then the browser goes on."""

    async def endpoint(request: Request) -> Response:
        settings = house.settings
        async with request.form(
            max_files=settings.upload_files, max_fields=_MOST_FIELDS, max_part_size=_FIELD_BYTES
        ) as sent:
            texts: dict[str, list[str]] = {}
            files: list[UploadFile] = []
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    files.append(value)
                else:
                    texts.setdefault(name, []).append(value)
            last = {name: values[-1] for name, values in texts.items()}
            check_form(settings, last)
            form = Form(last, {name: tuple(values) for name, values in texts.items()}, tuple(files))
            return await run_in_threadpool(_done, house, request, handler, form)

    return endpoint


def _done(house: House, request: Request, handler: Write, form: Form) -> Response:
    with Record.open(house.settings.record) as record:
        target = handler(Page(house, request, record, Knobs()), form)
    response = RedirectResponse(target, 303)
    if form.text("person"):
        response.set_cookie(
            PERSON, quote(form.text("person")[:200]), max_age=_YEAR_SECONDS, httponly=True, samesite="lax"
        )
    return response


def back(form: Form, otherwise: str) -> str:
    """Return where a form wants to go on to, if that is a place on this page; else ``otherwise``."""
    wanted = form.text("next")
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if inside and "\\" not in wanted else otherwise
