import json
from io import BytesIO

import pytest
from conftest import NOW
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from keyword_reader import keyword_reader

from annals import export
from annals.flow import read_into
from annals.record import Record

KINDS = ("documents", "claims", "events", "relations", "actors", "disagreements")

SENTENCES = (
    "The Red Column captured Bukavu on 3 May 2013.",
    "The Blue Guard captured Bukavu on 4 May 2013.",
    "Red Column attacked Goma on 4 May 2013.",
    "The Blue Guard joined Red Column on 9 May 2013.",
    "Ituri Patriots joined the Blue Guard.",
    "Nobody was hurt, the mayor said on Friday.",
)


def exports(path, gazetteer, sources):
    """Read sources into a new record, return its exports."""
    path.unlink(missing_ok=True)
    with Record.open(path, create=True) as record:
        read_into(record, sources, extractor=keyword_reader, gazetteer=gazetteer, now=NOW)
        out = {}
        for what in KINDS:
            buffer = BytesIO()
            export.write(record, what, "jsonl", buffer)
            out[what] = buffer.getvalue().decode()
        return out


reports = st.lists(
    st.tuples(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.integers(1, 28), st.sampled_from("ABC")),
    min_size=2,
    max_size=6,
)


@given(reports=reports, data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_the_sources_changes_no_export(tmp_path, gazetteer, reports, data):
    sources = []
    for at, (said, day, publisher) in enumerate(reports):
        row = {"id": f"row-{at}", "text": " ".join(said), "published": f"2013-06-{day:02}", "publisher": publisher}
        path = tmp_path / f"{at}.jsonl"
        path.write_text(json.dumps(row) + "\n")
        sources.append(str(path))
    shuffled = data.draw(st.permutations(sources))
    first = exports(tmp_path / "order.annals", gazetteer, sources)
    assert first["claims"] or not any("captured" in sentence for said, _, _ in reports for sentence in said)
    assert exports(tmp_path / "order.annals", gazetteer, shuffled) == first


def test_reading_in_several_runs_is_reading_in_one(tmp_path, read, reports_in_parts):
    whole, parts = reports_in_parts
    results = []
    for name, runs in (("whole", [whole]), ("parts", parts)):
        with Record.open(tmp_path / f"{name}.annals", create=True) as record:
            for sources in runs:
                read(record, sources)
            results.append([(event.type, event.start, len(event.claims)) for event in record.events()])
            results[-1] += [actor.name for actor in record.actors()]
    assert results[0] == results[1]


@pytest.fixture
def reports_in_parts(reports):
    files = sorted(reports.iterdir())
    return files, [[file] for file in reversed(files)]
