"""A record and a page on it, for tests: three reports about a port, and one that means harm."""

from contextlib import closing, contextmanager
from datetime import date, timedelta
from functools import partial
from itertools import count

from keyword_reader import keyword_reader
from record_samples import NOW, World, make_claim, make_reading
from starlette.testclient import TestClient

from annals.flow import one_by_one
from annals.record import Record
from annals.resolve.places import Gazetteer
from annals.show import Jobs, Settings, make_app
from annals.show.guard import csrf

HARM = (
    '<script>alert(1)</script><svg onload="alert(2)"><img src=x onerror=alert(3)> \u202egnp.exe\u202c '
    "javascript:alert(4)"
)
HOSTILE = make_reading(
    "hostile<script>",
    f"The Hill Guard {HARM} attacked Mill Town.",
    "A second sentence </blockquote></main><style>*{display:none}</style> ends it.",
    published=date(2021, 4, 1),
    publisher="<b>Press</b> \u202e",
    comment='<iframe src="https://example.org"></iframe>',
    title="\"><script>alert('title')</script>",
    byline="<i>by</i>",
    url="javascript:alert(5)",
    source="/home/someone/secret-folder/hostile.html",
)
ATTACK = make_claim(
    HOSTILE, HOSTILE.document.text.split("\n")[0], "attack", "attacked", actor=[f"Hill Guard {HARM}"],
    place=["Mill Town"], confidence=0.4,
)  # fmt: skip
BASE = "http://localhost:8321"


def keyword_mapper():
    """Return a mapper with the keyword reader; a function of a module, so that another process can import it."""
    return one_by_one(keyword_reader, Gazetteer.open())


def make_record(path, *, hostile=False):
    """Make a record of the world, and of the hostile report where it is asked for."""
    with Record.open(path, create=True) as record:
        world = World()
        world.store(record)
        if hostile:
            record.add(HOSTILE, (ATTACK,), now=NOW)
    return world


def ticking():
    """Return a clock that is a second later each time it is asked."""
    return map(at_second, count()).__next__


def at_second(number):
    return NOW + timedelta(seconds=number)


def settings_for(path, **more):
    return Settings(**{"record": path, "mapper": keyword_mapper, "now": ticking(), "secret": b"s" * 32, **more})


@contextmanager
def page(path, *, apart=False, raising=True, **more):
    """Open a page on a record; ``page.post(path, **fields)`` sends a form with its signature."""
    settings = settings_for(path, **more)
    with closing(Jobs(path, settings.mapper, apart=apart)) as jobs:
        client = TestClient(
            make_app(settings, jobs), base_url=BASE, follow_redirects=False, raise_server_exceptions=raising
        )
        client.jobs = jobs
        client.form = partial(_form, client, csrf(settings))
        yield client


def _form(client, signature, path, *, files=None, headers=None, **fields):
    return client.post(path, data={"csrf": signature, **fields}, files=files, headers=headers or {})
