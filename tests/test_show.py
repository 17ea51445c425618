"""The page: every view answers without scripts, every statement leads to its sentence, every form does what it says."""

import csv
import io
import re
from datetime import date

import pytest
from record_samples import FRONT, NOW, PORT, REGION, World
from show_world import make_record, page, settings_for

from annals.cli.app import run
from annals.record import Record
from annals.show import server
from annals.show.app import VIEWS
from annals.show.wording import dated, days

WORLD = World()
CAPTURE = WORLD.capture.id


@pytest.fixture
def path(tmp_path):
    make_record(tmp_path / "war.annals")
    return tmp_path / "war.annals"


@pytest.fixture
def client(path):
    with page(path, person="A. Reader") as opened:
        yield opened


@pytest.fixture
def ids(path):
    """An id of each kind that the record has."""
    with Record.open(path) as record:
        return {
            "actor": FRONT,
            "place": PORT.id,
            "event": record.events()[0].id,
            "relation": record.relations()[0].id,
            "claim": CAPTURE,
            "document": WORLD.wire.document.id,
            "disagreement": record.disagreements()[0].id,
        }


def addresses(ids):
    """Yield an address for every view that there is."""
    for view in VIEWS:
        if "{id" in view:
            kind = view.split("/")[1]
            if kind in ids:
                yield re.sub(r"\{id(:path)?\}", ids[kind], view)
        elif "{view}" not in view:
            yield view
    yield from ("/search?q=port", "/timeline?actor=Northern Front", "/review?queue=history", "/day?on=2021-03-05")


def test_every_view_answers(client, ids):
    for address in addresses(ids):
        answer = client.get(address)
        assert answer.status_code in {200, 303, 404 if address == "/sentence" else 200}, address
        if "html" in answer.headers.get("content-type", ""):
            assert "</html>" in answer.text, address
            assert answer.text.count("<h1") == 1, address


def test_links_within_the_page_lead_somewhere(client, ids):
    seen = set()
    for address in addresses(ids):
        for link in re.findall(r'(?:href|action)="(/[^"#]*)', client.get(address).text):
            seen.add(link.replace("&amp;", "&"))
    for link in sorted(seen):
        answer = client.get(link)
        is_form = answer.status_code == 405  # an address that only takes forms
        assert is_form or answer.status_code in {200, 303}, (link, answer.status_code)


def test_an_answer_leads_to_its_words_in_the_document(client, ids):
    event = client.get(f"/event/{ids['event']}").text
    link = re.search(r'href="(/claim/\w+/source)"', event)[1]
    there = client.get(link)
    assert there.status_code == 303
    target, _, anchor = there.headers["location"].partition("#")
    document = client.get(target).text
    assert f'id="{anchor}"' in document
    assert "sought" in document


def test_the_overview_counts(client):
    text = client.get("/").text
    for words in ("Northern Front", "Port Ariel", "Wire", "3</a>"):
        assert words in text


def test_a_name_that_means_several_or_none_is_told(client):
    none = client.get("/actor/Nobody at all")
    assert none.status_code == 404
    assert "none of that name" in none.text
    assert client.get("/place/Port Ariel").status_code == 200


def test_days_are_in_the_address_and_kept_by_links(client):
    text = client.get(f"/actor/{FRONT}?known_by=2021-03-05").text
    assert "Only what was published by" in text
    assert f"/timeline?known_by=2021-03-05&amp;actor={FRONT}" in text
    assert "blog" not in client.get("/api/network.json?on=2021-03-05&known_by=2021-03-05").text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/day?on=yesterday", "cannot read"),
        ("/timeline?type=party", "no type of event"),
        ("/timeline?from=2021-05-01&to=2021-04-01", "nothing lies between"),
        ("/timeline?page=0", "no number of a page"),
        ("/review?queue=lunch", "no queue"),
        ("/review?below=high", "no confidence"),
        ("/disagreements?severity=9", "no gravity"),
        ("/day?step=3", "no step"),
    ],
)
def test_an_address_that_cannot_be_read_says_why(client, address, words):
    answer = client.get(address)
    assert answer.status_code == 400
    assert words in answer.text


