"""The application: which address is answered by which view, and what becomes of an error."""

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from annals.errors import AnnalsError, RecordError, UsageError
from annals.show.guard import Guard
from annals.show.jobs import Jobs
from annals.show.page import House, View, Write, view, write
from annals.show.settings import Settings
from annals.show.templating import FOLDER, environment
from annals.show.views import (
    actor,
    adding,
    correcting,
    data,
    days,
    disagreements,
    document,
    downloads,
    event,
    joining,
    outlines,
    overview,
    pictures,
    review,
)
from annals.show.wording import without_folders

VIEWS: Final[Mapping[str, View]] = {
    "/": overview.overview,
    "/documents": overview.documents,
    "/search": overview.search,
    "/day": days.day,
    "/timeline": days.timeline,
    "/map": days.map_,
    "/network": days.network,
    "/actor/{id}": actor.actor,
    "/actor/{id}/profile": actor.profile,
    "/place/{id:path}": actor.place,
    "/event/{id}": event.event,
    "/relation/{id}": event.relation,
    "/claim/{id}": event.claim,
    "/claim/{id}/source": event.source,
    "/sentence": event.sentence,
    "/document/{id}": document.document,
    "/disagreements": disagreements.disagreements,
    "/disagreement/{id}": disagreements.disagreement,
    "/review": review.review,
    "/add": adding.add,
    "/job/{id}": adding.job,
    "/person": correcting.person,
    "/api/timeline.json": data.timeline,
    "/api/map.json": data.places,
    "/api/network.json": pictures.network,
    "/api/state.json": data.state,
    "/api/changes.json": data.changes,
    "/api/span.json": data.span,
    "/api/day.json": pictures.day,
    "/api/genealogy.json": pictures.genealogy,
    "/api/outline.json": outlines.outline,
    "/api/near.json": outlines.near,
    "/download/{view}.{form}": downloads.download,
}
"""Every address that is read."""

WRITES: Final[Mapping[str, Write]] = {
    "/actor/{id}/judge": actor.judge,
    "/claim/{id}/decide": correcting.decide,
    "/correction/{id}/undo": correcting.undo,
    "/disagreement/{id}/settle": disagreements.settle,
    "/person": correcting.name_person,
    "/claim/{id}/event": joining.event,
    "/names/join": joining.names,
    "/places/rename": correcting.rename_place,
    "/parties/rename": correcting.rename_party,
    "/add": adding.upload,
    "/conclude": adding.conclude,
}
"""Every address that a form is sent to."""


def make_app(settings: Settings, jobs: Jobs) -> Guard:
    """Return the page as an ASGI application; ``jobs`` is closed when it ends."""
    house = House(settings, environment(), jobs)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        jobs.close()

    routes: list[BaseRoute] = [Route(path, view(house, handler), methods=["GET"]) for path, handler in VIEWS.items()]
    routes += [Route(path, write(house, handler), methods=["POST"]) for path, handler in WRITES.items()]
    routes.append(Mount("/static", StaticFiles(directory=FOLDER / "static")))
    explain = _explain(house)
    app = Starlette(
        routes=_methods_together(routes),
        exception_handlers={HTTPException: explain, AnnalsError: explain, Exception: explain},
        lifespan=lifespan,
    )
    return Guard(app, settings, lambda request, status, message: _error(house, request, status, message))


def _methods_together(routes: list[BaseRoute]) -> list[BaseRoute]:
    """Return the routes with forms first, so that a form finds its address among the views of the same one."""
    return sorted(routes, key=lambda route: not (isinstance(route, Route) and "POST" in (route.methods or ())))


def _explain(house: House) -> Callable[[Request, Exception], Response]:
    def explain(request: Request, error: Exception) -> Response:
        status, message = _told(error)
        return _error(house, request, status, without_folders(message))

    return explain


def _told(error: Exception) -> tuple[int, str]:
    """Return the status and the words for an error; of an unforeseen one nothing is told, the terminal tells it."""
    if isinstance(error, HTTPException):
        return error.status_code, error.detail
    if isinstance(error, UsageError):
        return 400, str(error)
    if isinstance(error, RecordError):
        return (404 if "holds no" in str(error) else 503), str(error)
    return 500, "Something went wrong here. The terminal in which annals runs tells more."


def _error(house: House, request: Request, status: int, message: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": message}, status)
    title = HTTPStatus(status).phrase
    text = house.templates.get_template("refused.html").render(status_code=status, title=title, message=message)
    return HTMLResponse(text, status)
