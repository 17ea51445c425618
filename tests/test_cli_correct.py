"""``annals correct`` on the command line."""

import json
from datetime import date

import pytest
from record_samples import World

from annals.cli.app import run
from annals.errors import UsageError
from annals.record import Record
from annals.record.values import edited_value

WORLD = World()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "war.annals"
    with Record.open(path, create=True) as record:
        WORLD.store(record)
    return path


def correct(path, *words):
    return run(["correct", *words, "--record", str(path), "--by", "Ann", "--later", "--when", "2024-05-02T10:00"])


def test_a_claim_is_rejected_listed_and_taken_back(path, capsys):
    assert correct(path, "reject", WORLD.capture.id, "--why", "another port") == 0
    id_ = capsys.readouterr().out.strip()
    assert run(["correct", "list", "--format", "json", "--record", str(path)]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["id"], row["person"], row["reason"], row["active"]) == (id_, "Ann", "another port", True)
    assert row["recorded"].startswith("2024-05-02T10:00")
    assert correct(path, "undo", id_) == 0
    run(["correct", "list", "--record", str(path)])
    assert "undone" in capsys.readouterr().out


def test_a_correction_is_concluded_at_once(path, capsys):
    assert run(["correct", "reject", WORLD.capture.id, "--record", str(path), "--by", "Ann"]) == 0
    with Record.open(path) as record:
        assert not record.stale
        assert WORLD.capture.id not in {claim for event in record.events() for claim in event.claims}


def test_two_people_are_told_that_they_contradict_each_other(path, capsys):
    correct(path, "reject", WORLD.capture.id)
    run(["correct", "accept", WORLD.capture.id, "--record", str(path), "--by", "Bob", "--later"])
    assert "Ann and Bob contradict each other" in capsys.readouterr().err


def test_a_disagreement_is_settled_listed_apart_and_opened_again(path, capsys):
    with Record.open(path) as record:
        id_ = record.disagreements()[0].id
    where = ["--record", str(path), "--by", "Ann"]
    assert run(["correct", "settle", id_, "--why", "a misprint", *where]) == 0
    capsys.readouterr()
    assert run(["check", "--record", str(path), "--format", "json"]) == 0
    assert id_ not in capsys.readouterr().out
    run(["check", "--record", str(path), "--settled"])
    told = capsys.readouterr().out
    assert "settled by" in told
    assert "a misprint" in told
    run(["correct", "list", "--record", str(path)])
    assert f"settled: {id_}" in " ".join(capsys.readouterr().out.split())
    assert run(["correct", "settle", id_, *where]) == 2  # without a reason
    assert run(["correct", "settle", id_, "--open", "--why", "it was none", *where]) == 0
    capsys.readouterr()
    run(["check", "--record", str(path), "--format", "json"])
    assert id_ in capsys.readouterr().out


def test_a_document_is_withdrawn_by_its_name_and_taken_back(path, capsys):
    with Record.open(path) as record:
        document = record.document(WORLD.capture.document)
        before = len(record.claims())
    assert correct(path, "withdraw", document.name, "--why", "retracted") == 0
    id_ = capsys.readouterr().out.strip()
    with Record.open(path) as record:
        assert WORLD.capture.id not in {claim.id for claim in record.claims()}
    run(["correct", "list", "--record", str(path)])
    assert f"withdraw {document.id}" in " ".join(capsys.readouterr().out.split())
    assert correct(path, "undo", id_) == 0
    with Record.open(path) as record:
        assert len(record.claims()) == before
    assert correct(path, "withdraw", "no such report") == 2
    assert "no document of this record" in capsys.readouterr().err


def test_export_and_import_are_each_other_s_inverse(path, tmp_path, capsysbinary):
    correct(path, "reject", WORLD.capture.id)
    correct(path, "same-event", WORLD.capture.id, WORLD.clash.id)
    capsysbinary.readouterr()
    assert run(["correct", "export", "--record", str(path)]) == 0
    file = tmp_path / "corrections.jsonl"
    file.write_bytes(capsysbinary.readouterr().out)
    other = tmp_path / "other.annals"
    with Record.open(other, create=True) as record:
        WORLD.store(record)
    assert run(["correct", "import", str(file), "--record", str(other), "--later"]) == 0
    assert capsysbinary.readouterr().out == b"2 new, 0 known already\n"
    with Record.open(path) as one, Record.open(other) as two:
        assert one.corrections() == two.corrections()


@pytest.mark.parametrize("text", ["{", '{"kind": "correction"}', "[]", "\ufeff{}", '"\\ud800"'])
def test_a_file_that_is_no_export_is_refused(path, tmp_path, capsys, text):
    file = tmp_path / "rows.jsonl"
    file.write_text(text, encoding="utf-8")
    assert run(["correct", "import", str(file), "--record", str(path)]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "line 1" in error
    assert str(file) in error


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["reject", "c000000000000"], "holds no claim"),
        (["reject", "e000000000000"], "holds no claim"),
        (["undo", "k000000000000"], "holds no correction"),
        (["same-event", "c000000000000", "c000000000001"], "no event or claim"),
        (["edit", WORLD.capture.id, "status", "true"], "is no status"),
        (["edit", WORLD.capture.id, "time", "2021-13-01"], "no day of the calendar"),
        (["edit", WORLD.capture.id, "quantities", "many"], "as a quantity"),
        (["edit", WORLD.capture.id, "quote", "x"], "quote"),
        (["different-actor", "Nobody", "None"], "no actor"),
    ],
)
def test_bad_corrections_are_refused_in_a_line(path, capsys, words, hint):
    assert correct(path, *words) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert hint in error


def test_an_event_s_claims_are_told_to_who_would_reject_it(path, capsys):
    with Record.open(path) as record:
        event = next(event for event in record.events() if event.type == "capture")
    assert correct(path, "reject", event.id) == 2
    assert WORLD.capture.id in capsys.readouterr().err


@pytest.mark.parametrize(
    ("field", "values", "value"),
    [
        ("actor", ("Lake Front", "Hill Guard"), ["Lake Front", "Hill Guard"]),
        ("actor", (), []),
        ("time", ("2021-03",), ["2021-03-01", "2021-03-31"]),
        ("time", ("../2021-03-04",), [None, "2021-03-04"]),
        ("time", (), None),
        ("quantities", ("killed 41 civilians",), [["killed", 41, 41, "civilians"]]),
        ("quantities", ("killed 1,600",), [["killed", 1600, 1600, None]]),
        ("quantities", ("wounded 30-40", "captured 20-"), [["wounded", 30, 40, None], ["captured", 20, None, None]]),
        ("quantities", ("killed -50 people",), [["killed", None, 50, "people"]]),
        ("ended", ("yes",), True),
        ("status", ("denied",), "denied"),
        ("type", ("clash",), "clash"),
    ],
)
def test_values_as_people_write_them(field, values, value):
    assert edited_value(field, values) == value


@pytest.mark.parametrize(
    ("field", "values"),
    [("status", ()), ("status", ("a", "b")), ("ended", ("perhaps",)), ("quantities", ("dead 4",)), ("type", ("war",))],
)
def test_values_that_say_nothing(field, values):
    with pytest.raises(UsageError):
        edited_value(field, values)


def test_days_are_days():
    assert edited_value("time", ("2021-03-04",)) == [date(2021, 3, 4).isoformat()] * 2