@pytest.mark.parametrize("kind", ["event", "relation", "claim", "disagreement", "document", "job"])
def test_an_unknown_id_is_not_found(client, kind):
    assert client.get(f"/{kind}/{kind[0]}000000000000").status_code == 404


# ------------------------------------------------------------------------------------------ downloads


DOWNLOADS = (
    "changes?on=2021-03-10", "disagreements", "documents", "genealogy", "map?on=2021-03-10", "network?on=2021-03-10",
    "overview", "search?q=port", "state?on=2021-03-10", "timeline",
    "review?queue=history", "actor?name={actor}", "claim?name={claim}", "disagreements?name={disagreement}",
    "document?name={document}", "event?name={event}", "place?name={place}", "profile?name={actor}",
    "relation?name={relation}",
)  # fmt: skip


@pytest.mark.parametrize("download", DOWNLOADS)
def test_every_view_is_downloaded_as_a_table_and_as_json(client, ids, download):
    if "history" in download:
        client.form(f"/claim/{CAPTURE}/decide", action="edit", field="status", value="reported", person="Ada")
    view, _, query = download.format(**ids).partition("?")
    table = client.get(f"/download/{view}.csv?{query}")
    assert table.headers["content-disposition"] == f'attachment; filename="{view}.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert rows
    assert all(len(row) == len(rows[0]) and None not in row for row in rows)
    assert client.get(f"/download/{view}.json?{query}").json()


def test_a_queue_is_downloaded(tmp_path):
    make_record(tmp_path / "war.annals", hostile=True)
    with page(tmp_path / "war.annals") as client:
        for queue in ("claims", "places"):
            assert client.get(f"/download/review.json?queue={queue}").json(), queue
            assert "Mill Town" in client.get(f"/download/review.csv?queue={queue}").text
        assert client.get("/download/review.csv?queue=lunch").status_code == 400


def test_every_view_offers_its_downloads_and_they_are_there(client, ids):
    without = {"/add", "/person", "/sentence", "/search"}
    for address in addresses(ids):
        if address.startswith("/api/") or address in without or "/source" in address:
            continue
        offered = re.findall(r'href="(/download/[^"]*)"', client.get(address).text)
        assert offered, address
        for link in offered:
            answer = client.get(link.replace("&amp;", "&"))
            assert answer.status_code == 200, link
            assert "attachment" in answer.headers["content-disposition"]


EARLY = "2021-03-05"
"""A day by which the wire had reported, and the army had not."""


def test_what_was_not_known_by_a_day_is_nowhere_on_the_views_of_that_day(client, ids):
    """The army's report, later than the day, is told of by no view and no download."""
    with_day = [
        "/", "/documents", "/day?on=2021-03-10", "/timeline", "/map?on=2021-03-10", "/network?on=2021-03-10",
        f"/actor/{FRONT}", f"/actor/{FRONT}/profile", f"/place/{PORT.id}", "/disagreements", "/search?q=port",
        f"/event/{ids['event']}", f"/relation/{ids['relation']}",
    ]  # fmt: skip
    with_day += [
        f"/download/{download.format(**ids).replace('?', '.csv?')}" for download in DOWNLOADS if "?" in download
    ]
    with_day += ["/api/timeline.json", "/api/day.json?on=2021-03-10", "/api/genealogy.json", "/download/timeline.json"]
    later = WORLD.army.document
    assert later.published > date.fromisoformat(EARLY)
    seen = 0
    for address in with_day:
        if address.startswith(("/download/claim", "/download/document?", "/download/document.", "/download/review")):
            continue  # what was read, whenever it was published
        mark = "&" if "?" in address else "?"
        words = (later.publisher, later.name, f">{later.title}<") if later.title else (later.publisher, later.name)
        seen += any(word in client.get(address).text for word in words)
        text = client.get(f"{address}{mark}known_by={EARLY}").text
        assert not [word for word in words if word in text], address
    assert seen > 5


