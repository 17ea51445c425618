"""What people judge of actors outranks what is concluded, is kept with who, when and why, and can be undone."""

import json
from datetime import date, timedelta

import pytest
from record_samples import NOW, make_claim, make_reading

from annals import ask, judging
from annals.cli.app import run
from annals.errors import RecordError, SourceError, UsageError
from annals.flow import conclude
from annals.judging import Person
from annals.record import Record
from annals.resolve.places import Gazetteer

ANN = Person("Ann", NOW, "the same leaflets")
BEN = Person("Ben", NOW + timedelta(hours=1), "two commands")


@pytest.fixture(scope="module")
def places():
    with Gazetteer.open() as opened:
        yield opened


def add(record, name, sentence, *claims, published=date(2020, 1, 5)):
    reading = make_reading(name, sentence, published=published)
    record.add(reading, [make_claim(reading, sentence, kind, **roles) for kind, roles in claims], now=NOW)


@pytest.fixture
def record(tmp_path, places):
    with Record.open(tmp_path / "war.annals", create=True) as opened:
        add(opened, "one", "Lake Front attacked a post", ("attack", {"actor": ["Lake Front"]}))
        add(opened, "two", "Hill Guard attacked a post", ("attack", {"actor": ["Hill Guard"]}))
        add(opened, "three", "Lake Front took the name River Front",
            ("renaming", {"actor": ["Lake Front"], "target": ["River Front"]}))  # fmt: skip
        conclude(opened, places)
        yield opened


def names(record, query):
    answer = ask.actor(record, query)
    return {span.name for span in answer.names} if isinstance(answer, ask.ActorFacts) else answer


def test_a_merger_by_a_person_holds_through_new_documents_and_can_be_undone(record, places):
    judged = judging.merge(record, places, "Lake Front", "Hill Guard", by=ANN)
    assert names(record, "Hill Guard") == {"Lake Front", "River Front", "Hill Guard"}
    add(record, "four", "Hill Guard broke away from Lake Front",
        ("split", {"actor": ["Hill Guard"], "target": ["Lake Front"]}))  # fmt: skip
    conclude(record, places)
    assert names(record, "Hill Guard") == {"Lake Front", "River Front", "Hill Guard"}
    taken_back = judging.undo(record, places, judged.id, by=BEN)
    assert names(record, "Hill Guard") == {"Hill Guard"}
    judging.undo(record, places, taken_back.id, by=Person("Ann", NOW + timedelta(hours=2)))
    assert "Lake Front" in names(record, "Hill Guard")
    first = record.judgements()[0]
    assert (first.person, first.reason, first.recorded[:10], first.active) == (
        "Ann", "the same leaflets", "2024-05-01", True,
    )  # fmt: skip


def test_a_split_outranks_a_renaming_that_a_source_states(record, places):
    assert names(record, "River Front") == {"Lake Front", "River Front"}
    judging.split(record, places, "Lake Front", ["River Front"], by=BEN)
    assert names(record, "River Front") == {"River Front"}
    assert names(record, "Lake Front") == {"Lake Front"}


def test_of_two_judgements_on_one_pair_the_later_holds(record, places):
    judging.merge(record, places, "Lake Front", "Hill Guard", by=ANN)
    judging.split(record, places, "Lake Front", ["Hill Guard"], by=BEN)
    assert names(record, "Hill Guard") == {"Hill Guard"}
    judging.merge(record, places, "Lake Front", "Hill Guard", by=Person("Ann", NOW + timedelta(hours=3)))
    assert "Hill Guard" in names(record, "Lake Front")


def test_a_new_name_holds_from_its_day_on(record, places):
    judging.rename(record, places, "Hill Guard", "Guard of the Hills", by=ANN, day=date(2019, 3, 1))
    answer = ask.actor(record, "Guard of the Hills")
    assert answer.name == "Guard of the Hills"
    assert answer.id == ask.actor(record, "Hill Guard").id
    assert [(span.name, span.start, span.end) for span in answer.names] == [
        ("Hill Guard", None, date(2019, 2, 28)),
        ("Guard of the Hills", date(2019, 3, 1), None),
    ]
    assert ask.actor(record, "Hill Guard", on=date(2020, 1, 1)).names[0].name == "Guard of the Hills"


