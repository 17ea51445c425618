"""``annals ask state|changes|network|profile`` and ``annals check`` on the command line."""

import json

import pytest
from record_samples import World

from annals.cli.app import run
from annals.record import Record


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("record") / "war.annals"
    with Record.open(path, create=True) as record:
        World().store(record)
    return str(path)


def test_the_state_as_a_table_and_as_json(path, capsys):
    assert run(["ask", "state", "--on", "2021-03-05", "--record", path]) == 0
    table = capsys.readouterr().out
    assert "Port Ariel" in table
    assert "2 days" in table
    assert run(["ask", "state", "--on", "2021-03-05", "--format", "json", "--record", path]) == 0
    state = json.loads(capsys.readouterr().out)
    assert state["places"][0]["holders"][0]["source"]["name"] == "Northern Front"
    assert state["places"][0]["holders"][0]["age_days"] == 2


def test_a_day_of_which_nobody_speaks(path, capsys):
    assert run(["ask", "state", "--on", "1999-01-01", "--known-by", "1999-01-01", "--record", path]) == 0
    assert "documents without a day of publication were left out" in capsys.readouterr().out


def test_changes_and_network(path, capsys):
    assert run(["ask", "changes", "--from", "2021-03-01", "--to", "2021-03", "--format", "json", "--record", path]) == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert "The Northern Front took Port Ariel" in [change["text"] for change in changes]
    assert run(["ask", "network", "--on", "2021-03-05", "--format", "json", "--record", path]) == 0
    network = json.loads(capsys.readouterr().out)
    assert {node["name"] for node in network["nodes"]} == {"Northern Front", "Coast Guard"}


def test_a_profile_in_both_formats(path, capsysbinary):
    assert run(["ask", "profile", "northern front", "--record", path]) == 0
    assert capsysbinary.readouterr().out.startswith(b"# Northern Front\n")
    assert run(["ask", "profile", "northern front", "--format", "html", "--record", path]) == 0
    assert b"<h1>Northern Front</h1>" in capsysbinary.readouterr().out


def test_a_profile_of_nobody(path, capsys):
    assert run(["ask", "profile", "Northen Frunt", "--record", path]) == 1
    assert "near names: Northern Front" in capsys.readouterr().err


def test_disagreements_as_a_page(path, capsysbinary):
    assert run(["check", "--format", "html", "--record", path]) == 0
    page = capsysbinary.readouterr().out
    assert page.startswith(b"<!DOCTYPE html>")
    assert b"two hold Port Ariel" in page


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["state"], "--on"),
        (["state", "--on", "2021-13-40"], "2021-13-40"),
        (["state", "--on", "2021"], "more than a day"),
        (["changes", "--from", "2021-03-04", "--to", "2021-03-04"], "earlier day first"),
        (["network", "--on", "yesterday"], "yesterday"),
        (["profile", "X", "--format", "pdf"], "pdf"),
    ],
)
def test_wrong_use_is_told_in_a_line(path, capsys, words, hint):
    assert run(["ask", *words, "--record", path]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert hint in error
