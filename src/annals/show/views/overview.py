"""The first view, the list of documents, and the search."""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from annals.ask import Ambiguous, Candidate, NotFound, find
from annals.ask.lookup import look_up
from annals.show.page import Page
from annals.show.views.disagreements import sides
from annals.show.wording import month

_FEW: Final = 12
_SENTENCES: Final = 50
_TICKS: Final = 14
_COLUMNS: Final = 120
"""Months that fit on the chart of the first view; a longer span is shown by years."""


def overview(page: Page) -> Response:
    """Show what the record holds: counts, months, main actors and places, the latest disagreements and documents."""
    desk = page.desk
    bars = _bars(desk.months())
    with page.record.snapshot():
        return page.render(
            "overview.html",
            totals=desk.totals(),
            publishers=desk.publishers(_FEW),
            publisher_count=desk.publisher_count(),
            span=desk.span(),
            bars=bars,
            ticks=_ticks([label for label, _, _, _ in bars]),
            actors=desk.busiest_actors(_FEW),
            places=desk.busiest_places(_FEW),
            disputes=sides(page, desk.latest_disagreements(4)),
            documents=desk.documents(limit=8, latest=True),
            failures=page.record.failures(),
        )


def _bars(months: tuple[tuple[str, int], ...]) -> tuple[tuple[str, str, str, int], ...]:
    """Return the bars of the chart: (label, first day, last day as addresses name them, events), gaps as zeros."""
    if not months:
        return ()
    counts = dict(months)
    first, last = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (months[0][0], months[-1][0]))
    if last - first < _COLUMNS:
        names = [f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(first, last + 1)]
        return tuple((name, name, name, counts.get(name, 0)) for name in names)
    years: dict[str, int] = {f"{year:04d}": 0 for year in range(first // 12, last // 12 + 1)}
    for name, count in months:
        years[name[:4]] += count
    listed = list(years.items())[-_COLUMNS:]
    return tuple((year, year, year, count) for year, count in listed)


def _ticks(labels: Sequence[str]) -> tuple[tuple[str, str, bool], ...]:
    """Return what stands under the chart, a dozen at most: (per cent from the left, label, whether a year begins).

    Of months those of a year's beginning are named by the year, between them whole quarters where there is room.
    """
    if not labels:
        return ()
    if "-" not in labels[0]:
        each = max(1, -(-len(labels) // _TICKS))
        return tuple((f"{100 * at / len(labels):.2f}", labels[at], False) for at in range(0, len(labels), each))
    every = next((step for step in (1, 3, 6, 12, 24, 36, 60) if len(labels) / step <= _TICKS), 120)
    marks = []
    for at, label in enumerate(labels):
        year, number = int(label[:4]), int(label[5:])
        if (year * 12 + number - 1) % every == 0:
            marks.append(
                (f"{100 * at / len(labels):.2f}", str(year) if number == 1 else month(label)[:-5], number == 1)
            )
    return tuple(marks)


def documents(page: Page) -> Response:
    """List the documents, those of one publisher where one is asked for, the last published first."""
    publisher = page.query.get("publisher")
    rows = page.house.settings.page_rows
    total = page.desk.document_count(publisher)
    listed = page.desk.documents(publisher=publisher, limit=rows, offset=page.knobs.offset * rows)
    return page.render("documents.html", documents=listed, total=total, publisher=publisher)


def search(page: Page) -> Response:
    """Show the actors and places of a name, and the sentences with the words."""
    words = page.query.get("q", "").strip()[:500]
    if not words:
        return page.render("search.html", words="", actors=(), places=(), near=(), found=None)
    actors, near_actors = _named(page, "actor", words)
    places, near_places = _named(page, "place", words)
    found = find(page.record, words, limit=_SENTENCES, known_by=page.knobs.known_by)
    near = [("actor", ref) for ref in near_actors] + [("place", ref) for ref in near_places]
    return page.render(
        "search.html", words=words, actors=actors, places=places, near=() if actors or places else near, found=found
    )


def _named(page: Page, sort: str, words: str) -> tuple[tuple[Candidate, ...], tuple[object, ...]]:
    """Return the actors or places that a name may mean, and if none does, those of near names."""
    answer = look_up(page.record, sort, words)
    if isinstance(answer, NotFound):
        return (), answer.near
    if isinstance(answer, Ambiguous):
        return answer.candidates[:20], ()
    counts = page.record.counts([answer])[answer]
    if sort == "actor":
        (who,) = page.record.actors([answer])
        return (Candidate(who.id, who.kind, who.name, tuple(name.name for name in who.names), *counts),), ()
    (where,) = page.record.places([answer])
    return (Candidate(where.id, where.kind, where.name, (where.name, where.country), *counts),), ()