@pytest.mark.parametrize(
    ("do", "says"),
    [
        (lambda r, g: judging.merge(r, g, "Lake Front", "River Front", by=ANN), "one actor already"),
        (lambda r, g: judging.merge(r, g, "Lake Front", "Sea Front Nobody Knows", by=ANN), "no actor"),
        (lambda r, g: judging.split(r, g, "Lake Front", ["Hill Guard"], by=ANN), "no name of"),
        (lambda r, g: judging.split(r, g, "Lake Front", ["Lake Front", "River Front"], by=ANN), "at least one"),
        (lambda r, g: judging.rename(r, g, "Hill Guard", "Lake Front", by=ANN), "another actor"),
        (lambda r, g: judging.rename(r, g, "Hill Guard", "!!", by=ANN), "letter or digit"),
        (lambda r, g: judging.merge(r, g, "Lake Front", "Hill Guard", by=Person(" ", NOW)), "name of the person"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(record, places, do, says):
    with pytest.raises(UsageError, match=says):
        do(record, places)
    assert record.judgements() == ()


def test_an_unknown_judgement_cannot_be_undone(record, places):
    with pytest.raises(RecordError, match="no judgement"):
        judging.undo(record, places, "j000000000000", by=ANN)


# ------------------------------------------------------------------------------------ reference lists


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


LISTS = {
    "plain.csv": "name,id,aliases,country\nLake Front,1,Hill Guard|LF,Mali\nRiver Front,2,,\n",
    "ucdp.csv": (
        "ActorId,NameData,NameOrig,NameOrigFull,NameOrigFullEng,NewName,NewNameFullEng,Location\n"
        "1,Lake Front,LF,n/a,Hill Guard,,,Mali\n2,River Front,n/a,,,,,\n"
    ),
    "ftm.json": "\n".join(
        json.dumps({"id": str(n), "schema": "Organization", "properties": {"name": [name], "alias": others}})
        for n, (name, *others) in enumerate((["Lake Front", "Hill Guard"], ["River Front"]))
    ),
}


@pytest.mark.parametrize("form", sorted(LISTS))
def test_a_list_joins_what_it_gives_to_one_entry(record, places, tmp_path, form):
    added = judging.add_list(record, places, write(tmp_path, form, LISTS[form]), name=None, by=ANN)
    assert (added.entries, added.actors) == (2, 1)
    assert "Lake Front" in names(record, "Hill Guard")
    judging.split(record, places, "Lake Front", ["Hill Guard"], by=BEN)
    assert names(record, "Hill Guard") == {"Hill Guard"}, "a person outranks a list"


def test_a_list_keeps_two_entries_apart_and_the_same_list_again_replaces_it(record, places, tmp_path):
    add(record, "five", "Ansar Dine came", ("attack", {"actor": ["Ansar Dine"]}))
    add(record, "six", "Ansar ad-Din came", ("attack", {"actor": ["Ansar ad-Din"]}))
    conclude(record, places)
    assert names(record, "Ansar Dine") == {"Ansar Dine", "Ansar ad-Din"}
    path = write(tmp_path, "list.csv", "name\nAnsar Dine\nAnsar ad-Din\n")
    judging.add_list(record, places, path, name=None, by=ANN)
    assert names(record, "Ansar Dine") == {"Ansar Dine"}
    path.write_text("name,aliases\nAnsar Dine,Ansar ad-Din\n", encoding="utf-8")
    judging.add_list(record, places, path, name=None, by=ANN)
    assert names(record, "Ansar Dine") == {"Ansar Dine", "Ansar ad-Din"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column name"),
        ("title,year\na,1\n", "no column name"),
        ("name\n\n", "no actor with a name"),
        ("name,from\nLake Front,soon\n", "is no day"),
        ('{"name": "x"}', "FollowTheMoney"),
        ("[1, 2]", "no object"),
        ("{broken", "no JSON"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_its_name(record, places, tmp_path, text, says):
    path = write(tmp_path, "odd.txt", text)
    with pytest.raises(SourceError, match=says) as caught:
        judging.add_list(record, places, path, name=None, by=ANN)
    assert "odd.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_and_no_file_at_all_are_refused(record, places, tmp_path):
    (tmp_path / "x.csv").write_bytes(b"name\n\xff\xfe\x00")
    for name in ("x.csv", "absent.csv"):
        with pytest.raises(SourceError, match=name):
            judging.add_list(record, places, tmp_path / name, name=None, by=ANN)


# --------------------------------------------------------------------------------------- command line


def test_the_command_line_lists_merges_and_takes_back(record, tmp_path, capsys):
    file = str(record.path)
    assert (
        run(["actors", "merge", "Lake Front", "Hill Guard", "--by", "Ann", "--why", "leaflets", "--record", file]) == 0
    )
    told = capsys.readouterr().out
    id_ = told.split()[-1]
    assert "Lake Front" in told
    assert run(["actors", "list", "--format", "json", "--record", file]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [{name["name"] for name in row["names"]} for row in rows] == [{"Lake Front", "River Front", "Hill Guard"}]
    assert run(["actors", "undo", id_, "--by", "Ben", "--record", file]) == 0
    assert run(["actors", "list", "--judgements", "--record", file]) == 0
    shown = capsys.readouterr().out
    assert "leaflets" in shown
    assert "undone" in shown
    assert run(["actors", "merge", "Lake Front", "Nobody At All", "--by", "Ann", "--record", file]) == 2
    assert capsys.readouterr().err.count("\n") == 1