def test_geojson_has_the_points(client):
    collection = client.get("/download/map.geojson?on=2021-03-05").json()
    port = next(item for item in collection["features"] if item["id"] == PORT.id)
    assert port["geometry"]["coordinates"] == [20.25, 10.5]
    assert port["properties"]["events"] == 1
    events = client.get("/download/timeline.geojson").json()["features"]
    assert events[0]["geometry"]["coordinates"] == [20.25, 10.5]


def test_downloads_of_one_thing(client, ids):
    assert "names" in client.get(f"/download/actor.json?name={FRONT}").json()
    assert client.get(f"/download/event.csv?name={ids['event']}").text.startswith("field,value")
    assert client.get("/download/actor.json").status_code == 400
    assert client.get("/download/passwd.csv").status_code == 404
    assert client.get("/download/network.geojson").status_code == 404


def test_the_timeline_as_data_is_whole(client):
    answer = client.get("/api/timeline.json").json()
    with_place = [event for event in answer["events"] if event["places"]]
    assert answer["total"] == len(answer["events"])
    assert with_place[0]["places"] == [{"id": PORT.id, "name": "Port Ariel"}]


# ---------------------------------------------------------------------------------------------- forms


def corrections(path):
    with Record.open(path) as record:
        return record.corrections()


def test_accept_reject_edit_and_undo(client, path):
    assert client.form(f"/claim/{CAPTURE}/decide", action="accept", person="Ada", reason="seen").status_code == 303
    client.form(f"/claim/{CAPTURE}/decide", action="edit", field="time", value="2021-03-02", person="Ada")
    client.form(f"/claim/{CAPTURE}/decide", action="reject", person="Bo", reason="no")
    made = corrections(path)
    assert {(item.action, item.person) for item in made} == {("accept", "Ada"), ("edit", "Ada"), ("reject", "Bo")}
    assert "was rejected" in client.get(f"/claim/{CAPTURE}").text
    rejection = next(item for item in made if item.action == "reject")
    client.form(f"/correction/{rejection.id}/undo", person="Bo")
    with Record.open(path) as record:
        (claim,) = record.claims(ids=[CAPTURE])
    assert str(claim.time.start) == "2021-03-02"
    history = client.get("/review?queue=history").text
    assert "undone" in history
    assert "Ada" in history


