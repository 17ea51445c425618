import csv
import io
import json
import os
import subprocess
import sys

import pytest
from conftest import NOW

from annals import __version__
from annals.cli.app import run
from annals.cli.tables import clean, days
from annals.record import Record

QUESTIONS = ("actor", "place", "timeline", "why", "find")
COMMANDS = ([], ["read"], ["export"], ["check"], ["ask"], *(["ask", question] for question in QUESTIONS))


@pytest.fixture
def record(tmp_path, read, reports, monkeypatch):
    """The path of a record of three reports, which the environment names."""
    path = tmp_path / "war.annals"
    with Record.open(path, create=True) as opened:
        read(opened, [reports])
    monkeypatch.setenv("ANNALS_RECORD", str(path))
    return path


def answer(capsys, *arguments):
    """Run a command; return its exit code and what it printed on both streams."""
    capsys.readouterr()
    code = run([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def as_json(capsys, *arguments):
    code, out, err = answer(capsys, *arguments, "--format", "json")
    assert err == ""
    return code, json.loads(out)


def program(*arguments, **options):
    """Run annals as a process of its own."""
    command = [sys.executable, "-m", "annals", *map(str, arguments)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env, **options)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_on_every_command(capsys, command):
    code, out, err = answer(capsys, *command, "--help")
    assert (code, err) == (0, "")
    assert "Usage: annals" in out
    assert max(map(len, out.splitlines())) <= 110
    if command not in ([], ["ask"]):
        assert "Examples:\n  annals" in out or "Examples:\n    annals" in out


def test_version(capsys):
    assert answer(capsys, "--version") == (0, f"annals {__version__}\n", "")


# --------------------------------------------------------------------------------------------- answers


def test_ask_actor_as_json_has_the_promised_form(record, capsys):
    code, actor = as_json(capsys, "ask", "actor", "March 23 Movement")
    assert code == 0
    assert set(actor) >= {"id", "kind", "names", "relations", "strength"}
    assert actor["names"][0]["name"] == "March 23 Movement"
    assert set(actor["names"][0]) >= {"name", "from", "to", "evidence"}
    for relation in actor["relations"]:
        assert set(relation) >= {"type", "role", "other", "from", "to", "status", "evidence"}
        assert set(relation["other"]) >= {"id", "name"}
        for evidence in relation["evidence"]:
            assert set(evidence) >= {"document", "publisher", "published", "quote", "start", "end"}


def test_ask_place_as_json_has_the_promised_form(record, capsys, reports):
    code, place = as_json(capsys, "ask", "place", "Goma")
    assert code == 0
    assert set(place) >= {"id", "name", "point", "holders", "events"}
    assert place["name"] == "Goma"
    assert {holder["actor"]["name"] for holder in place["holders"]} == {"March 23 Movement"}
    holder = place["holders"][0]
    assert set(holder) >= {"actor", "from", "to", "disputed", "evidence"}
    assert holder["from"] == "2012-11-20"
    evidence = holder["evidence"][0]
    text = (reports / f"{evidence['document']}.txt").read_text()
    assert text[evidence["start"] : evidence["end"]] == evidence["quote"]


def test_tables_show_names_days_and_quotes(record, capsys):
    code, out, _ = answer(capsys, "ask", "place", "Goma")
    assert code == 0
    assert "March 23 Movement" in out
    assert "2012-11-20" in out
    assert "“March 23 Movement captured Goma on 20 November 2012” wire" in " ".join(out.split())
    assert "\x1b" not in out
    code, out, _ = answer(capsys, "ask", "actor", "march 23 movement")
    assert code == 0
    assert "March 23 Movement" in out


def test_timeline_is_filtered(record, capsys):
    code, timeline = as_json(capsys, "ask", "timeline")
    assert code == 0
    assert [event["type"] for event in timeline] == ["attack", "capture", "joining"]
    _, timeline = as_json(capsys, "ask", "timeline", "--type", "capture")
    assert [event["type"] for event in timeline] == ["capture"]
    _, timeline = as_json(capsys, "ask", "timeline", "--from", "2012-11-20", "--to", "2012-12")
    assert [event["type"] for event in timeline] == ["capture"]
    _, timeline = as_json(capsys, "ask", "timeline", "--actor", "Ituri Patriots")
    assert [event["type"] for event in timeline] == ["joining"]
    code, out, _ = answer(capsys, "ask", "timeline", "--type", "protest")
    assert (code, out) == (0, "no such event\n")


def test_why_shows_the_sentence(record, capsys):
    _, timeline = as_json(capsys, "ask", "timeline", "--type", "capture")
    code, out, _ = answer(capsys, "ask", "why", timeline[0]["id"])
    assert code == 0
    assert "residents said" in " ".join(out.split())


def test_find_searches_sentences(record, capsys):
    code, found = as_json(capsys, "ask", "find", "mines", "roads")
    assert code == 0
    assert found["total"] == 1
    code, out, _ = answer(capsys, "ask", "find", "mines", "roads")
    assert "alliance" in out
    code, out, _ = answer(capsys, "ask", "find", "submarine")
    assert (code, out) == (0, "no sentence has these words\n")


def test_a_name_that_nobody_has_gives_near_names_and_exit_code_1(record, capsys):
    code, out, err = answer(capsys, "ask", "actor", "Ituri Patriotz Front")
    assert (code, out) == (1, "")
    assert err.startswith("annals: the record has no actor 'Ituri Patriotz Front'")
    assert "Ituri Patriots" in err
    assert err.count("\n") == 1
    code, answered = as_json(capsys, "ask", "place", "Nowhereville")
    assert code == 1
    assert answered["query"] == "Nowhereville"


def test_a_name_that_several_have_gives_a_list(tmp_path, read, capsys):
    folder = tmp_path / "two"
    folder.mkdir()
    (folder / "one.txt").write_text("The Northern Army of Renewal attacked Bukavu on 3 May 2013. That is all we know.")
    (folder / "two.txt").write_text("The Coastal Army of Renewal attacked Mombasa on 4 May 2013. That is all we know.")
    with Record.open(tmp_path / "two.annals", create=True) as opened:
        read(opened, [folder])
    code, found = as_json(capsys, "ask", "actor", "Army of Renewal", "--record", tmp_path / "two.annals")
    assert code == 0
    assert sorted(candidate["name"] for candidate in found) == ["Coastal Army of Renewal", "Northern Army of Renewal"]
    code, out, _ = answer(capsys, "ask", "actor", "Army of Renewal", "--record", tmp_path / "two.annals")
    assert code == 0
    assert "Coastal" in out
    assert found[0]["id"] in out


def test_check_tells_of_a_disagreement(tmp_path, read, capsys):
    folder = tmp_path / "split"
    folder.mkdir()
    for name, group in (("one", "Red Column"), ("two", "Blue Guard")):
        (folder / f"{name}.txt").write_text(f"Town news\n\nThe {group} captured Bukavu on 3 May 2013, a trader said.")
    with Record.open(tmp_path / "split.annals", create=True) as opened:
        assert read(opened, [folder]).totals.disagreements > 0
    code, out, _ = answer(capsys, "check", "--record", tmp_path / "split.annals")
    assert code == 0
    assert "Red Column" in out
    assert "Blue Guard" in out
    code, found = as_json(capsys, "check", "--record", tmp_path / "split.annals")
    assert code == 0
    assert found


# --------------------------------------------------------------------------------------------- exports


def test_export_to_standard_output_and_to_a_file(record, capsys, tmp_path):
    code, out, _ = answer(capsys, "export", "claims")
    assert code == 0
    assert len(out.splitlines()) == 3
    code, printed, _ = answer(capsys, "export", "claims", "--format", "jsonl", "-o", tmp_path / "claims.jsonl")
    assert (code, printed) == (0, "")
    assert (tmp_path / "claims.jsonl").read_text() == out
    code, out, _ = answer(capsys, "export", "actors", "--format", "csv")
    assert code == 0
    assert {"March 23 Movement", "Ituri Patriots"} <= {row["name"] for row in csv.DictReader(io.StringIO(out))}


def test_a_reader_that_has_had_enough_is_no_error(record):
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for arguments in (["export", "documents"], ["ask", "timeline", "--format", "json"], ["ask", "timeline"]):
        with subprocess.Popen(
            [sys.executable, "-m", "annals", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
        ) as process:
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(60) == 0


# --------------------------------------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["read", "--record", "x.annals"], "SOURCE"),
        (["frobnicate"], "frobnicate"),
        (["ask", "actor", "X", "--on", "yesterday", "--record", "x.annals"], "2017-02-09"),
        (["export", "people", "--record", "x.annals"], "disagreements"),
        (["export", "claims", "--format", "xml", "--record", "x.annals"], "jsonl"),
        (["ask", "timeline", "--type", "picnic", "--record", "x.annals"], "picnic"),
        (["read", "x.txt", "--record", "x.annals", "--jobs", "0"], "jobs"),
        (["check"], "--record"),
    ],
)
def test_wrong_use_is_told_in_one_line_with_exit_code_2(capsys, monkeypatch, tmp_path, arguments, told):
    monkeypatch.delenv("ANNALS_RECORD", raising=False)
    monkeypatch.chdir(tmp_path)
    code, out, err = answer(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("annals: ")
    assert err.count("\n") == 1
    assert told in err
    assert "--help" in err


def test_a_record_that_is_none_is_told_with_exit_code_2(capsys, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("This is no record at all, only a text about one. " * 10)
    for path in (text, tmp_path / "missing.annals", tmp_path):
        code, out, err = answer(capsys, "check", "--record", path)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert str(path) in err
    code, _, _ = answer(capsys, "read", text, "--record", text)
    assert code == 2
    assert text.read_text().startswith("This is no record at all")


def test_an_unexpected_error_is_one_line_and_v_shows_where(record, capsys, monkeypatch):
    def breaks(*_, **__):
        raise KeyError("deep down")

    monkeypatch.setattr("annals.ask.find", breaks)
    code, _, err = answer(capsys, "ask", "find", "x")
    assert code == 1
    assert err.count("\n") == 1
    assert "KeyError" in err
    code, _, err = answer(capsys, "-v", "ask", "find", "x")
    assert code == 1
    assert "deep down" in err
    assert "in breaks" in err


def test_ctrl_c_is_one_line(record, capsys, monkeypatch):
    def interrupts(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("annals.ask.find", interrupts)
    code, _, err = answer(capsys, "ask", "find", "x")
    assert code == 130
    assert err.count("\n") == 1


def test_control_characters_do_not_reach_the_terminal():
    assert clean("a\x1b[31mb\x07\x9bc\td") == "a�[31mb��c\td"


def test_intervals_are_told_in_words():
    from datetime import date

    first, last = date(2012, 4, 1), date(2012, 4, 5)
    assert days(first, first) == "2012-04-01"
    assert days(first, last) == "2012-04-01 to 2012-04-05"
    assert days(date(2012, 4, 1), date(2012, 4, 30)) == "2012-04"
    assert days(first, None) == "from 2012-04-01"
    assert days(None, last) == "until 2012-04-05"
    assert days(None, None) == "no date"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")  # noqa: PTH110
@pytest.mark.parametrize("command", [["export", "claims"], ["ask", "timeline"], ["check", "--format", "json"]])
def test_a_full_disk_behind_standard_output_is_told_in_one_line(record, command):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        done = subprocess.run(
            [sys.executable, "-m", "annals", *command], stdout=full, stderr=subprocess.PIPE, text=True, env=env,
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "annals: standard output: cannot be written (No space left on device)\n"


def test_a_record_whose_conclusions_are_behind_says_so(record, capsys):
    with Record.open(record) as opened:
        claim = opened.claims()[0].id
        opened.correct("reject", claim, person="Ada", reason="no", now=NOW)
    for command in (["ask", "timeline"], ["ask", "actor", "March 23 Movement"], ["check"], ["export", "events"]):
        code, _, err = answer(capsys, *command)
        assert code == 0
        assert err.count("\n") == 1
        assert "`annals read` again" in err
    assert answer(capsys, "ask", "find", "Goma")[2] == ""
    assert answer(capsys, "export", "claims")[2].count("again") == 1