def test_whoever_corrects_is_remembered(client):
    answer = client.form(f"/claim/{CAPTURE}/decide", action="accept", person="Zoë Ünal")
    assert "annals_person" in answer.headers["set-cookie"]
    assert "Zoë Ünal" in client.get("/person").text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"action": "accept"}, "your name is missing"),
        ({"action": "dance", "person": "Ada"}, "accepted, rejected or edited"),
        ({"action": "edit", "field": "id", "value": "x", "person": "Ada"}, "no field"),
        ({"action": "edit", "field": "time", "value": "soon", "person": "Ada"}, "cannot read"),
        ({"action": "edit", "field": "quantities", "value": "many dead", "person": "Ada"}, "cannot read"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(client, path, fields, words):
    answer = client.form(f"/claim/{CAPTURE}/decide", **fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert not corrections(path)


def test_settling_takes_a_disagreement_off_the_list(client, path, ids):
    id_ = ids["disagreement"]
    assert f'id="{id_}"' in client.get("/disagreements").text
    assert client.form(f"/disagreement/{id_}/settle", person="Ada").status_code == 400  # a reason is needed
    client.form(f"/disagreement/{id_}/settle", person="Ada", reason="the army’s own photographs")
    assert f'id="{id_}"' not in client.get("/disagreements").text
    assert "own photographs" in client.get("/disagreements?settled=yes").text
    client.form(f"/disagreement/{id_}/settle", person="Bo", reason="they are of another day", open="yes")
    assert f'id="{id_}"' in client.get("/disagreements").text
    with Record.open(path) as record:
        assert [(item.person, item.open) for item in record.settlements()] == [("Ada", False), ("Bo", True)]


def test_judgements_of_names(client, path):
    client.form(f"/actor/{FRONT}/judge", action="same", other="River Guard", person="Ada", reason="one group")
    client.form(f"/actor/{FRONT}/judge", action="rename", other="The Front", person="Ada")
    with Record.open(path) as record:
        made = {item.action: item for item in record.judgements()}
    assert set(made) == {"same", "rename"}
    assert "River Guard" in made["same"].others
    assert client.form(f"/actor/{FRONT}/judge", action="marry", person="Ada").status_code == 400


def test_an_unknown_place_is_corrected_in_every_claim(tmp_path):
    path = tmp_path / "war.annals"
    make_record(path, hostile=True)
    with page(path) as client:
        assert "Mill Town" in client.get("/review?queue=places").text
        client.form("/places/rename", name="Mill Town", other="Port Ariel", person="Ada", reason="the same town")
        assert [item.value for item in corrections(path)] == [("Port Ariel",)]
        assert client.form("/places/rename", name="Mill Town", other="X", person="Ada").status_code == 400


def test_a_region_shows_what_happened_in_its_places(client):
    text = client.get(f"/place/{REGION.id}").text
    assert "Ariel Coast" in text


def test_time_of_a_correction_is_told(client, path):
    client.form(f"/claim/{CAPTURE}/decide", action="accept", person="Ada")
    assert corrections(path)[0].recorded.startswith(NOW.isoformat()[:16])


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("held on 2013-01-31 by A", "held on 31 Jan 2013 by A"),
        ("no day: 2013-13-45", "no day: 2013-13-45"),
        ("from 2012-02-29", "from 29 Feb 2012"),
    ],
)
def test_days_in_sentences_of_the_program_are_written_out(text, written):
    assert dated(text) == written


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        ("2013-01-12", "2013-01-12", "12 Jan 2013"),
        ("2013-01-12", "2013-01-15", "12–15 Jan 2013"),
        ("2013-01-01", "2013-01-31", "Jan 2013"),
        ("2013-01-01", "2013-12-31", "2013"),
        ("2011-01-01", "2013-12-31", "2011–2013"),
        ("2012-11-01", "2013-02-28", "Nov 2012 – Feb 2013"),
        ("2013-01-30", "2013-02-02", "30 Jan – 2 Feb 2013"),
        ("2013-01-30", None, "from 30 Jan 2013"),
        (None, "2013-01-30", "until 30 Jan 2013"),
        (None, None, "no date"),
    ],
)
def test_an_interval_is_told_as_shortly_as_it_can_be(start, end, written):
    assert days(*(date.fromisoformat(side) if side else None for side in (start, end))) == written


# ------------------------------------------------------------------------------------------ the command


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "give a --token"),  # noqa: S104 - that is what is refused
        (["--host", "0.0.0.0", "--token", "short"], "at least 12"),  # noqa: S104
        (["--port", "99999"], "--port"),
    ],
)
def test_the_command_refuses_what_is_not_safe(path, capsys, options, words):
    assert run(["serve", "--record", str(path), *options]) == 2
    assert words in capsys.readouterr().err


def test_the_command_tells_of_a_port_that_is_taken(path, capsys):
    with server.listen("127.0.0.1", 0) as taken:
        assert run(["serve", "--record", str(path), "--port", str(taken.getsockname()[1])]) == 2
    assert "choose another --port" in capsys.readouterr().err


def test_the_command_refuses_what_is_no_record(tmp_path, capsys):
    assert run(["serve", "--record", str(tmp_path / "none.annals")]) == 2
    assert "no such record" in capsys.readouterr().err


def test_the_address_has_the_token_and_brackets_where_they_belong(path):
    assert server.address(settings_for(path), 80) == "http://127.0.0.1:80/"
    open_to_all = settings_for(path, host="::1", token="a b & c")  # noqa: S106 - keeps nobody out
    assert server.address(open_to_all, 80) == "http://[::1]:80/?token=a%20b%20%26%20c"
